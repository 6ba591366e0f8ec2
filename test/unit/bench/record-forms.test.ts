import { expect, test } from 'vitest';
import { formOf } from '../../../bench/baselines/node/record-forms.js';

const ROWS = 512;
const options = { rows: ROWS, bytes: 12_900, answer: 11_400, window: 2 };

/** The form that needs Long comes first: the others switch it off for good. */
const FORMS = ['columns-long', 'columns-loader', 'columns', 'packed', 'single', 'bytes'];

test.each(FORMS)('both sides of the form %s agree on every record', (name) => {
	const host = formOf(name, options);
	const agent = formOf(name, options);
	// Not the first message: the values of its records are not all small.
	for (const number of [3, 70_000]) {
		const faults = Buffer.from(host.faults(number));
		const answer = Buffer.from(agent.answer(faults, number));
		host.check(answer, number);
		expect(() => agent.answer(faults, number + 1)).toThrow();
		expect(() => host.check(answer, number + 1)).toThrow();
		for (const [message, look] of [
			[faults, () => agent.answer(faults, number)],
			[answer, () => host.check(answer, number)],
		] as const) {
			const last = message.length - 1;
			message.writeUInt8(message.readUInt8(last) ^ 2, last);
			expect(look).toThrow();
		}
	}
});

test.each(['columns-loader', 'columns', 'packed'])(
	'the form %s has 25 and 22 bytes a record',
	(name) => {
		const form = formOf(name, options);
		const faults = form.faults(0);
		const down = faults.length;
		const up = form.answer(Buffer.from(faults), 0).length;
		// And a few for tags and lengths.
		for (const [bytes, each] of [
			[down, 25],
			[up, 22],
		] as const) {
			expect(bytes).toBeGreaterThan(ROWS * each);
			expect(bytes).toBeLessThan(ROWS * each + 32);
		}
	},
);

test('a form that does not exist is refused with those that do', () => {
	expect(() => formOf('rows', options)).toThrow(/form=rows.*columns-loader.*packed/);
});

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { InterruptReason, Reason } from '../../../src/emulator/iommu/vtd/layout.js';
import { FAULT_REASONS } from '../../../src/host/kernel/drivers/vtd/fault-reasons.js';
import { FaultReason } from '../../../src/host/kernel/fault.js';

const text = readFileSync(new URL('../../../docs/vtd-fault-reasons.md', import.meta.url), 'utf8');
const rows = [...text.matchAll(/^\| (\w+)h \| (.+) \| `(\w+)` \| (.+) \|$/gm)].map(
	([, code, name, generic, given]) => ({
		code: Number.parseInt(code!, 16),
		name,
		generic,
		given: given!,
	}),
);

test('docs/vtd-fault-reasons.md has the reasons that the driver knows, in its words', () => {
	const generic = Object.entries(FaultReason);
	expect(rows.map(({ code, name, generic }) => [code, name, generic])).toEqual(
		FAULT_REASONS.map(([code, reason, name]) => [
			code,
			name,
			generic.find(([, value]) => value === reason)![0],
		]),
	);
});

test('it says of each whether the model gives it, and if not, why', () => {
	const given = rows.filter((row) => row.given === 'yes').map((row) => row.code);
	const produced = [...Object.values(Reason), ...Object.values(InterruptReason)];
	expect(given).toEqual(produced.sort((a, b) => a - b));
	for (const { code, given } of rows)
		expect({ code, given }).toEqual({ code, given: expect.stringMatching(/^(yes|no: .+)$/) });
});

import { expect, test } from 'vitest';
import type { ControlClient } from '../../src/cli/client.js';
import type { HostConfigInput } from '../../src/host/config.js';
import { expectAnsweredOnce, startGuest } from '../../src/testkit/index.js';
import { BASE, startHost } from '../support/fleet.js';
import { RawAgent } from '../support/raw-agent.js';

/** Virtual functions of several guests share one Page Request Interface; one of them gets Response Failure. */

const PAGES = 512;
const LENGTH = PAGES * 4096;
const areas = [{ address: BASE, length: LENGTH }];
const CODE_DEVICE_ERROR = 37;

const machine = (kind: 'vtd' | 'smmuv3' | 'amdvi' | 'riscv'): HostConfigInput => ({
	memory: '256MiB',
	iommus: [{ name: 'io', kind }],
	guests: [
		{ name: 'a', memory: '16MiB' },
		{ name: 'b', memory: '16MiB' },
	],
	devices: [
		{ name: 'pf', address: '01:00.0', guest: 'a', outstanding: 16 },
		{
			name: 'failing',
			address: '01:00.1',
			physical_function: 'pf',
			guest: 'b',
			response_deadline: '100ms',
			on_expiry: 'failure',
		},
		{ name: 'sibling', address: '01:00.2', physical_function: 'pf', guest: 'a' },
	],
});

const at = (device: string) => ({ device, pasid: 1, address: BASE });
const touch = (control: ControlClient, device: string) =>
	control.run({ read: { from: at(device), length: 4096 } }, () => {});

test.each(['vtd', 'smmuv3', 'amdvi', 'riscv'] as const)(
	'%s: the others are served on, each page once, and the one that failed is off until its reset',
	async (kind) => {
		const { control, address, host } = await startHost(machine(kind));
		await startGuest(host, { guest: 'a', areas });
		const silent = new RawAgent(address);
		const { handles } = await silent.attach('b');
		const write = { write: { to: at('sibling'), length: LENGTH, seed: 5 } };
		const plain = await control.run(write, () => {});
		expect(plain).toMatchObject({ ok: true, groups: PAGES });
		await control.sync('a', 5000, true);

		// Copies go on while the other guest leaves a request unanswered.
		let going = true;
		const failing = touch(control, 'failing').finally(() => {
			going = false;
		});
		let turns = 0;
		const copies: { ok: boolean; sha256: string }[] = [];
		for (; going || turns < 2; turns++) {
			const copy = { from: at('sibling'), to: at('pf'), length: LENGTH };
			copies.push(await control.run({ copy }, () => {}));
			await control.sync('a', 5000, true);
		}
		expect(await failing).toMatchObject({
			...{ ok: false, code: CODE_DEVICE_ERROR, responsesFailure: 1 },
		});
		expect(copies.map(({ ok, sha256 }) => [ok, sha256])).toEqual(
			copies.map(() => [true, plain.sha256]),
		);
		const status = await control.devices();
		expect(status.map((d) => [d.name, d.pri])).toEqual([
			...[
				['pf', 'on'],
				['failing', 'stopped'],
				['sibling', 'on'],
			],
		]);
		for (const { name, counters } of status)
			if (name !== 'failing') expect(counters).toMatchObject({ sharedFailures: 1, dmaErrors: 0 });
		// Law 1, as the kernel counts: every group has one answer, and none is left.
		for (const { counters, pending, outstanding } of status) {
			const { groups, responsesSuccess, responsesInvalid, responsesFailure } = counters ?? {};
			expect(groups).toBe(
				(responsesSuccess ?? 0) + (responsesInvalid ?? 0) + (responsesFailure ?? 0),
			);
			expect([pending, outstanding]).toEqual([0, 0]);
		}
		// And as the devices saw it.
		expectAnsweredOnce(...host.devices);

		// It may ask, and is refused without a word to its guest; a reset ends that.
		const batches = () => silent.received.filter((m) => m.faults != null).length;
		const before = batches();
		expect(await touch(control, 'failing')).toMatchObject({ ok: false, responsesInvalid: 1 });
		expect(batches()).toBe(before);
		await control.reset('failing');
		expect(await control.device('failing')).toMatchObject({ pri: 'on', pasids: [1] });
		const again = touch(control, 'failing');
		await silent.next((m) => m.faults != null && batches() > before);
		expect(handles).toHaveLength(1);
		expect(await again).toMatchObject({ ok: false, responsesFailure: 1 });
		expect(await control.run(write, () => {})).toMatchObject({ ok: true });
	},
);

test('a failure of the physical function itself stops none of its virtual ones', async () => {
	const config = machine('vtd');
	const [pf, failing, sibling] = config.devices ?? [];
	const { control, address, host } = await startHost({
		...config,
		devices: [
			{ ...pf, guest: 'b', response_deadline: '100ms', on_expiry: 'failure' } as typeof pf & object,
			{ ...failing, guest: 'a' } as typeof failing & object,
			sibling as typeof sibling & object,
		],
	});
	await startGuest(host, { guest: 'a', areas });
	await new RawAgent(address).attach('b');
	expect(await touch(control, 'pf')).toMatchObject({ ok: false, responsesFailure: 1 });
	const copy = { from: at('sibling'), to: at('failing'), length: LENGTH };
	expect(await control.run({ copy }, () => {})).toMatchObject({ ok: true, bytes: LENGTH });
	expect(await control.device('pf')).toMatchObject({ pri: 'stopped' });
	expect(await control.device('sibling')).toMatchObject({ pri: 'on' });
});

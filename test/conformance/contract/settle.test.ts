import { describe, expect, it } from 'vitest';
import type { Device } from '../../../src/host/kernel/device.js';
import { Errno } from '../../../src/host/kernel/errno.js';
import { type RecoverableRow, WITH_PRI } from '../../support/iommu-rows.js';
import { OwnersMachine } from '../../support/owners-machine.js';

const BASE = 0x10_0000;
const PASID = 1;

/** Two functions behind one IOMMU, and a page request of one of them that nobody has looked at yet. */
function two(row: RecoverableRow) {
	const machine = new OwnersMachine({}, row);
	const device = machine.plug('one', 0x0100);
	const other = machine.plug('other', 0x0101);
	for (const each of [device, other])
		expect(machine.binding.bind(each, machine.sva)).toBe(Errno.OK);
	// Bound anew, so that the first of them comes behind the other in what a turn brings.
	machine.binding.unbind(device);
	machine.clock.turn();
	while (machine.binding.stateOf(device) !== 'none') machine.clock.turn();
	expect(machine.binding.bind(device, machine.sva)).toBe(Errno.OK);
	const read = machine.read(device, PASID, BASE);
	const seen = machine.seen(device);
	const endpoint = machine.endpoint(device);
	/** Groups that the function waited for at each of its resets. */
	const outstanding: number[] = [];
	const reset = endpoint.reset.bind(endpoint);
	endpoint.reset = () => {
		outstanding.push(seen.outstanding);
		reset();
	};
	const expectAnswered = () => {
		expect(outstanding).toEqual([0]);
		expect(read).toMatchObject({ ended: true, error: 'invalid' });
		expect([seen.summary, seen.problems]).toEqual([[`${BASE / 4096} invalid`], []]);
		expect(endpoint.counters).toMatchObject({ responsesUnexpected: 0, responsesIgnored: 0 });
	};
	return { machine, device, other, seen, expectAnswered };
}

const ways: [string, (machine: OwnersMachine, device: Device) => Errno][] = [
	['a reset', (machine, device) => machine.binding.reset(device, () => {})],
	['an unbinding', (machine, device) => machine.binding.unbind(device)],
];

describe.each(WITH_PRI)('$name: a function is reset only after it has its responses', (row) => {
	it.each(ways)('%s, while the other is pulled out', (_what, begin) => {
		const { machine, device, other, expectAnswered } = two(row);
		expect(begin(machine, device)).toBe(Errno.OK);
		machine.endpoint(other).detach();
		machine.registry.withdraw(other);
		expect(machine.binding.unplug(other, () => {})).toBe(Errno.OK);
		machine.clock.advance(1000);
		expectAnswered();
		expect([machine.binding.stateOf(other), other.references]).toEqual(['gone', 0]);
	});

	it.each(ways)('%s, while the other completes no invalidation, and then does', (_what, begin) => {
		const { machine, device, other, expectAnswered } = two(row);
		machine.pauseInvalidations(other, true);
		expect(begin(machine, device)).toBe(Errno.OK);
		expect(machine.binding.unbind(other)).toBe(Errno.OK);
		machine.clock.settle();
		expect(machine.binding.stateOf(other)).toBe('leaving');
		machine.pauseInvalidations(other, false);
		machine.clock.settle();
		expectAnswered();
		expect([machine.binding.stateOf(other), other.references]).toEqual(['none', 1]);
	});

	it.each([
		['its answers are on their way', true],
		['its page requests are not looked at yet', false],
	])('which `settle` tells, while another holds the queue up, and %s', (_what, turn) => {
		const { machine, device, other, seen } = two(row);
		machine.pauseInvalidations(other, true);
		const { domain } = machine.sva.bound(other)!.pasids.get(PASID)!.space;
		const users = [{ device: other, pasid: PASID }];
		const runs = { pages: [0x100], counts: [1] };
		machine.driver.invalidate(domain, users, runs, true, () => {});
		machine.read(device, PASID, BASE + 0x1000);
		if (turn) machine.clock.settle();
		const answered: number[] = [];
		machine.driver.settle(() => answered.push(seen.answered));
		expect(answered).toEqual([]);
		machine.clock.settle();
		if (seen.answered < 2) expect(answered).toEqual([]);
		machine.pauseInvalidations(other, false);
		machine.clock.settle();
		expect(answered).toEqual([2]);
	});
});

import { describe, expect, it } from 'vitest';
import { Errno } from '../../../src/host/kernel/errno.js';
import { OwnersMachine } from '../../support/owners-machine.js';

const BASE = 0x10_0000;

/**
 * Two devices behind one IOMMU. The invalidations of one that is pulled out stop the queue in which the
 * responses of the other wait, until the IOMMU's driver hears of the time-out.
 */
function besideOneThatGoes() {
	const machine = new OwnersMachine();
	const device = machine.plug('stays', 0x0100);
	const other = machine.plug('goes', 0x0101);
	for (const each of [device, other])
		expect(machine.binding.bind(each, machine.sva)).toBe(Errno.OK);
	machine.binding.unbind(device);
	machine.clock.turn();
	while (machine.binding.stateOf(device) !== 'none') machine.clock.turn();
	expect(machine.binding.bind(device, machine.sva)).toBe(Errno.OK);
	const read = machine.read(device, 1, BASE);
	const pullOut = () => {
		machine.endpoint(other).detach();
		machine.registry.withdraw(other);
		expect(machine.binding.unplug(other, () => {})).toBe(Errno.OK);
	};
	return { machine, device, other, read, pullOut, endpoint: machine.endpoint(device) };
}

describe('a function is reset only after it has its responses', () => {
	it.each([
		[
			'a reset',
			(m: OwnersMachine, d: Parameters<OwnersMachine['read']>[0]) => m.binding.reset(d, () => {}),
		],
		[
			'an unbinding',
			(m: OwnersMachine, d: Parameters<OwnersMachine['read']>[0]) => m.binding.unbind(d),
		],
	])('%s, while the queue is held up', (_what, begin) => {
		const { machine, device, other, read, pullOut, endpoint } = besideOneThatGoes();
		const outstanding: number[] = [];
		const reset = endpoint.reset.bind(endpoint);
		endpoint.reset = () => {
			outstanding.push(endpoint.outstandingGroups);
			reset();
		};
		expect(begin(machine, device)).toBe(Errno.OK);
		pullOut();
		machine.clock.advance(1000);
		expect(outstanding).toEqual([0]);
		expect(read).toMatchObject({ ended: true, error: 'invalid' });
		expect(endpoint.counters).toMatchObject({
			...{ groups: 1, responsesInvalid: 1, responsesUnexpected: 0, responsesIgnored: 0 },
		});
		expect([machine.binding.stateOf(other), other.references]).toEqual(['gone', 0]);
	});
});

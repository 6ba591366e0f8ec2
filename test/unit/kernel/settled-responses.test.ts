import { describe, expect, it } from 'vitest';
import type { IommuKind } from '../../../src/host/config.js';
import { Errno } from '../../../src/host/kernel/errno.js';
import { OwnersMachine } from '../../support/owners-machine.js';

const BASE = 0x10_0000;

type Owned = Parameters<OwnersMachine['read']>[0];

/** Two devices behind one IOMMU, and a page request of one of them that nobody has looked at yet. */
function two(kind: IommuKind) {
	const machine = new OwnersMachine({ kind });
	const device = machine.plug('stays', 0x0100);
	const other = machine.plug('goes', 0x0101);
	for (const each of [device, other])
		expect(machine.binding.bind(each, machine.sva)).toBe(Errno.OK);
	machine.binding.unbind(device);
	machine.clock.turn();
	while (machine.binding.stateOf(device) !== 'none') machine.clock.turn();
	expect(machine.binding.bind(device, machine.sva)).toBe(Errno.OK);
	const read = machine.read(device, 1, BASE);
	const endpoint = machine.endpoint(device);
	/** Groups that the function waited for at each of its resets. */
	const outstanding: number[] = [];
	const reset = endpoint.reset.bind(endpoint);
	endpoint.reset = () => {
		outstanding.push(endpoint.outstandingGroups);
		reset();
	};
	const expectAnswered = () => {
		expect(outstanding).toEqual([0]);
		expect(read).toMatchObject({ ended: true, error: 'invalid' });
		expect(endpoint.counters).toMatchObject({
			...{ groups: 1, responsesInvalid: 1, responsesUnexpected: 0, responsesIgnored: 0 },
		});
	};
	return { machine, device, other, expectAnswered };
}

const ways: [string, (machine: OwnersMachine, device: Owned) => Errno][] = [
	['a reset', (machine, device) => machine.binding.reset(device, () => {})],
	['an unbinding', (machine, device) => machine.binding.unbind(device)],
];

describe.each(['vtd', 'smmuv3', 'amdvi', 'riscv'] as const)(
	'a function behind %s is reset only after it has its responses',
	(kind) => {
		it.each(ways)('%s, while the other is pulled out', (_what, begin) => {
			const { machine, device, other, expectAnswered } = two(kind);
			expect(begin(machine, device)).toBe(Errno.OK);
			machine.endpoint(other).detach();
			machine.registry.withdraw(other);
			expect(machine.binding.unplug(other, () => {})).toBe(Errno.OK);
			machine.clock.advance(1000);
			expectAnswered();
			expect([machine.binding.stateOf(other), other.references]).toEqual(['gone', 0]);
		});

		it.each(ways)(
			'%s, while the other completes no invalidation, and then does',
			(_what, begin) => {
				const { machine, device, other, expectAnswered } = two(kind);
				const held: (() => void)[] = [];
				machine.endpoint(other).invalidate = (_pasid, _page, _pages, _global, done) => {
					held.push(done);
				};
				expect(begin(machine, device)).toBe(Errno.OK);
				expect(machine.binding.unbind(other)).toBe(Errno.OK);
				machine.clock.settle();
				expect(held).not.toEqual([]);
				expect(machine.binding.stateOf(other)).toBe('leaving');
				while (held.length > 0) {
					for (const done of held.splice(0)) done();
					machine.clock.settle();
				}
				expectAnswered();
				expect([machine.binding.stateOf(other), other.references]).toEqual(['none', 1]);
			},
		);

		it.each([
			['its answers are on their way', true],
			['its page requests are not looked at yet', false],
		])('which `settle` tells, while another holds the queue up, and %s', (_what, turn) => {
			const { machine, device, other } = two(kind);
			const order: string[] = [];
			const endpoint = machine.endpoint(device);
			const answer = endpoint.pageResponse.bind(endpoint);
			endpoint.pageResponse = (...response) => {
				order.push('answered');
				answer(...response);
			};
			const held: (() => void)[] = [];
			machine.endpoint(other).invalidate = (_pasid, _page, _pages, _global, done) => {
				held.push(done);
			};
			const { domain } = machine.sva.bound(other)!.pasids.get(1)!.space;
			const users = [{ device: other, pasid: 1 }];
			const runs = { pages: [0x100], counts: [1] };
			machine.iommu.invalidate(domain, users, runs, true, () => {});
			machine.read(device, 1, BASE + 0x1000);
			if (turn) machine.clock.settle();
			machine.iommu.settle(() => order.push('settled'));
			expect(order).not.toContain('settled');
			machine.clock.settle();
			expect(held).toHaveLength(1);
			if (order.length < 2) expect(order).not.toContain('settled');
			held.pop()!();
			machine.clock.settle();
			expect(order).toEqual(['answered', 'answered', 'settled']);
		});
	},
);

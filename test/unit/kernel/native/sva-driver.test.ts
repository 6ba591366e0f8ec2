import { describe, expect, it } from 'vitest';
import { Errno } from '../../../../src/host/kernel/errno.js';
import { ResponseCode } from '../../../../src/host/kernel/fault.js';
import { OwnersMachine } from '../../../support/owners-machine.js';

const BASE = 0x10_0000;
const NO_PASID = -1;

function bound(options: ConstructorParameters<typeof OwnersMachine>[0] = {}) {
	const machine = new OwnersMachine(options);
	const device = machine.plug('nic', 0x0100);
	const before = {
		frames: machine.frames.available,
		ids: machine.domainIds.available,
	};
	expect(machine.binding.bind(device, machine.sva)).toBe(Errno.OK);
	return { machine, device, before, native: machine.sva.bound(device)! };
}

describe('the sva driver', () => {
	it('serves page requests from the host’s memory, a page on its first access, zeros first', () => {
		const { machine, device, native } = bound();
		const written = machine.write(device, 1, BASE + 4090, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
		machine.clock.settle();
		expect(written).toMatchObject({ ended: true, error: undefined });
		const read = machine.read(device, 1, BASE + 4088, 12);
		machine.clock.settle();
		expect(read).toMatchObject({ ended: true, error: undefined });
		expect([...read.bytes]).toEqual([0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0]);
		expect(native.counters).toMatchObject({ success: 2, invalid: 0, rejected: 0 });
		expect(native.memory.used).toBe(2);
		expect(machine.core.counters(device)).toMatchObject({ groups: 2, success: 2, invalid: 0 });
	});

	it('fills a page as its area says, and refuses what no area allows', () => {
		const { machine, device, native } = bound({
			areas: [
				{ page: 0x200, pages: 2, permissions: 1, fill: (page, into) => into.fill(page & 0xff) },
			],
		});
		const read = machine.read(device, 1, 0x20_1fff);
		const beyond = machine.read(device, 1, 0x20_2000);
		const write = machine.write(device, 1, 0x20_0000, Uint8Array.of(1));
		machine.clock.settle();
		expect([read.error, read.bytes[0]]).toEqual([undefined, 1]);
		expect([beyond.error, write.error]).toEqual(['invalid', 'invalid']);
		const { counters } = native.pasids.get(1)!.space;
		expect(counters).toMatchObject({ resident: 1, unmapped: 1, denied: 1, exhausted: 0 });
	});

	it('spends no more than its bound: what does not fit is INVALID, what is there goes on', () => {
		const { machine, device, native } = bound({ pages: 3 });
		const outcomes = [0, 1, 2, 3, 4].map((i) => machine.read(device, 1, BASE + i * 4096));
		machine.clock.settle();
		expect(outcomes.map((each) => each.error)).toEqual([
			...[undefined, undefined, undefined],
			...['invalid', 'invalid'],
		]);
		expect(native.pasids.get(1)!.space.counters.exhausted).toBe(2);
		const again = machine.read(device, 1, BASE + 2 * 4096);
		machine.clock.settle();
		expect(again.error).toBeUndefined();
		expect(native.memory.used).toBe(3);
	});

	it('gives back frames, ids and references, and leaves nothing of the contents', () => {
		const { machine, device, before } = bound();
		machine.write(device, 1, BASE, new Uint8Array(8192).fill(0xaa));
		machine.clock.settle();
		const flying = machine.read(device, 1, BASE + 8 * 4096);
		expect(machine.binding.unbind(device)).toBe(Errno.OK);
		machine.clock.settle();
		expect(flying.ended).toBe(true);
		expect(machine.binding.stateOf(device)).toBe('none');
		expect(device.references).toBe(1);
		expect(machine.domainIds.available).toBe(before.ids);
		// The context table of the bus stays: it is the IOMMU driver's.
		expect(before.frames - machine.frames.available).toBe(1);
		const { memory } = machine;
		for (let frame = 0; frame < memory.frames; frame++)
			expect(memory.read32(frame * 4096)).not.toBe(0xaaaa_aaaa);
		expect(machine.endpoint(device).counters.responsesUnexpected).toBe(0);
		expect(machine.binding.evictions).toBe(0);
	});

	it('is refused, with everything undone, where there is no memory', () => {
		const machine = new OwnersMachine({ pages: 1_000_000 });
		const device = machine.plug('nic', 0x0100);
		const { available } = machine.frames;
		expect(machine.binding.bind(device, machine.sva)).toBe(Errno.ENOMEM);
		expect([machine.frames.available, device.references]).toEqual([available, 1]);
		expect(machine.binding.stateOf(device)).toBe('none');
	});

	it('serves requests without PASID of a function that has none', () => {
		const machine = new OwnersMachine();
		const device = machine.plug('nic', 0x0100, { pasidWidth: 0 });
		const bound = machine.binding.bind(device, machine.sva);
		expect(bound).toBe(Errno.OK);
		expect([...machine.sva.bound(device)!.pasids.keys()]).toEqual([NO_PASID]);
	});

	it('has the pages of a device that cannot wait for them there from the start', () => {
		const machine = new OwnersMachine({ pages: 8 });
		const device = machine.plug('nic', 0x0100, { pri: false });
		expect(machine.binding.bind(device, machine.sva)).toBe(Errno.OK);
		const inside = machine.read(device, 1, BASE + 7 * 4096);
		const outside = machine.read(device, 1, BASE + 8 * 4096);
		machine.clock.settle();
		expect([inside.error, outside.error]).toEqual([undefined, 'aborted']);
		expect(machine.sva.bound(device)!.counters).toMatchObject({ success: 0, events: 1 });
	});

	it('keeps its pages over a reset; what was outstanding is answered once', () => {
		const { machine, device } = bound();
		machine.write(device, 1, BASE, Uint8Array.of(7));
		machine.clock.settle();
		const flying = machine.read(device, 1, BASE + 4096);
		const results: Errno[] = [];
		// The request is in the IOMMU's queue, or with the driver.
		expect(machine.binding.reset(device, (errno) => results.push(errno))).toBe(Errno.OK);
		expect(machine.binding.reset(device, () => {})).toBe(Errno.EBUSY);
		machine.clock.settle();
		expect(results).toEqual([Errno.OK]);
		expect(flying.ended).toBe(true);
		expect(machine.endpoint(device).counters.responsesUnexpected).toBe(0);
		const read = machine.read(device, 1, BASE);
		machine.clock.settle();
		expect([read.error, read.bytes[0]]).toEqual([undefined, 7]);
		const { invalid, success } = machine.core.counters(device);
		expect([invalid, success]).toEqual([1, 1]);
	});

	it('hands over to VFIO and back with faults in flight', () => {
		const { machine, device } = bound();
		const guest = machine.guest('a');
		for (const turn of [1, 2]) {
			const flying = machine.read(device, 1, BASE + turn * 4096);
			expect(machine.binding.unbind(device)).toBe(Errno.OK);
			machine.clock.settle();
			expect(flying.ended).toBe(true);
			expect(machine.assign(device, guest)).toBe(Errno.OK);
			const vfio = machine.vfio.assigned(device)!;
			expect(machine.core.handlerOf(device)).toBe(vfio);
			expect(machine.binding.unbind(device)).toBe(Errno.OK);
			machine.clock.settle();
			expect(machine.binding.bind(device, machine.sva)).toBe(Errno.OK);
		}
		const { groups, refused, success, invalid } = machine.core.counters(device);
		expect(groups + refused).toBe(success + invalid);
		expect(machine.endpoint(device).counters.responsesUnexpected).toBe(0);
	});

	it('does not answer a group that was retired before its turn', () => {
		const { machine, device } = bound();
		machine.read(device, 1, BASE);
		// The drain reports the group; the turn that would serve it is yet to come.
		const answers: ResponseCode[] = [];
		const respond = machine.driver.pageResponse.bind(machine.driver);
		machine.driver.pageResponse = (...args) => {
			answers.push(args[4]);
			return respond(...args);
		};
		machine.clock.soon(() => machine.core.retireGroups(device, -1));
		machine.clock.settle();
		expect(answers).toEqual([ResponseCode.INVALID]);
	});
});

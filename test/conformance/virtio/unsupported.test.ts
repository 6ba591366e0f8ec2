import { describe, expect, it } from 'vitest';
import { attach, DEVICE, map, READ, VirtioBench } from '../../support/virtio-bench.js';

function mapped(options = {}) {
	const b = new VirtioBench(options);
	b.status(attach(1, DEVICE));
	b.status(map(1, 0x4000n, 0x4fffn, 0x2_0000n, 1));
	b.status(map(1, 0x5000n, 0x5fffn, 0x2_1000n, 2));
	b.status(map(1, 0x6000n, 0x6fffn, 0x2_2000n, 3));
	b.status(map(1, 0x7000n, 0x7fffn, 0x2_3000n, 0));
	b.interrupts.length = 0;
	return b;
}

describe('what the standard does not have', () => {
	it('ATS ends Unsupported Request, even in bypass mode, and is not reported', () => {
		const b = mapped({ bypassInitially: true });
		b.post(0);
		expect([b.port.translate(-1, 4, READ), b.otherPort.translate(-1, 4, READ)]).toEqual([2, 2]);
		expect(b.events()).toEqual([]);
	});

	it('a page request group is answered Response Failure, once', () => {
		const b = mapped();
		b.post(0);
		b.port.pageRequest(5, 4, READ, 17, false);
		expect(b.device.responses).toEqual([]);
		b.port.pageRequest(5, 5, READ, 17, true);
		b.port.stopMarker(5);
		expect([b.device.responses, b.other.responses]).toEqual([[[-1, 17, 0xf]], []]);
		expect([b.events(), b.unit.counters.autoResponses]).toEqual([[], 1]);
	});

	it('nothing of it reaches an endpoint that was taken away', () => {
		const b = mapped();
		b.unit.disconnect(DEVICE);
		b.port.pageRequest(5, 5, READ, 17, true);
		b.port.stopMarker(5);
		expect(b.device.responses).toEqual([]);
		expect([b.port.translate(-1, 4, READ), b.port.message(0x6000, 1)]).toEqual([2, 3]);
		expect(b.port.stall).toBe(-1);
	});
});

import { describe, expect, it } from 'vitest';
import type { EndpointPort } from '../../../../src/emulator/iommu/contract.js';
import { DeviceTlb } from '../../../../src/emulator/iommu/vtd/device-tlb.js';

/** An endpoint that completes when told to. */
class SlowEndpoint implements Pick<EndpointPort, 'invalidate'> {
	readonly complete: (() => void)[] = [];

	invalidate(_pasid: number, _page: number, _pages: number, _global: boolean, done: () => void) {
		this.complete.push(done);
	}
}

function setUp() {
	const endpoint = new SlowEndpoint();
	const unexpected: number[] = [];
	const bench = { completed: 0, onCompleted: () => {} };
	const tlb = new DeviceTlb(
		() => {
			bench.completed++;
			bench.onCompleted();
		},
		(source) => unexpected.push(source),
	);
	const send = (source: number) =>
		tlb.send(source, endpoint as unknown as EndpointPort, -1, 0, 1, false);
	return { bench, endpoint, tlb, send, unexpected };
}

describe.each([
	['release', (tlb: DeviceTlb) => tlb.release(1), undefined],
	['expire', (tlb: DeviceTlb) => tlb.expire(1), 1],
] as const)('%s', (_name, end, count) => {
	it('closes an invalidation once that completes while another is closed', () => {
		const { bench, endpoint, tlb, send } = setUp();
		for (const source of [1, 2, 1]) send(source);
		bench.onCompleted = () => {
			bench.onCompleted = () => {};
			endpoint.complete[2]!();
		};
		expect(end(tlb)).toBe(count);
		expect([bench.completed, tlb.outstanding]).toEqual([2, 1]);
		expect(tlb.completeTo(1)).toBe(true);
		expect(tlb.completeTo(2)).toBe(false);
	});

	it('leaves alone what is sent while it runs', () => {
		const { bench, endpoint, tlb, send, unexpected } = setUp();
		send(1);
		bench.onCompleted = () => {
			bench.onCompleted = () => {};
			send(1);
		};
		expect(end(tlb)).toBe(count);
		expect([bench.completed, tlb.outstanding, tlb.sent]).toEqual([1, 1, 2]);
		endpoint.complete[1]!();
		expect([tlb.outstanding, unexpected]).toEqual([0, []]);
	});
});

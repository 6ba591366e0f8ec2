import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../../src/emulator/endpoint/endpoint.js';
import { FaultInjector } from '../../../../src/emulator/inject/fault-injector.js';
import type { FaultOrder } from '../../../../src/emulator/inject/fault-order.js';
import {
	type IommuModel,
	type ModelFaults,
	StallEnd,
	Translation,
} from '../../../../src/emulator/iommu/contract.js';
import { VirtioIommuModel } from '../../../../src/emulator/iommu/virtio/virtio-iommu-model.js';
import { PhysicalMemory } from '../../../../src/emulator/memory.js';
import { Ends, enableAll, type FakeIommu, makeBench } from '../../../support/fake-iommu.js';
import { PlatformBench } from '../../../support/platform-bench.js';

/** Raises one fault after another at a device; the ends come in order, refusals as they are worded. */
class Injection {
	readonly ends: string[] = [];
	readonly timers: { readonly ms: number; readonly fn: () => void }[] = [];
	readonly #injector: FaultInjector;

	constructor(endpoint: Endpoint, iommu: IommuModel) {
		this.#injector = new FaultInjector(endpoint, iommu, (ms, fn) => this.timers.push({ ms, fn }));
	}

	raise(order: Partial<FaultOrder> & { readonly kind: FaultOrder['kind'] }) {
		const whole = { pasid: -1, page: 9, access: 1, pages: 1, partial: false, ...order };
		const result = this.#injector.raise(whole as FaultOrder, (end) => this.ends.push(end));
		return 'refused' in result ? result.refused : result;
	}
}

/** A model that counts what was spoilt and drops whatever it is told. */
function withFaults(iommu: FakeIommu, more: Partial<ModelFaults> = {}) {
	const spoilt: string[] = [];
	const state = { dropped: 0, entries: 0 };
	const faults: ModelFaults = {
		recoverable: true,
		requestsDropped: () => state.dropped,
		faultsDropped: () => state.dropped,
		spoil: (source, how) => {
			spoilt.push(`${source} ${how}`);
			state.entries++;
			return () => {
				state.entries--;
			};
		},
		...more,
	};
	return { model: Object.assign(iommu, { faults }), spoilt, state };
}

describe('page requests', () => {
	it('go out for pages that translate too, and the device accesses them after the answer', () => {
		const { fn, iommu } = makeBench({ pagesPerGroup: 4 });
		enableAll(fn, 8);
		const own = new Ends();
		const inject = new Injection(fn, iommu);
		iommu.map(5, 9, 1, 3);
		expect(inject.raise({ kind: 'page-request', pasid: 5, pages: 2, access: 3 })).toMatchObject({
			...{ messages: 2, group: 0, pending: true, end: undefined },
			raised: '2 page requests of group 0 at page 0x9 with PASID 5',
		});
		expect(iommu.requests.map((r) => [r.page, r.access, r.prgIndex, r.last])).toEqual([
			[9, 3, 0, false],
			[10, 3, 0, true],
		]);
		fn.dma.access(5, 9, 1, own.done('own'));
		expect([own.list, inject.ends, fn.outstandingRequests]).toEqual([['own'], [], 2]);
		// The second page is not there: it is asked for as after any SUCCESS.
		iommu.respond(iommu.requests[1]!, 0);
		expect(iommu.requests[2]).toMatchObject({ page: 10, last: true });
		iommu.map(5, 10, 1, 3);
		iommu.respond(iommu.requests[2]!, 0);
		expect([inject.ends, fn.outstandingRequests, fn.dma.active]).toEqual([['success'], 0, 0]);
	});

	it('end as they are answered, or forgotten', () => {
		const { fn, iommu } = makeBench({ livelockLimit: 2 });
		enableAll(fn, 8);
		const inject = new Injection(fn, iommu);
		const answer = (code: number) => {
			inject.raise({ kind: 'page-request' });
			iommu.respond(iommu.take(), code);
		};
		answer(1);
		answer(0);
		iommu.respond(iommu.take(), 0);
		answer(0xf);
		expect(inject.raise({ kind: 'page-request' })).toMatch(/by a Response Failure; reset it/);
		fn.reset();
		enableAll(fn, 8);
		inject.raise({ kind: 'page-request' });
		fn.reset();
		expect(inject.ends).toEqual(['invalid', 'livelock', 'failure', 'reset']);
	});

	it('join the group that is open, until one closes it', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 4);
		const inject = new Injection(fn, iommu);
		const ask = (page: number, partial: boolean, pages = 1) =>
			inject.raise({ kind: 'page-request', pasid: 5, page, partial, pages });
		expect(ask(1, true, 2)).toMatchObject({ group: 0, pending: false });
		// A device that works asks beside it.
		fn.dma.access(5, 50, 1, () => {});
		expect(iommu.requests.at(-1)).toMatchObject({ page: 50, prgIndex: 1 });
		expect(ask(3, false, 2)).toMatch(/2 page requests are more than the 1/);
		expect(inject.raise({ kind: 'page-request', pasid: 6 })).toMatch(/open group is of PASID 5/);
		expect(ask(3, false)).toMatchObject({ group: 0, pending: true });
		expect(iommu.requests.map((r) => [r.page, r.prgIndex, r.last])).toEqual([
			...[
				[1, 0, false],
				[2, 0, false],
				[50, 1, true],
				[3, 0, true],
			],
		]);
		for (const page of [1, 2, 3]) iommu.map(5, page, 1, 1);
		iommu.respond(iommu.requests[3]!, 0);
		expect(inject.ends).toEqual(['success', 'success']);
		expect([fn.outstandingRequests, fn.outstandingGroups]).toEqual([1, 1]);
		// The next begins a group of its own; a reset forgets one that is open.
		expect(ask(4, true)).toMatchObject({ group: 2 });
		fn.reset();
		expect(fn.openGroupPasid).toBeUndefined();
		enableAll(fn, 4);
		expect(ask(4, false)).toMatchObject({ group: expect.any(Number), pending: true });
		expect(iommu.requests.at(-1)).toMatchObject({ last: true });
	});

	it('are refused where hardware could not send them', () => {
		const { fn, iommu } = makeBench({ pasidWidth: 4 });
		const inject = new Injection(fn, iommu);
		expect(inject.raise({ kind: 'page-request' })).toMatch(/are off; bind a driver first/);
		enableAll(fn, 2);
		fn.configWrite(0x126, 2, 1);
		expect(inject.raise({ kind: 'page-request', pasid: 16 })).toMatch(/PASID 16 is beyond the 15/);
		expect(inject.raise({ kind: 'page-request', pages: 3 })).toMatch(/3 page requests are more/);
		expect(inject.raise({ kind: 'page-request', access: 5 })).toMatch(/need a PASID/);
		const plain = makeBench({ ats: false, pri: false });
		expect(new Injection(plain.fn, plain.iommu).raise({ kind: 'page-request' })).toBe(
			'it has no PRI: its accesses abort; try unrecoverable',
		);
		const platform = new PlatformBench();
		const held = new Injection(platform.device, platform.iommu);
		expect(held.raise({ kind: 'page-request' })).toBe(
			'it has no PRI: its accesses stall; try stall',
		);
		platform.device.detach();
		expect(held.raise({ kind: 'stall' })).toMatch(/not plugged in/);
		expect(iommu.requests).toEqual([]);
	});
});

describe('stalls and unrecoverable faults', () => {
	it('a stall ends when it is ended, before what waits in its device', () => {
		const { device, iommu } = new PlatformBench({ outstanding: 2 });
		const inject = new Injection(device, iommu);
		const own = new Ends();
		device.dma.access(-1, 1, 1, own.done('own'));
		expect(inject.raise({ kind: 'stall' })).toMatchObject({ pending: true, end: undefined });
		expect(inject.raise({ kind: 'stall' })).toMatch(
			/as many of its accesses are stalled as may be/,
		);
		iommu.end(StallEnd.RETRY, iommu.stalled[1]);
		expect(iommu.stalled.map(({ page }) => page)).toEqual([1, 9]);
		iommu.end(StallEnd.ABORT, iommu.stalled[1]);
		iommu.end(StallEnd.DISCARD);
		expect([inject.ends, own.list, device.dma.active]).toEqual([['aborted'], ['own'], 0]);
		iommu.map(-1, 9, 1, 1);
		expect(inject.raise({ kind: 'stall' })).toMatch(/page 0x9 is mapped/);
		iommu.missing = Translation.ABORTED;
		expect(inject.raise({ kind: 'stall', page: 10 })).toMatchObject({ end: 'aborted' });
	});

	it('an unrecoverable fault is an untranslated access, which halts a device that is made so', () => {
		const { fn, iommu } = makeBench({ onFault: 'stop' });
		enableAll(fn, 8);
		const inject = new Injection(fn, iommu);
		const own = new Ends();
		fn.dma.access(5, 1, 1, own.done('own'));
		expect(inject.raise({ kind: 'unrecoverable', access: 2 })).toMatchObject({
			...{ end: 'aborted', pending: false },
			raised: 'untranslated access at page 0x9 with no PASID',
		});
		expect(iommu.untranslated).toEqual([{ pasid: -1, page: 9, access: 2 }]);
		expect([fn.halted, fn.dma.active]).toEqual([true, 1]);
		iommu.respond(iommu.take(), 1);
		expect([own.list, fn.dma.active]).toEqual([['own:halted'], 0]);
		iommu.missing = Translation.DISCARDED;
		expect(inject.raise({ kind: 'unrecoverable' })).toMatchObject({ end: 'discarded' });
		iommu.map(-1, 9, 1, 1);
		expect(inject.raise({ kind: 'unrecoverable' })).toMatch(/mapped and the access went through/);
	});

	it('each names the other where it is impossible', () => {
		const held = new PlatformBench();
		expect(new Injection(held.device, held.iommu).raise({ kind: 'unrecoverable' })).toMatch(
			/stall, so that they can be recovered; try stall/,
		);
		const strict = new PlatformBench({ stallCapable: false });
		expect(new Injection(strict.device, strict.iommu).raise({ kind: 'stall' })).toBe(
			'it cannot be stalled: its accesses abort; try unrecoverable',
		);
		const { fn, iommu } = makeBench();
		expect(new Injection(fn, iommu).raise({ kind: 'stall' })).toBe(
			'PCI functions cannot be stalled; try page-request, or unrecoverable',
		);
	});
});

describe('what the model has to help with', () => {
	it('errors of the configuration: the entry is wrong for one access, and as before after it', () => {
		const { fn, iommu } = makeBench({ pasidWidth: 3 });
		const { model, spoilt, state } = withFaults(iommu);
		const inject = new Injection(fn, model);
		let during = 0;
		iommu.onAccess = () => {
			during += state.entries;
		};
		for (const how of ['invalid', 'reserved'] as const)
			expect(inject.raise({ kind: 'config-error', how })).toMatchObject({ end: 'aborted' });
		expect([spoilt, during, state.entries]).toEqual([['256 invalid', '256 reserved'], 2, 0]);
		expect(inject.raise({ kind: 'config-error', how: 'pasid' })).toMatch(/sends no PASIDs/);
		enableAll(fn, 8);
		expect(inject.raise({ kind: 'config-error', how: 'pasid' })).toMatchObject({ end: 'aborted' });
		expect(iommu.untranslated.at(-1)).toMatchObject({ pasid: 7 });
		const without = new Injection(fn, withFaults(iommu, { spoil: () => undefined }).model);
		expect(without.raise({ kind: 'config-error', how: 'invalid' })).toMatch(/lead to no entry/);
	});

	it('overflows: until one was dropped, of either queue', () => {
		const { fn, iommu } = makeBench();
		const { model, state } = withFaults(iommu);
		enableAll(fn, 2);
		const inject = new Injection(fn, model);
		iommu.onRequest = () => {
			if (iommu.requests.length === 20) state.dropped++;
		};
		expect(inject.raise({ kind: 'overflow', of: 'requests' })).toMatchObject({ messages: 20 });
		expect(iommu.requests.some((r) => r.last)).toBe(false);
		expect([fn.outstandingRequests, fn.counters.pageRequests]).toEqual([0, 20]);
		iommu.onAccess = () => {
			expect(state.entries).toBe(1);
			if (iommu.untranslated.length === 30) state.dropped++;
		};
		expect(inject.raise({ kind: 'overflow', of: 'faults' })).toMatchObject({ messages: 30 });
		iommu.map(-1, 12, 1, 1);
		iommu.onAccess = undefined;
		expect(inject.raise({ kind: 'overflow', of: 'faults' })).toMatch(/access 3 went through/);
		expect(state.entries).toBe(0);
	});

	it('interrupts: what software would have programmed, which must lead nowhere', () => {
		const { fn, iommu } = makeBench();
		const inject = new Injection(fn, iommu);
		const message = { address: 0xfee0_0000, data: 7 };
		expect(inject.raise({ kind: 'interrupt', index: 7, message: undefined })).toMatch(
			/does not remap interrupts, or no driver is bound; try page-request/,
		);
		expect(inject.raise({ kind: 'interrupt', index: 7, message })).toMatch(/was delivered/);
		iommu.messageVerdict = Translation.ABORTED;
		expect(inject.raise({ kind: 'interrupt', index: 7, message })).toMatchObject({
			...{ end: 'aborted', messages: 1 },
			raised: 'interrupt message 0x7 to 0xfee00000, index 7',
		});
		expect(fn.counters).toMatchObject({ interrupts: 1, interruptsFailed: 1 });
	});

	it('invalidations: each that waits times out again, until the reset', () => {
		const { fn, iommu } = makeBench();
		const expired: number[] = [];
		const model: IommuModel = Object.assign(iommu, {
			expireInvalidations: (source: number) => expired.push(source),
		});
		const inject = new Injection(fn, model);
		const order = { kind: 'invalidation-timeout', timeoutMs: 40 } as const;
		expect(inject.raise(order)).toMatch(/ATS is off/);
		enableAll(fn, 8);
		expect(inject.raise(order)).toMatchObject({ messages: 0, pending: false });
		let done = 0;
		const invalidate = () => fn.invalidate(-1, 0, 1, false, () => done++);
		invalidate();
		invalidate();
		expect(inject.timers.map(({ ms }) => ms)).toEqual([40]);
		inject.timers[0]!.fn();
		invalidate();
		expect([expired, inject.timers.length, done]).toEqual([[0x100], 2, 0]);
		fn.reset();
		invalidate();
		expect([inject.timers.length, done]).toEqual([2, 4]);
	});

	it('a virtio IOMMU, behind which nothing recovers and whose tables are inside of it', () => {
		const memory = new PhysicalMemory(64);
		const model = new VirtioIommuModel(memory, { heldEvents: 4 });
		const { fn } = makeBench({ ats: false, pri: false, pasidWidth: 0 });
		fn.detach();
		fn.attach(model);
		const inject = new Injection(fn, model);
		expect(inject.raise({ kind: 'page-request' })).toBe(
			'behind its IOMMU no fault can be recovered from; try unrecoverable',
		);
		expect(inject.raise({ kind: 'overflow', of: 'requests' })).toMatch(/no fault can be recovered/);
		expect(inject.raise({ kind: 'config-error', how: 'invalid' })).toMatch(/no tables in memory/);
		expect(inject.raise({ kind: 'config-error', how: 'pasid' })).toMatch(/sends no PASIDs/);
		expect(inject.raise({ kind: 'invalidation-timeout', timeoutMs: 1 })).toMatch(/has no ATS/);
		expect(inject.raise({ kind: 'unrecoverable' })).toMatchObject({ end: 'aborted' });
		// No driver is ready: the first report is dropped.
		expect(inject.raise({ kind: 'overflow', of: 'faults' })).toMatchObject({ messages: 1 });
	});
});

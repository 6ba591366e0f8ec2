import { describe, expect, it } from 'vitest';
import { PlatformDevice } from '../../../src/emulator/endpoint/platform-device.js';
import { NO_PASID, StallEnd, Translation } from '../../../src/emulator/iommu/contract.js';
import { Frame, PLATFORM, READ, SmmuV3Bench, WRITE } from '../../support/smmuv3-bench.js';
import { LEAF1, LEAF2, q } from '../../support/smmuv3-tables.js';

const PAGE = 5;
const SID = BigInt(PLATFORM) << 32n;
const RETRY = 1n << 12n;
const ABORT = 1n << 13n;

/** The platform device behind stage 1 that stalls; `map` maps the page. */
class Setting {
	readonly bench: SmmuV3Bench;
	readonly root: bigint;

	constructor(options = {}) {
		this.bench = new SmmuV3Bench(options);
		this.root = this.bench.first({ stall: true }, {}, PLATFORM);
	}

	map(page = PAGE): void {
		this.bench.tables.map(this.root, q(page), q(0x700 + page) | LEAF1);
	}

	/** A write of the device, which must stall; returns its name. */
	stall(page = PAGE): number {
		expect(this.bench.platformPort.access(NO_PASID, page, WRITE)).toBe(Translation.STALLED);
		return this.bench.platformPort.stall;
	}

	/** Tags of the stall events that are in the queue. */
	tags(): (number | undefined)[] {
		return this.bench.events().map((event) => event.stall);
	}

	resume(tag: number, action: bigint, stream = SID): void {
		this.bench.submit(0x44n | action | stream, BigInt(tag));
	}

	/** Has the device make the access again as soon as it is told to. */
	retryAtOnce(page = PAGE): number[] {
		const outcomes: number[] = [];
		this.bench.platform.onEnd = (_, end) => {
			if (end === StallEnd.RETRY)
				outcomes.push(this.bench.platformPort.access(NO_PASID, page, WRITE));
		};
		return outcomes;
	}
}

describe('stall', () => {
	it('RESUME retry: the access is made again, and goes through once the page is there', () => {
		const s = new Setting();
		const name = s.stall();
		const [tag] = s.tags();
		const outcomes = s.retryAtOnce();
		s.map();
		s.resume(tag!, RETRY | ABORT);
		expect(s.bench.platform.ended).toEqual([[name, StallEnd.RETRY]]);
		expect(outcomes).toEqual([Translation.OK]);
		expect(s.bench.platformPort.frame).toBe(0x705);
		expect(s.bench.events()).toEqual([]);
	});

	it('RESUME retry too early: it stalls again, with a new event', () => {
		const s = new Setting();
		s.stall();
		const [tag] = s.tags();
		const outcomes = s.retryAtOnce();
		s.resume(tag!, RETRY);
		expect(outcomes).toEqual([Translation.STALLED]);
		const [next] = s.tags();
		expect(next).toBeDefined();
		s.map();
		s.resume(next!, RETRY);
		expect(outcomes).toEqual([Translation.STALLED, Translation.OK]);
	});

	it.each([
		['terminate with abort', ABORT, StallEnd.ABORT, {}],
		['terminate as read-zero, write-ignored', 0n, StallEnd.DISCARD, {}],
		['terminate where aborting is all there is', 0n, StallEnd.ABORT, { abortOnly: true }],
	])('RESUME: %s', (_, action, end, options) => {
		const s = new Setting(options);
		const name = s.stall();
		const [tag] = s.tags();
		s.resume(tag!, action);
		expect(s.bench.platform.ended).toEqual([[name, end]]);
		// Once.
		s.resume(tag!, action);
		expect(s.bench.platform.ended.length).toBe(1);
		expect(s.bench.read(0x60)).toBe(0);
	});

	it('RESUME needs the stream and the tag to agree', () => {
		const s = new Setting();
		const name = s.stall();
		const [tag] = s.tags();
		s.resume(tag!, ABORT, 0x10n << 32n);
		s.resume(tag! + 1, ABORT);
		s.resume(0xffff, ABORT);
		expect(s.bench.platform.ended).toEqual([]);
		s.resume(tag!, ABORT);
		expect(s.bench.platform.ended).toEqual([[name, StallEnd.ABORT]]);
	});

	it('several, resumed in any order', () => {
		const s = new Setting();
		const names = [1, 2, 3].map((page) => s.stall(page));
		const tags = s.tags();
		expect(new Set(tags).size).toBe(3);
		for (const i of [1, 2, 0]) s.resume(tags[i]!, ABORT);
		expect(s.bench.platform.ended.map(([name]) => name)).toEqual([names[1], names[2], names[0]]);
	});

	it('STALL_TERM ends all of its stream as aborts', () => {
		const s = new Setting();
		const names = [1, 2].map((page) => s.stall(page));
		s.bench.submit(0x45n | (0x10n << 32n));
		expect(s.bench.platform.ended).toEqual([]);
		s.bench.submit(0x45n | SID);
		expect(s.bench.platform.ended).toEqual(names.map((name) => [name, StallEnd.ABORT]));
		const [tag] = s.tags();
		s.resume(tag!, ABORT);
		expect(s.bench.platform.ended.length).toBe(2);
	});

	it('SMMUEN to 0 ends all of them', () => {
		const s = new Setting();
		s.stall();
		s.bench.write(0x20, 0xe);
		expect(s.bench.platform.ended.map(([, end]) => end)).toEqual([StallEnd.ABORT]);
		s.bench.write(0x20, 0xf);
		expect(s.bench.platform.ended.length).toBe(1);
	});

	it('a device that is taken away is not told, and its tags come back', () => {
		const s = new Setting({ stallMax: 1 });
		s.stall();
		s.bench.unit.disconnect(PLATFORM);
		expect(s.bench.platform.ended).toEqual([]);
		s.bench.events();
		const port = s.bench.unit.connect(PLATFORM, s.bench.platform);
		expect(port.access(NO_PASID, PAGE, READ)).toBe(Translation.STALLED);
		expect(s.bench.events()).toMatchObject([{ id: 0x10, stall: 0 }]);
	});

	it('stage 2 stalls by S2S, for accesses of stage 1 too', () => {
		const bench = new SmmuV3Bench();
		const root = bench.second({ stall: true, record: false }, PLATFORM);
		expect(bench.platformPort.access(NO_PASID, PAGE, READ)).toBe(Translation.STALLED);
		expect(bench.events()).toMatchObject([
			{ id: 0x10, stall: 0, second: true, kind: 2, last: 0x5000n },
		]);
		bench.second({ config: 7, stall: true, context: q(8), table: root }, PLATFORM);
		bench.submit(0x03n | SID);
		expect(bench.platformPort.access(NO_PASID, PAGE, READ)).toBe(Translation.STALLED);
		expect(bench.events()).toMatchObject([
			{ id: 0x10, stall: 1, second: true, kind: 0, last: 0x8000n },
		]);
		bench.tables.map(root, q(8), q(Frame.CONTEXTS) | LEAF2);
		bench.cd(0, { ttb0: q(9), abort: false });
		expect(bench.platformPort.access(NO_PASID, PAGE, READ)).toBe(Translation.STALLED);
		expect(bench.events()).toMatchObject([{ id: 0x10, second: true, kind: 1, last: 0x9000n }]);
		// The fault of stage 1 itself does as the context descriptor says.
		bench.tables.map(root, q(9), q(0x700) | LEAF2);
		expect(bench.platformPort.access(NO_PASID, PAGE, READ)).toBe(Translation.DISCARDED);
	});

	it('only translation, size, access and permission faults stall', () => {
		const bench = new SmmuV3Bench({ frames: 0x100 });
		bench.first({ stall: true, ttb0: 0x7777_7777_7000n }, {}, PLATFORM);
		expect(bench.platformPort.access(NO_PASID, PAGE, READ)).toBe(Translation.ABORTED);
		expect(bench.events()).toMatchObject([{ id: 0x0b, stall: undefined }]);
		bench.ste(PLATFORM, { config: 4 });
		bench.submit(0x03n | SID);
		expect(bench.platformPort.access(NO_PASID, 2 ** 36, READ)).toBe(Translation.ABORTED);
		expect(bench.events()).toMatchObject([{ id: 0x11, stall: undefined }]);
	});

	it('a PCI function cannot be stalled: aborted, with an event that says so', () => {
		const bench = new SmmuV3Bench();
		bench.first({ stall: true, record: false, abort: false });
		expect(bench.port.access(NO_PASID, PAGE, READ)).toBe(Translation.ABORTED);
		expect(bench.events()).toMatchObject([{ id: 0x10, stall: undefined }]);
	});
});

describe('software that is quick', () => {
	it.each([
		['retry', RETRY, StallEnd.RETRY],
		['abort', ABORT, StallEnd.ABORT],
	])('RESUME %s from within the interrupt of the event ends the stall', (_, action, end) => {
		const s = new Setting({ stallMax: 1 });
		s.bench.unit.onInterrupt(() => {
			for (const event of s.bench.events()) s.resume(event.stall!, action);
		});
		const name = s.stall();
		expect(s.bench.platform.ended).toEqual([[name, end]]);
		const { counters } = s.bench.unit;
		expect([counters.stalls, counters.stallsEnded]).toEqual([1, 1]);
		// The tag is free again, and no name is left behind.
		s.bench.unit.onInterrupt(() => {});
		expect(s.stall()).toBe(name);
		expect(s.tags()).toEqual([0]);
	});

	it('a platform device whose stall ends so makes the access again', () => {
		const s = new Setting();
		const device = new PlatformDevice(
			{ sourceId: 0x12, stallCapable: true },
			s.bench.memory,
			() => 0,
		);
		device.attach(s.bench.unit);
		s.bench.first({ stall: true, ttb0: s.root }, {}, 0x12);
		s.bench.unit.onInterrupt(() => {
			s.map();
			for (const event of s.bench.events()) s.resume(event.stall!, RETRY, 0x12n << 32n);
		});
		let error: unknown = 'not called';
		device.dma.write(NO_PASID, PAGE * 4096, Uint8Array.of(1, 2, 3), (ended) => {
			error = ended;
		});
		expect(error).toBeUndefined();
		expect(s.bench.memory.read8(0x705 * 4096 + 2)).toBe(3);
		const { stalls, stallsRetried } = device.counters;
		expect([stalls, stallsRetried, device.outstandingRequests]).toEqual([1, 1, 0]);
	});
});

describe('all stalls of a stream end', () => {
	it('a name is free when its own endpoint is told, not before', () => {
		const s = new Setting();
		const names = [1, 2, 3].map((page) => s.stall(page));
		// A device that stalls anew when it is told gets the name that it was told of, not one that is another's still.
		const again: number[] = [];
		s.bench.platform.onEnd = () => again.push(s.stall(9));
		s.bench.submit(0x45n | SID);
		expect(s.bench.platform.ended).toEqual(names.map((name) => [name, StallEnd.ABORT]));
		expect(again).toEqual(names);
		const { counters } = s.bench.unit;
		expect(counters.stalls - counters.stallsEnded).toBe(3);
	});

	it('what is over cannot be resumed by an endpoint that is told first, nor ended twice', () => {
		const s = new Setting();
		const names = [1, 2].map((page) => s.stall(page));
		const tags = s.tags();
		s.bench.platform.onEnd = () => {
			s.bench.platform.onEnd = undefined;
			s.resume(tags[1]!, RETRY);
			s.bench.write(0x20, 0xe);
		};
		s.bench.write(0x20, 0xe);
		expect(s.bench.platform.ended).toEqual(names.map((name) => [name, StallEnd.ABORT]));
		expect(s.bench.unit.counters.stallsEnded).toBe(2);
	});

	it('a device that is taken away while others are told is not told', () => {
		const s = new Setting();
		const [first] = [1, 2].map((page) => s.stall(page));
		s.bench.platform.onEnd = () => {
			s.bench.unit.disconnect(PLATFORM);
		};
		s.bench.submit(0x45n | SID);
		expect(s.bench.platform.ended).toEqual([[first, StallEnd.ABORT]]);
		expect(s.bench.unit.counters.stallsEnded).toBe(2);
	});
});

describe('terminate', () => {
	it.each([
		['A=1, R=1', { abort: true, record: true }, Translation.ABORTED, 1],
		['A=1, R=0', { abort: true, record: false }, Translation.ABORTED, 0],
		['A=0, R=1', { abort: false, record: true }, Translation.DISCARDED, 1],
		['A=0, R=0', { abort: false, record: false }, Translation.DISCARDED, 0],
	])('%s', (_, cd, outcome, events) => {
		const bench = new SmmuV3Bench();
		bench.first(cd, {}, PLATFORM);
		expect(bench.platformPort.access(NO_PASID, PAGE, READ)).toBe(outcome);
		expect(bench.events().length).toBe(events);
		// What is no translation fault is told and aborted whatever these say.
		expect(bench.platformPort.access(1, PAGE, READ)).toBe(Translation.ABORTED);
		expect(bench.events().length).toBe(1);
	});
});

describe('when stalls cannot be recorded', () => {
	it('a full queue: the stall waits, causes no overflow, and is retried when there is space', () => {
		const s = new Setting({ eventBits: 1 });
		const names = [1, 2, 3, 4].map((page) => s.stall(page));
		expect(s.bench.read(0x100a8)).toBe(2);
		expect(s.bench.platform.ended).toEqual([]);
		// One is read: the oldest that waits is retried, and it alone.
		s.bench.platform.onEnd = (name) => s.stall(name === names[2] ? 3 : 4);
		s.bench.write(0x100ac, 1);
		expect(s.bench.platform.ended).toEqual([[names[2], StallEnd.RETRY]]);
		expect(s.bench.read(0x100a8)).toBe(3);
		s.bench.write(0x100ac, 3);
		expect(s.bench.platform.ended).toEqual([
			[names[2], StallEnd.RETRY],
			[names[3], StallEnd.RETRY],
		]);
		expect(s.tags()).toEqual([3]);
	});

	it('what is retried from the line may go through, and is then not told of', () => {
		const s = new Setting({ eventBits: 1 });
		for (const page of [1, 2]) s.stall(page);
		const name = s.stall();
		s.map();
		const outcomes = s.retryAtOnce();
		s.tags();
		expect(s.bench.platform.ended).toEqual([[name, StallEnd.RETRY]]);
		expect(outcomes).toEqual([Translation.OK]);
		expect(s.tags()).toEqual([]);
	});

	it('a disabled queue holds them until it is enabled', () => {
		const s = new Setting();
		s.bench.write(0x20, 0xb);
		const name = s.stall();
		s.retryAtOnce();
		s.bench.write(0x20, 0xf);
		expect(s.bench.platform.ended).toEqual([[name, StallEnd.RETRY]]);
		expect(s.tags()).toEqual([0]);
	});

	it('an aborted queue holds them until that is acknowledged', () => {
		const s = new Setting();
		s.bench.write(0x20, 0xb);
		s.bench.write64(0xa0, 0x77_0000_0007n);
		s.bench.write(0x20, 0xf);
		const name = s.stall();
		expect(s.bench.read(0x60)).toBe(4);
		expect(s.bench.read(0x100a8)).toBe(0);
		s.bench.write(0x20, 0xb);
		s.bench.write64(0xa0, q(Frame.EVENTS) | 7n);
		s.bench.write(0x20, 0xf);
		expect(s.bench.platform.ended).toEqual([]);
		s.retryAtOnce();
		s.bench.write(0x64, 4);
		expect(s.bench.platform.ended).toEqual([[name, StallEnd.RETRY]]);
		expect(s.tags().length).toBe(1);
	});

	it('no more than STALL_MAX are told of; the next follows when one is resumed', () => {
		const s = new Setting({ stallMax: 2 });
		expect(s.bench.read(0x14) >>> 16).toBe(2);
		const names = [1, 2, 3].map((page) => s.stall(page));
		expect(new Set(names).size).toBe(3);
		const tags = s.tags();
		expect(tags).toEqual([0, 1]);
		s.bench.platform.onEnd = (name) => {
			if (name === names[2]) s.stall(3);
		};
		s.resume(1, ABORT);
		expect(s.bench.platform.ended).toEqual([
			[names[1], StallEnd.ABORT],
			[names[2], StallEnd.RETRY],
		]);
		expect(s.tags()).toEqual([1]);
	});

	it('RESUME cannot name one that waits; STALL_TERM ends it', () => {
		const s = new Setting({ eventBits: 0 });
		const names = [1, 2].map((page) => s.stall(page));
		for (let tag = 1; tag < 4; tag++) s.resume(tag, ABORT);
		expect(s.bench.platform.ended).toEqual([]);
		s.bench.submit(0x45n | SID);
		expect(s.bench.platform.ended.map(([name]) => name)).toEqual(names);
		expect(s.tags()).toEqual([0]);
		expect(s.bench.platform.ended.length).toBe(2);
	});

	it('other events are lost meanwhile, which is an overflow', () => {
		const s = new Setting({ eventBits: 0 });
		s.stall();
		s.stall();
		expect(s.bench.platformPort.access(7, PAGE, READ)).toBe(Translation.ABORTED);
		expect(s.bench.read(0x100a8)).toBe(0x8000_0001);
		expect(s.bench.unit.counters.eventsDropped).toBe(1);
	});

	it('an aborted write takes no tag for good', () => {
		const s = new Setting({ stallMax: 1 });
		s.bench.write(0x20, 0xb);
		s.bench.write64(0xa0, 0x77_0000_0007n);
		s.bench.write(0x20, 0xf);
		s.stall();
		s.bench.write(0x20, 0xb);
		s.bench.write64(0xa0, q(Frame.EVENTS) | 7n);
		s.bench.write(0x20, 0xf);
		s.retryAtOnce();
		s.bench.write(0x64, 4);
		expect(s.tags()).toEqual([0]);
	});

	it('the line keeps its order when some of it leaves', () => {
		const s = new Setting({ eventBits: 0 });
		const other = s.bench.unit.connect(0x12, s.bench.platform);
		s.bench.first({ stall: true, ttb0: s.root }, {}, 0x12);
		s.stall(1);
		const names = [2, 3].map((page) => s.stall(page));
		expect(other.access(NO_PASID, 4, WRITE)).toBe(Translation.STALLED);
		// The last of the line and one before it are terminated; then two more come.
		s.bench.submit(0x45n | (0x12n << 32n));
		expect(s.bench.platform.ended).toEqual([[other.stall, StallEnd.ABORT]]);
		names.push(s.stall(5));
		expect(other.access(NO_PASID, 6, WRITE)).toBe(Translation.STALLED);
		names.push(other.stall);
		const retried: number[] = [];
		s.bench.platform.onEnd = (name) => retried.push(name);
		// Nothing is asked again, so every place in the queue serves for all.
		s.bench.write(0x100ac, 1);
		expect(retried).toEqual(names);
		s.bench.write(0x100ac, 1);
		expect(retried.length).toBe(4);
	});

	it('a handler that reads the queue while the line is retried has the rest retried too', () => {
		const s = new Setting({ eventBits: 0 });
		const pages = new Map<number, number>();
		for (const page of [1, 2, 3]) pages.set(s.stall(page), page);
		const recorded: bigint[] = [];
		s.bench.unit.onInterrupt(() => {
			recorded.push(...s.bench.events().map((event) => event.address >> 12n));
		});
		s.bench.platform.onEnd = (name) => {
			// The device makes two accesses where it made one.
			const page = pages.get(name)!;
			for (const again of page === 2 ? [2, 20] : [page]) pages.set(s.stall(again), again);
		};
		expect(s.tags()).toEqual([0]);
		expect(recorded).toEqual([2n, 20n, 3n]);
		expect(s.bench.unit.counters.stalls - s.bench.unit.counters.stallsEnded).toBe(4);
	});
});

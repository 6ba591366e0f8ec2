import { describe, expect, it } from 'vitest';
import {
	PlatformDevice,
	type PlatformDeviceConfig,
} from '../../../src/emulator/endpoint/platform-device.js';
import { Ends } from '../../support/fake-iommu.js';
import { type BenchOptions, MESSAGE, SmmuV3Bench } from '../../support/smmuv3-bench.js';
import { LEAF1, q } from '../../support/smmuv3-tables.js';

/** A platform device behind the SMMU, and the least software that ends its stalls. */

const SID = 0x21;
const STREAM = BigInt(SID) << 32n;
const RETRY = 1n << 12n;
const ABORT = 1n << 13n;
const DISCARD = 0n;

class Setting {
	readonly bench: SmmuV3Bench;
	readonly device: PlatformDevice;
	readonly root: bigint;
	readonly ends = new Ends();
	#next = 0x1000;

	constructor(
		device: Partial<PlatformDeviceConfig> = {},
		options: BenchOptions = {},
		cd: { stall?: boolean; abort?: boolean } = { stall: true },
	) {
		this.bench = new SmmuV3Bench(options);
		const { memory, unit } = this.bench;
		this.device = new PlatformDevice(
			{ sourceId: SID, stallCapable: true, pasidWidth: 4, ...device },
			memory,
			() => 0,
		);
		this.device.attach(unit);
		this.root = q(this.bench.tables.frame());
		this.bench.ste(SID, { config: 5, context: q(5), cdMax: 4, dss: 2 });
		for (const substream of [0, 3]) this.bench.cd(substream, { asid: 7, ttb0: this.root, ...cd });
	}

	access(page: number, name = `${page}`, pasid = 3): void {
		this.device.dma.access(pasid, page, 2, this.ends.done(name));
	}

	map(page: number | bigint): void {
		this.bench.tables.map(this.root, q(page), q(this.#next++) | LEAF1);
	}

	resume(tag: number | undefined, action: bigint): void {
		expect(tag).toBeDefined();
		this.bench.submit(0x44n | action | STREAM, BigInt(tag ?? 0));
	}

	/** Maps what stalls and retries it, until no more events come. */
	serve(): void {
		for (let events = this.bench.events(); events.length > 0; events = this.bench.events())
			for (const { address, stall } of events) {
				this.map(address >> 12n);
				this.resume(stall, RETRY);
			}
	}
}

describe('a platform device behind the SMMU', () => {
	it('stalls with an event that names it, and goes on after CMD_RESUME retry', () => {
		const s = new Setting();
		const bytes = Uint8Array.of(1, 2, 3, 4);
		s.device.dma.write(3, 10 * 4096 + 8, bytes, s.ends.done('w'));
		expect(s.bench.messages).toEqual([MESSAGE.event]);
		const [event] = s.bench.events();
		expect(event).toMatchObject({
			id: 0x10,
			stream: SID,
			substream: 3,
			read: false,
			address: q(10),
		});
		s.map(10);
		s.resume(event?.stall, RETRY);
		expect(s.ends.list).toEqual(['w']);
		expect(s.bench.memory.read32(0x1000 * 4096 + 8)).toBe(0x0403_0201);
		expect(s.bench.events()).toEqual([]);
		expect(s.device.counters).toMatchObject({ stalls: 1, stallsRetried: 1 });
	});

	it('stalls again when it is retried too early', () => {
		const s = new Setting();
		s.access(10);
		s.resume(s.bench.events()[0]?.stall, RETRY);
		expect(s.ends.list).toEqual([]);
		expect(s.device.counters.stalls).toBe(2);
		s.serve();
		expect(s.ends.list).toEqual(['10']);
	});

	it('CMD_RESUME abort fails the job; terminate brings zeros', () => {
		const s = new Setting();
		s.access(10);
		s.resume(s.bench.events()[0]?.stall, ABORT);
		expect(s.ends.list).toEqual(['10:aborted']);
		const into = new Uint8Array(16).fill(1);
		s.device.dma.read(3, 11 * 4096, into, s.ends.done('r'));
		s.resume(s.bench.events()[0]?.stall, DISCARD);
		expect(s.ends.list).toEqual(['10:aborted', 'r']);
		expect(into).toEqual(new Uint8Array(16));
		expect(s.device.counters).toMatchObject({ stallsAborted: 1, stallsDiscarded: 1, discarded: 1 });
	});

	it('CMD_STALL_TERM aborts all of the stream, and what waited is accessed then', () => {
		const s = new Setting({ outstanding: 2 });
		for (const page of [10, 11, 12]) s.access(page);
		expect(s.bench.events().length).toBe(2);
		s.bench.submit(0x45n | STREAM);
		expect(s.ends.list).toEqual(['10:aborted', '11:aborted']);
		s.serve();
		expect(s.ends.list).toEqual(['10:aborted', '11:aborted', '12']);
	});

	it('a job of many pages ends when all its stalls are served, in whatever order', () => {
		const s = new Setting({ outstanding: 8 });
		s.device.dma.read(3, 0, new Uint8Array(20 * 4096), s.ends.done('r'));
		const first = s.bench.events();
		expect(first.map(({ address }) => Number(address >> 12n))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
		for (const { address, stall } of first.reverse()) {
			s.map(address >> 12n);
			s.resume(stall, RETRY);
			expect(s.device.outstandingRequests).toBeLessThanOrEqual(8);
		}
		s.serve();
		expect(s.ends.list).toEqual(['r']);
		expect(s.device.counters).toMatchObject({ stalls: 20, bytesRead: 20 * 4096 });
	});

	it('more stalls than the event queue holds are all served', () => {
		const s = new Setting({ outstanding: 64 }, { eventBits: 2 });
		for (let page = 0; page < 40; page++) s.access(page);
		expect(s.device.outstandingRequests).toBe(40);
		s.serve();
		expect(s.ends.list.sort()).toEqual(Array.from({ length: 40 }, (_, i) => `${i}`).sort());
		expect(s.device.counters.livelocks).toBe(0);
		expect(s.device.outstandingRequests).toBe(0);
	});

	it('fails with livelock when retries do not help', () => {
		const s = new Setting({ livelockLimit: 3 });
		s.access(10);
		for (let n = 0; n < 3; n++) s.resume(s.bench.events()[0]?.stall, RETRY);
		expect(s.ends.list).toEqual(['10:livelock']);
		s.resume(s.bench.events()[0]?.stall, RETRY);
		expect(s.device.outstandingRequests).toBe(0);
		expect(s.bench.events()).toEqual([]);
	});
});

describe('reset and unplugging with stalls outstanding', () => {
	it('reset: the jobs fail at once, the stalls end when software ends them', () => {
		const s = new Setting();
		for (const page of [10, 11]) s.access(page);
		s.device.reset();
		expect(s.ends.list).toEqual(['10:reset', '11:reset']);
		expect(s.device.outstandingRequests).toBe(2);
		const [one, two] = s.bench.events();
		s.map(10);
		s.resume(one?.stall, RETRY);
		expect(s.device.outstandingRequests).toBe(1);
		s.bench.submit(0x45n | STREAM);
		expect(s.device.outstandingRequests).toBe(0);
		// The tag is free: naming it again does nothing.
		s.resume(two?.stall, ABORT);
		expect(s.device.counters.responsesUnexpected).toBe(0);
		s.access(10, 'again');
		expect(s.ends.list.at(-1)).toBe('again');
	});

	it('detach: nothing is left of it, and the stream id is free', () => {
		const s = new Setting();
		for (const page of [10, 11]) s.access(page);
		const [event] = s.bench.events();
		s.device.detach();
		expect(s.ends.list).toEqual(['10:reset', '11:reset']);
		s.resume(event?.stall, RETRY);
		expect(s.device.outstandingRequests).toBe(0);
		s.device.attach(s.bench.unit);
		s.access(12);
		s.serve();
		expect(s.ends.list.at(-1)).toBe('12');
	});
});

describe('faults that do not stall', () => {
	it('of a device that cannot be stalled: recorded and aborted', () => {
		const s = new Setting({ stallCapable: false });
		s.access(10);
		expect(s.ends.list).toEqual(['10:aborted']);
		expect(s.bench.events()).toMatchObject([{ id: 0x10, stream: SID, stall: undefined }]);
	});

	it('where the context descriptor terminates them without an abort: zeros', () => {
		const s = new Setting({}, {}, { stall: false, abort: false });
		const into = new Uint8Array(4).fill(1);
		s.device.dma.read(3, 10 * 4096, into, s.ends.done('r'));
		expect(s.ends.list).toEqual(['r']);
		expect(into).toEqual(new Uint8Array(4));
		expect(s.bench.events().length).toBe(1);
		expect(s.device.counters.discarded).toBe(1);
	});

	it('of the configuration: a substream without context descriptor, which stops a device that stops', () => {
		const s = new Setting({ onFault: 'stop' });
		s.access(10, 'first');
		s.access(11, 'bad', 9);
		expect(s.bench.events().map(({ id }) => id)).toEqual([0x10, 0x0a]);
		expect(s.ends.list).toEqual(['bad:aborted']);
		s.access(12, 'later');
		expect(s.ends.list).toEqual(['bad:aborted', 'later:halted']);
		s.bench.submit(0x45n | STREAM);
		expect(s.ends.list.at(-1)).toBe('first:halted');
	});
});

it('an interrupt of the device is a write that the SMMU translates', () => {
	const s = new Setting();
	const delivered: [number, number][] = [];
	s.bench.unit.onDeviceInterrupt((destination, data) => delivered.push([destination, data]));
	const doorbell = 0x100_0000_0040;
	s.device.interrupts.setVector(0, 20 * 4096 + 0x40, 77, false);
	// Not mapped: recorded, and it does not stall.
	expect(s.device.interrupts.raise(0)).toBe(2);
	expect(s.bench.events().map(({ id, stall }) => [id, stall])).toEqual([[0x10, undefined]]);
	s.bench.tables.map(s.root, q(20), q(Math.floor(doorbell / 4096)) | LEAF1);
	expect(s.device.interrupts.raise(0)).toBe(0);
	expect(delivered).toEqual([[Math.floor(doorbell / 4096), 77]]);
	expect(s.device.counters).toMatchObject({ interrupts: 1, interruptsFailed: 1 });
});

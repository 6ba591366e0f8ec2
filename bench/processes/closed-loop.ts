import type { DmaEngine } from '../../src/emulator/endpoint/dma-engine.js';
import type { DmaDone } from '../../src/emulator/endpoint/dma-job.js';
import type { PciFunction } from '../../src/emulator/endpoint/pci-function.js';
import { Access } from '../../src/emulator/iommu/contract.js';
import { turn } from './child.js';
import { FIRST_PAGE, PASID } from './layout.js';

/**
 * Accesses that the first turns begin: two batches of full size, and half of what the IOMMU's page-request queue
 * holds, so that it does not overflow.
 */
const START_PER_TURN = 4096;
/** Pages for a device that gets its answers before the others. */
const AHEAD_PAGES = 4096;

export interface LoopOptions {
	readonly functions: readonly PciFunction[];
	/** Accesses in flight, over all devices. */
	readonly window: number;
	/** Pages that each device has for itself, one after the other. */
	readonly span: number;
	/**
	 * true: the next access is the next device's, in turn, whoever's access ended. false: the device's own
	 * whose access ended, so that each keeps its share of the window.
	 */
	readonly rotate: boolean;
	/** First page of the first device; where nothing is said, that of the area. */
	readonly from?: number;
	/** Called when the measured part begins and when it ends. */
	readonly mark: (begins: boolean) => void;
	/** Filled with the time of each measured access in microseconds; only with a window of 1. */
	readonly times?: Float64Array;
}

/**
 * Devices that touch fresh pages with a full window: each access that ends starts another one at once, in
 * the same call. Every page is touched once, so each access is a miss, one page request, one response and
 * one retry that has to hit; the DMA engine says whether it did.
 *
 * The measured part is `count` accesses from the moment that `warmUp` are done; then the window runs empty.
 */
export class ClosedLoop {
	/** Accesses that have begun, and that have ended well. */
	issued = 0;
	completed = 0;
	/** Duration of the measured part in milliseconds. */
	elapsedMs = 0;
	readonly #options: LoopOptions;
	readonly #engines: DmaEngine[];
	readonly #next: Float64Array;
	readonly #done: DmaDone[];
	#device = 0;
	#warmUp = 0;
	#target = 0;
	#stopped = false;
	#began = 0;
	#issuedAt = 0;
	#resolve: (() => void) | undefined;
	#reject: ((error: Error) => void) | undefined;

	constructor(options: LoopOptions) {
		this.#options = options;
		const { functions, span, from = FIRST_PAGE } = options;
		this.#engines = functions.map(({ dma }) => dma);
		this.#next = new Float64Array(functions.length);
		for (let i = 0; i < functions.length; i++) this.#next[i] = from + i * span;
		const doneOf =
			(device: number): DmaDone =>
			(error) => {
				if (error !== undefined) this.#fail(error.message);
				else this.#ended(device);
			};
		// With `rotate` it does not matter whose access ended, and the loop has nothing cold of its own.
		const anyone = doneOf(-1);
		this.#done = functions.map((_, device) => (options.rotate ? anyone : doneOf(device)));
	}

	/** Pages that each device needs for so many accesses: its share, and for one that is ahead of the others. */
	static span(devices: number, accesses: number, rotate: boolean): number {
		return Math.ceil(accesses / devices) * 2 + (rotate ? 0 : AHEAD_PAGES);
	}

	/** Runs to the end; rejects with the first access that fails. */
	async run(warmUp: number, count: number): Promise<void> {
		const { functions, rotate, window } = this.#options;
		this.#warmUp = warmUp;
		this.#target = warmUp + count;
		const ended = new Promise<void>((resolve, reject) => {
			this.#resolve = resolve;
			this.#reject = reject;
		});
		// It may fail while the window is being filled, before anyone waits for it.
		ended.catch(() => {});
		const share = Math.ceil(window / functions.length);
		let inTurn = 0;
		for (let left = window, device = 0; left > 0; device++) {
			for (let n = Math.min(share, left); n > 0; n--, left--) this.#issue(rotate ? -1 : device);
			inTurn += share;
			if (inTurn < START_PER_TURN) continue;
			inTurn = 0;
			await turn();
		}
		await ended;
	}

	#issue(owner: number): void {
		let device = owner;
		if (device < 0) {
			device = this.#device;
			this.#device = device + 1 === this.#done.length ? 0 : device + 1;
		}
		const page = this.#next[device]!;
		this.#next[device] = page + 1;
		this.issued++;
		if (this.#options.times !== undefined) this.#issuedAt = performance.now();
		this.#engines[device]!.access(PASID, page, Access.READ, this.#done[device]!);
	}

	/** The run ends: what failed at once would fail for ever, and deeper in the stack each time. */
	#fail(message: string): void {
		this.#stopped = true;
		this.#reject?.(new Error(`an access failed: ${message}`));
	}

	#ended(device: number): void {
		const { mark, rotate, times } = this.#options;
		const at = ++this.completed;
		if (times !== undefined && at > this.#warmUp && at <= this.#target)
			times[at - this.#warmUp - 1] = (performance.now() - this.#issuedAt) * 1000;
		if (at === this.#warmUp) {
			mark(true);
			this.#began = performance.now();
		} else if (at === this.#target) {
			this.elapsedMs = performance.now() - this.#began;
			mark(false);
			this.#stopped = true;
		}
		if (!this.#stopped) this.#issue(rotate ? -1 : device);
		else if (at === this.issued) this.#resolve?.();
	}
}

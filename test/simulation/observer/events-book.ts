import type { faultline } from '../../../src/wire/generated/faultline.js';
import type { DeviceBook } from './device-book.js';
import type { Verdict } from './verdict.js';

const ADDRESS_VALID = 16;

/** Law 8: the events of a device are numbered without a gap that is not told, and no loss is silent. */
export class EventsBook {
	readonly #verdict: Verdict;
	/** The last sequence number of each assignment, by its handle. */
	readonly #last = new Map<number, number>();

	constructor(verdict: Verdict) {
		this.#verdict = verdict;
	}

	batch(
		batch: faultline.v1.EventBatch,
		deviceOf: (handle: number) => DeviceBook | undefined,
	): void {
		for (let row = 0; row < batch.device.length; row++) {
			const handle = batch.device[row]!;
			const sequence = batch.sequence[row]!;
			const lost = batch.lost[row]!;
			const device = deviceOf(handle);
			if (device === undefined) {
				this.#verdict.violation(5, `an event of device ${handle} went to a session without it`);
				continue;
			}
			this.#verdict.saw(
				() =>
					`${device.name}: event ${sequence}, ${lost} lost before it, page 0x${batch.page[row]!.toString(16)}`,
				...[30, handle, sequence, lost],
			);
			const last = this.#last.get(handle) ?? 0;
			if (sequence !== last + lost + 1)
				this.#verdict.violation(
					8,
					`${device.name}: event ${sequence} follows ${last}, with ${lost} lost`,
				);
			this.#last.set(handle, sequence);
			if ((batch.type[row] ?? 0) !== 0) continue;
			if ((batch.flags[row]! & ADDRESS_VALID) !== 0) this.#place(device, batch.page[row]!, lost);
			else {
				// Of which page it was is not told: the oldest, where nothing was lost before it.
				device.lossesToPlace += lost;
				const oldest = device.faults.findIndex(({ sure }) => sure);
				if (oldest >= 0) device.faults.splice(oldest, 1);
			}
		}
	}

	/** Which of the faults that the hardware had is this? Those before it were lost. */
	#place(device: DeviceBook, page: number, lost: number): void {
		// So many before it are gone at least; the same page may have failed before.
		const { faults } = device;
		const later = faults.findIndex((fault, i) => i >= lost && fault.page === page);
		const place = later >= 0 ? later : faults.findIndex((fault) => fault.page === page);
		// Of a time in which nobody could say whose the device was; so may be what was lost before it.
		if (place < 0) {
			device.lossesToPlace += lost;
			return;
		}
		const before = faults.splice(0, place + 1);
		const found = before.pop()!;
		// It may as well have been the next one of the page.
		const next = found.sure ? undefined : faults.find((fault) => fault.sure && fault.page === page);
		if (next !== undefined) next.sure = false;
		// With a loss it may be a later one of the page, and the loss may have been of all between.
		if (lost + device.lossesToPlace > 0)
			for (let i = faults.findLastIndex((fault) => fault.page === page); i >= 0; i--)
				faults[i]!.sure = false;
		const missed = before.filter(({ sure }) => sure).length;
		if (missed > 0 && lost + device.lossesToPlace === 0)
			this.#verdict.violation(
				8,
				`${device.name}: ${missed} faults before the one of page 0x${page.toString(16)} are lost, and nobody was told`,
			);
		device.lossesToPlace = 0;
	}
}

import { powerOfTwo } from './grow.js';

/**
 * Device indices in the order of a time that each has: the earliest is found in O(1), all else is O(log devices). A
 * binary heap in typed arrays, with the place of each device in it, so that one can be taken out from anywhere.
 * A device stands in it once at most. Devices of equal time come in no particular order.
 */
export class DueHeap {
	/** Device indices; the children of place p are at 2p + 1 and 2p + 2. */
	#order = new Int32Array(16);
	/** By device: its time, and its place plus one; 0: it is not here. */
	#due = new Float64Array(16);
	#place = new Int32Array(16);
	#length = 0;

	/** The device with the earliest time; -1: there is none. */
	get first(): number {
		return this.#length === 0 ? -1 : this.#order[0]!;
	}

	/** The earliest time; Infinity when there is no device. */
	get earliest(): number {
		return this.#length === 0 ? Number.POSITIVE_INFINITY : this.#due[this.#order[0]!]!;
	}

	has(device: number): boolean {
		return device < this.#place.length && this.#place[device] !== 0;
	}

	/** Adds a device that is not here. */
	add(device: number, due: number): void {
		if (device >= this.#place.length) this.#grow(device + 1);
		this.#due[device] = due;
		this.#rise(this.#length++, device);
	}

	/** Puts off the first device to a later time. */
	postpone(due: number): void {
		const device = this.#order[0]!;
		this.#due[device] = due;
		this.#sink(0, device);
	}

	/** Takes a device out; does nothing for one that is not here. */
	remove(device: number): void {
		if (!this.has(device)) return;
		const place = this.#place[device]! - 1;
		this.#place[device] = 0;
		const last = this.#order[--this.#length]!;
		if (last === device) return;
		this.#sink(place, last);
		// Out of another branch, it may belong above.
		this.#rise(this.#place[last]! - 1, last);
	}

	/** Puts the device at `place`, which is free, or as far above as it belongs. */
	#rise(place: number, device: number): void {
		const due = this.#due[device]!;
		while (place > 0) {
			const parent = (place - 1) >> 1;
			const above = this.#order[parent]!;
			if (this.#due[above]! <= due) break;
			this.#put(place, above);
			place = parent;
		}
		this.#put(place, device);
	}

	/** Puts the device at `place`, which is free, or as far below as it belongs. */
	#sink(place: number, device: number): void {
		const due = this.#due[device]!;
		for (;;) {
			let child = place * 2 + 1;
			if (child >= this.#length) break;
			const right = child + 1;
			if (right < this.#length && this.#due[this.#order[right]!]! < this.#due[this.#order[child]!]!)
				child = right;
			const below = this.#order[child]!;
			if (this.#due[below]! >= due) break;
			this.#put(place, below);
			place = child;
		}
		this.#put(place, device);
	}

	#put(place: number, device: number): void {
		this.#order[place] = device;
		this.#place[device] = place + 1;
	}

	#grow(devices: number): void {
		const capacity = powerOfTwo(devices);
		const [order, due, place] = [this.#order, this.#due, this.#place];
		this.#order = new Int32Array(capacity);
		this.#due = new Float64Array(capacity);
		this.#place = new Int32Array(capacity);
		this.#order.set(order);
		this.#due.set(due);
		this.#place.set(place);
	}
}

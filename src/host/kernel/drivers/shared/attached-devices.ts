import type { Device } from '../../device.js';

/** Source ids up to here are looked up in a table; longer ones (stream ids, device ids) in a map. */
const TABLE_IDS = 65_536;

/** What a driver knows of a device from `probeDevice` to `releaseDevice`; it has more to it. */
export interface Attached {
	readonly device: Device;
	readonly sourceId: number;
}

/** The devices behind one unit, by source id and by the device's index. Holds no references. */
export class AttachedDevices<T extends Attached> {
	/** Slot + 1 for each source id; 0: none. */
	readonly #bySource = new Uint16Array(TABLE_IDS);
	readonly #byLongSource = new Map<number, T>();
	readonly #slots: (T | undefined)[] = [];
	readonly #free: number[] = [];
	readonly #byIndex: (T | undefined)[] = [];
	#size = 0;

	get size(): number {
		return this.#size;
	}

	/** The device with this source id. */
	bySource(sourceId: number): T | undefined {
		return sourceId < TABLE_IDS
			? this.#slots[this.#bySource[sourceId]! - 1]
			: this.#byLongSource.get(sourceId);
	}

	/** What is known of this device; undefined when it is not attached. */
	of(device: Device): T | undefined {
		const attached = this.#byIndex[device.index];
		return attached?.device === device ? attached : undefined;
	}

	/** All of them. */
	*values(): IterableIterator<T> {
		for (const attached of this.#byIndex) if (attached !== undefined) yield attached;
	}

	/** Adds a device whose source id and index are free. */
	add(attached: T): void {
		const { sourceId } = attached;
		if (sourceId < TABLE_IDS) {
			const slot = this.#free.pop() ?? this.#slots.length;
			this.#slots[slot] = attached;
			this.#bySource[sourceId] = slot + 1;
		} else {
			this.#byLongSource.set(sourceId, attached);
		}
		this.#byIndex[attached.device.index] = attached;
		this.#size++;
	}

	remove(attached: T): void {
		const { sourceId } = attached;
		if (sourceId < TABLE_IDS) {
			const slot = this.#bySource[sourceId]! - 1;
			this.#slots[slot] = undefined;
			this.#free.push(slot);
			this.#bySource[sourceId] = 0;
		} else {
			this.#byLongSource.delete(sourceId);
		}
		this.#byIndex[attached.device.index] = undefined;
		this.#size--;
	}
}

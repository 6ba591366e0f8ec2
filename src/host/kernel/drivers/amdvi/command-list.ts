import { ListState, QueuedCommands } from '../shared/queued-commands.js';
import { addressHigh, addressLow } from '../shared/registers.js';
import { ALL_PAGES_HIGH, ALL_PAGES_LOW, Opcode, PASID_MASK, Pages, RID_PASID } from './layout.js';

const OPCODE_MASK = 0xf000_0000;
const DEVICE_MASK = 0xffff;

/** What an invalidation of a device's IOTLB has to know of its target. */
export interface DeviceIotlb {
	readonly sourceId: number;
	/** Invalidations that the function accepts at a time, 1 to 32. */
	readonly queueDepth: number;
}

/**
 * A list of commands that complete together: built by the `add` functions, then given to
 * `CommandQueue.submit`, which puts a wait behind it. Kept as words, so that it can be sent in parts and sent
 * again. Objects are reused.
 */
export class CommandList extends QueuedCommands {
	/**
	 * Commands from here on are sent only once those before are complete; 0: no such point. The IOMMU's caches are
	 * emptied before the devices' are, which could otherwise be filled from them again.
	 */
	barrier = 0;

	// The queue's own part; `fenceAt` is where the wait stands that was sent last.
	/** What that wait stores; 0: none is out. */
	tag = 0;
	/** The wait at the barrier is complete. */
	passed = false;

	override reset(): void {
		super.reset();
		this.barrier = 0;
		this.rewind();
	}

	/** Begins to be sent from the start. */
	rewind(): void {
		this.state = ListState.UNSENT;
		this.cursor = 0;
		this.tag = 0;
		this.passed = false;
	}

	/** What follows waits for what is here. */
	addBarrier(): void {
		this.barrier = this.count;
	}

	/** Every cache of the unit. */
	addAll(): void {
		this.add(0, Opcode.INVALIDATE_ALL, 0, 0);
	}

	/** The device table entry of a device, and its GCR3 tables. */
	addDeviceEntry(sourceId: number): void {
		this.add(sourceId, Opcode.INVALIDATE_DEVICE_ENTRY, 0, 0);
	}

	/** The interrupt table of a device. */
	addInterrupts(sourceId: number): void {
		this.add(sourceId, Opcode.INVALIDATE_INTERRUPTS, 0, 0);
	}

	/** Everything cached of a domain's host table, and what was reached through it. */
	addHostPages(domain: number): void {
		const low = ALL_PAGES_LOW | Pages.SPAN | Pages.UPPER_LEVELS;
		this.add(0, Opcode.INVALIDATE_PAGES | domain, low, ALL_PAGES_HIGH);
	}

	/** Everything of one PASID in a domain, its GCR3 entry included. */
	addGuestWhole(domain: number, pasid: number): void {
		const low = ALL_PAGES_LOW | Pages.SPAN | Pages.UPPER_LEVELS | Pages.GUEST;
		this.add(pasid & PASID_MASK, Opcode.INVALIDATE_PAGES | domain, low, ALL_PAGES_HIGH);
	}

	/** 2^`order` pages of a PASID from `page` on, which is aligned to that; `leafOnly`: no table above changed. */
	addGuestPages(
		domain: number,
		pasid: number,
		page: number,
		order: number,
		leafOnly: boolean,
	): void {
		const coded = spanOf(page, order);
		const flags = Pages.GUEST | (leafOnly ? 0 : Pages.UPPER_LEVELS) | (order > 0 ? Pages.SPAN : 0);
		this.add(
			pasid & PASID_MASK,
			Opcode.INVALIDATE_PAGES | domain,
			addressLow(coded) | flags,
			addressHigh(coded),
		);
	}

	/** A device's IOTLB: 2^`order` pages from `page` on, which is aligned to that, of one PASID. */
	addIotlb(target: DeviceIotlb, pasid: number, page: number, order: number): void {
		const coded = spanOf(page, order);
		this.#addIotlb(target, pasid, addressLow(coded), addressHigh(coded), order > 0);
	}

	/** A device's IOTLB: everything of one PASID. */
	addIotlbWhole(target: DeviceIotlb, pasid: number): void {
		this.#addIotlb(target, pasid, ALL_PAGES_LOW, ALL_PAGES_HIGH, true);
	}

	/** Requests under the RID's PASID carry none, and neither do the translations cached for them. */
	#addIotlb(target: DeviceIotlb, pasid: number, low: number, high: number, span: boolean): void {
		const { sourceId } = target;
		let w0 = sourceId | ((target.queueDepth & 0xff) << 24);
		// The queue id is the device's own: its invalidations are counted against its depth.
		let w1 = Opcode.INVALIDATE_IOTLB | sourceId;
		let flags = span ? Pages.SPAN : 0;
		if (pasid !== RID_PASID) {
			w0 |= ((pasid >>> 8) & 0xff) << 16;
			w1 |= ((pasid & 0xff) << 16) | ((pasid >>> 16) << 24);
			flags |= Pages.GUEST;
		}
		this.add(w0, w1, low | flags, high);
	}
}

/** How an address codes a span: the lowest 0 from bit 12 on is its upper bit, and all below are ones. */
function spanOf(page: number, order: number): number {
	return order === 0 ? page : page + 2 ** (order - 1) - 1;
}

/** The function whose IOTLB a command is about, by its first two words; -1: it is about none. */
export function deviceIotlbOf(w0: number, w1: number): number {
	return (w1 & OPCODE_MASK) >>> 0 === Opcode.INVALIDATE_IOTLB ? w0 & DEVICE_MASK : -1;
}

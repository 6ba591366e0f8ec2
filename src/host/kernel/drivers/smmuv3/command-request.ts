import { NO_PASID } from '../../fault-source.js';
import { OrderedCommands } from '../shared/ordered-commands.js';
import { addressHigh, addressLow } from '../shared/registers.js';
import {
	ALL_STREAMS,
	ATC_ALL,
	Command,
	LEAF_ONLY,
	PASID_MASK,
	RANGE_GRANULE_4K,
	RANGE_MOST,
	RANGE_NUMBER_SHIFT,
	RANGE_SCALE_SHIFT,
	SUBSTREAM_SHIFT,
	SUBSTREAM_VALID,
} from './layout.js';

/**
 * A list of commands that complete together: built by the `add` functions, then given to `CommandQueue.submit`,
 * which puts a CMD_SYNC behind it. Kept as words, so that it can be sent in parts and sent again. Objects are
 * reused.
 */
export class CommandRequest extends OrderedCommands {
	/** Everything before it is complete before anything behind it begins; nobody is told. */
	addSync(): void {
		this.add(Command.SYNC, 0, 0, 0);
	}

	/** Caches of configuration: everything. */
	addConfigurationAll(): void {
		this.add(Command.CFGI_STE_RANGE, 0, ALL_STREAMS, 0);
	}

	/** Caches of configuration: all of one stream, its context descriptors and the way to its entry too. */
	addStream(stream: number): void {
		this.add(Command.CFGI_STE, stream, 0, 0);
	}

	/** Caches of configuration: one context descriptor; `leafOnly`: not the way to it. */
	addContext(stream: number, index: number, leafOnly: boolean): void {
		const w0 = Command.CFGI_CD | ((index & PASID_MASK) << SUBSTREAM_SHIFT);
		this.add(w0, stream, leafOnly ? LEAF_ONLY : 0, 0);
	}

	/** TLB: everything. */
	addTlbAll(): void {
		this.add(Command.TLBI_NSNH_ALL, 0, 0, 0);
	}

	/** TLB: everything of one VMID, of all stages. */
	addVm(vmid: number): void {
		this.add(Command.TLBI_S12_VMALL, vmid, 0, 0);
	}

	/** TLB: what stage 2 alone made of one guest page. */
	addSecond(vmid: number, page: number): void {
		this.add(Command.TLBI_S2_IPA, vmid, addressLow(page) | LEAF_ONLY, addressHigh(page));
	}

	/** TLB: everything of one address space. */
	addAsid(vmid: number, asid: number): void {
		this.add(Command.TLBI_NH_ASID, vmid | (asid << 16), 0, 0);
	}

	/** TLB: one page. */
	addPage(vmid: number, asid: number, page: number, leafOnly: boolean): void {
		const w2 = addressLow(page) | (leafOnly ? LEAF_ONLY : 0);
		this.add(Command.TLBI_NH_VA, vmid | (asid << 16), w2, addressHigh(page));
	}

	/**
	 * TLB: `count` pages from `page` on, by commands that name ranges (IDR3.RIL) of 1 to 32 times a power of two
	 * pages each; a single page is one without range, since the one that says 1 times 1 is reserved.
	 */
	addRange(vmid: number, asid: number, page: number, count: number, leafOnly: boolean): void {
		let first = page;
		let left = count;
		while (left > 0) {
			let scale = 0;
			let unit = 1;
			// The largest unit of which the rest is at most 32: what is over comes next, in smaller ones.
			while (left >= unit * 2 * RANGE_MOST) {
				unit *= 2;
				scale++;
			}
			const number = Math.min(Math.floor(left / unit), RANGE_MOST);
			if (number * unit === 1) {
				this.addPage(vmid, asid, first, leafOnly);
			} else {
				this.add(
					Command.TLBI_NH_VA | ((number - 1) << RANGE_NUMBER_SHIFT) | (scale << RANGE_SCALE_SHIFT),
					vmid | (asid << 16),
					addressLow(first) | RANGE_GRANULE_4K | (leafOnly ? LEAF_ONLY : 0),
					addressHigh(first),
				);
			}
			first += number * unit;
			left -= number * unit;
		}
	}

	/** ATC: 2^`order` pages from `page` on, which is aligned to that, of one PASID or of NO_PASID. */
	addAtc(stream: number, pasid: number, page: number, order: number): void {
		this.add(
			substream(Command.ATC_INV, pasid),
			stream,
			addressLow(page) | order,
			addressHigh(page),
		);
	}

	/** ATC: everything of one PASID; NO_PASID: everything. */
	addAtcWhole(stream: number, pasid: number): void {
		this.add(substream(Command.ATC_INV, pasid), stream, ATC_ALL, 0);
	}

	/** Ends all stalls of a stream with aborts. */
	addStallEnd(stream: number): void {
		this.add(Command.STALL_TERM, stream, 0, 0);
	}
}

/** Word 0 of a command that may carry a PASID. */
export function substream(opcode: number, pasid: number): number {
	if (pasid === NO_PASID) return opcode;
	return opcode | SUBSTREAM_VALID | ((pasid & PASID_MASK) << SUBSTREAM_SHIFT);
}

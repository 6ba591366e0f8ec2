import { NO_PASID } from '../../fault-source.js';
import { OrderedCommands } from '../shared/ordered-commands.js';
import { addressHigh, addressLow } from '../shared/registers.js';
import {
	ADDRESS_VALID,
	ATS_RANGE,
	ATS_WHOLE_HIGH,
	ATS_WHOLE_LOW,
	Ats,
	Command,
	DEVICE_SHIFT,
	DEVICE_VALID,
	GSCID_SHIFT,
	ID_SHIFT,
	INVAL_RANGE,
	Inval,
} from './layout.js';
import { pageHigh, pageLow } from './registers.js';

/**
 * A list of commands that complete together: built by the `add` functions, then given to `CommandQueue.submit`,
 * which puts a fence behind it. Kept as words, so that it can be sent in parts and sent again. Objects are
 * reused. Commands of a list are carried out in any order, but for `addFence`.
 */
export class CommandRequest extends OrderedCommands {
	/** Everything before it is complete before anything behind it begins; nobody is told. */
	addFence(): void {
		this.add(Command.IOFENCE_C, 0, 0, 0);
	}

	/** Directory caches: everything. */
	addDevices(): void {
		this.add(Command.IODIR_INVAL_DDT, 0, 0, 0);
	}

	/** Directory caches: one device's context, and those of its processes. */
	addDevice(device: number): void {
		this.add(Command.IODIR_INVAL_DDT, DEVICE_VALID | (device << DEVICE_SHIFT), 0, 0);
	}

	/** Directory caches: one process of a device. */
	addProcess(device: number, process: number): void {
		const w0 = Command.IODIR_INVAL_PDT | (process << ID_SHIFT);
		this.add(w0, DEVICE_VALID | (device << DEVICE_SHIFT), 0, 0);
	}

	/** Translations: everything, of hosts and of guests. */
	addEverything(): void {
		this.add(Command.IOTINVAL_VMA, 0, 0, 0);
		this.add(Command.IOTINVAL_GVMA, 0, 0, 0);
	}

	/** Translations: everything of one guest, of both stages and of MSI page tables. */
	addGuest(gscid: number): void {
		const w1 = Inval.GSCID_VALID | (gscid << GSCID_SHIFT);
		this.add(Command.IOTINVAL_VMA, w1, 0, 0);
		this.add(Command.IOTINVAL_GVMA, w1, 0, 0);
	}

	/** Translations: what was made of one guest page, by MSI page tables too. */
	addGuestPage(gscid: number, page: number): void {
		const w1 = Inval.GSCID_VALID | (gscid << GSCID_SHIFT);
		this.add(Command.IOTINVAL_GVMA | ADDRESS_VALID, w1, pageLow(page), pageHigh(page));
	}

	/** Translations: everything of one address space. */
	addSpace(gscid: number, pscid: number): void {
		const w0 = Command.IOTINVAL_VMA | (pscid << ID_SHIFT);
		this.add(w0, Inval.GSCID_VALID | Inval.PSCID_VALID | (gscid << GSCID_SHIFT), 0, 0);
	}

	/**
	 * Translations: 2^`order` pages from `page` on, which is aligned to that, of one address space; `nonLeaf`: also
	 * what leads to them.
	 */
	addPages(gscid: number, pscid: number, page: number, order: number, nonLeaf: boolean): void {
		const w0 = Command.IOTINVAL_VMA | ADDRESS_VALID | (pscid << ID_SHIFT);
		const valid = Inval.GSCID_VALID | Inval.PSCID_VALID | (nonLeaf ? Inval.NON_LEAF : 0);
		const coded = codedRange(page, order);
		const range = order === 0 ? 0 : INVAL_RANGE;
		this.add(w0, valid | (gscid << GSCID_SHIFT), pageLow(coded) | range, pageHigh(coded));
	}

	/** ATC: 2^`order` pages from `page` on, which is aligned to that, of one PASID or of NO_PASID. */
	addAtc(device: number, pasid: number, page: number, order: number): void {
		const coded = codedRange(page, order);
		const low = addressLow(coded) | (order === 0 ? 0 : ATS_RANGE);
		this.add(processOf(Command.ATS_INVAL, pasid), route(device, pasid), low, addressHigh(coded));
	}

	/** ATC: everything of one PASID; NO_PASID: everything. */
	addAtcWhole(device: number, pasid: number): void {
		this.add(
			processOf(Command.ATS_INVAL, pasid),
			route(device, pasid),
			ATS_WHOLE_LOW,
			ATS_WHOLE_HIGH,
		);
	}
}

/** Word 0 of a command of ATS, */
export function processOf(opcode: number, pasid: number): number {
	return pasid === NO_PASID ? opcode : opcode | (pasid << ID_SHIFT);
}

/** and word 1. A device id above 16 bits has a PCIe segment there. */
export function route(device: number, pasid: number): number {
	const valid =
		(pasid === NO_PASID ? 0 : Ats.PASID_VALID) | (device > 0xffff ? Ats.SEGMENT_VALID : 0);
	return valid | (device << DEVICE_SHIFT);
}

/** The number of ones at the low end of the page says how many pages are meant: 2^(ones + 1). */
function codedRange(page: number, order: number): number {
	return order === 0 ? page : page + 2 ** (order - 1) - 1;
}

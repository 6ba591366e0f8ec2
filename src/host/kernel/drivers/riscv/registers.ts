import { FaultlineError } from '../../../../base/errors.js';
import { addressHigh, addressLow, poll, type RegisterFile } from '../shared/registers.js';
import { Csr, Ddtp, FCTL_UNWANTED, Ipsr, MessageData, Reg } from './layout.js';

/** What an IOMMU can do, as its capabilities register says. */
export interface Capabilities {
	readonly version: number;
	readonly sv48: boolean;
	readonly sv48x4: boolean;
	/** Flat MSI page tables; device contexts have 64 bytes. */
	readonly msiFlat: boolean;
	/** Hardware sets accessed and dirty bits. */
	readonly hardwareUpdates: boolean;
	readonly ats: boolean;
	/** Interrupts can be messages. */
	readonly messages: boolean;
	/** Bits of a physical address. */
	readonly physicalBits: number;
	/** Bits of the process ids of each mode of process directory that it has, by mode less one; 0: it has it not. */
	readonly processBits: readonly [number, number, number];
	/** IOTINVAL.VMA can drop more than leaves for an address (NL), */
	readonly nonLeaf: boolean;
	/** and ranges of addresses (S). */
	readonly ranges: boolean;
}

export function readCapabilities(unit: RegisterFile): Capabilities {
	const low = unit.readRegister(Reg.CAPABILITIES);
	const high = unit.readRegister(Reg.CAPABILITIES + 4);
	const bit = (word: number, n: number) => ((word >>> n) & 1) === 1;
	return {
		version: low & 0xff,
		sv48: bit(low, 10),
		sv48x4: bit(low, 18),
		msiFlat: bit(low, 22),
		hardwareUpdates: bit(low, 24),
		ats: bit(low, 25),
		// IGS: 0 messages, 1 wires, 2 both.
		messages: ((low >>> 28) & 3) !== 1,
		physicalBits: high & 0x3f,
		processBits: [bit(high, 6) ? 8 : 0, bit(high, 7) ? 17 : 0, bit(high, 8) ? 20 : 0],
		nonLeaf: bit(high, 10),
		ranges: bit(high, 11),
	};
}

/** What is missing for this driver, in words; empty when nothing is. */
export function missingCapabilities(caps: Capabilities): string[] {
	const wanted: [boolean, string][] = [
		[caps.version >= 0x10 && caps.version < 0x20, 'version 1'],
		[caps.sv48, 'Sv48'],
		[caps.sv48x4, 'Sv48x4'],
		[caps.hardwareUpdates, 'accessed and dirty bits set by hardware (AMO_HWAD)'],
		[caps.msiFlat, 'flat MSI page tables (MSI_FLAT)'],
		[caps.messages, 'interrupts by message (IGS)'],
		[caps.processBits.some((bits) => bits > 0), 'process directories (PD8, PD17 or PD20)'],
	];
	return wanted.filter(([has]) => !has).map(([, name]) => name);
}

/** The mode of the smallest process directory for ids of `width` bits, or of the largest that there is. */
export function processMode(caps: Capabilities, width: number): number {
	let mode = 0;
	for (let n = 0; n < 3; n++) {
		const bits = caps.processBits[n]!;
		if (bits === 0) continue;
		mode = n + 1;
		if (bits >= width) break;
	}
	return mode;
}

/** Bits of the largest process id that the unit translates. */
export function mostProcessBits(caps: Capabilities): number {
	return Math.max(...caps.processBits);
}

/** Low and high half of a register or an entry that has a page number in bits 53:10. */
export const pageLow = (page: number): number => ((page % 2 ** 22) * 1024) >>> 0;
export const pageHigh = (page: number): number => Math.floor(page / 2 ** 22);

/** Writes a register that has a page number in bits 53:10, low half first. */
export function writePage(unit: RegisterFile, register: number, page: number, bits: number): void {
	unit.writeRegister(register, (pageLow(page) | bits) >>> 0);
	unit.writeRegister(register + 4, pageHigh(page));
}

/** Switches a queue on, with its interrupt, or off. */
export function switchQueue(unit: RegisterFile, csr: number, on: boolean): void {
	const ready = () => (unit.readRegister(csr) & Csr.BUSY) === 0;
	poll('the queue not busy', ready);
	unit.writeRegister(csr, on ? Csr.ENABLE | Csr.INTERRUPT : 0);
	poll(
		`the queue ${on ? 'on' : 'off'}`,
		() => ready() && ((unit.readRegister(csr) & Csr.ON) !== 0) === on,
	);
}

/** Switches to a mode with the directory at `root`, or off; returns whether the unit has the mode. */
export function switchMode(unit: RegisterFile, mode: number, root: number): boolean {
	const ready = () => (unit.readRegister(Reg.DDTP) & Ddtp.BUSY) === 0;
	poll('ddtp not busy', ready);
	// The mode takes effect with the low half, so the other one goes first.
	unit.writeRegister(Reg.DDTP + 4, pageHigh(root));
	unit.writeRegister(Reg.DDTP, (pageLow(root) | mode) >>> 0);
	poll('ddtp not busy', ready);
	return (unit.readRegister(Reg.DDTP) & Ddtp.MODE_MASK) === mode;
}

/**
 * Before anything is on: little-endian structures, and messages to an interrupt file's page by vector 0 for all
 * causes. Throws CONFIG when the IOMMU does not have that.
 */
export function prepare(unit: RegisterFile, interruptFile: number): void {
	unit.writeRegister(Reg.FCTL, 0);
	const features = unit.readRegister(Reg.FCTL);
	if ((features & FCTL_UNWANTED) !== 0)
		throw new FaultlineError(
			'CONFIG',
			`a RISC-V IOMMU whose fctl stays 0x${features.toString(16)}; little-endian structures and messages are needed`,
		);
	unit.writeRegister(Reg.ICVEC, 0);
	unit.writeRegister(Reg.MSI_ADDRESS, addressLow(interruptFile));
	unit.writeRegister(Reg.MSI_ADDRESS + 4, addressHigh(interruptFile));
	unit.writeRegister(Reg.MSI_DATA, MessageData.PENDING);
	unit.writeRegister(Reg.MSI_CONTROL, 0);
	unit.writeRegister(Reg.IPSR, Ipsr.COMMAND | Ipsr.FAULT | Ipsr.REQUEST);
}

import { poll, type RegisterFile } from '../shared/registers.js';
import { DOORBELL_OFFSET, MESSAGE_ATTRIBUTES, Reg, StallModel } from './layout.js';

/** Bits of physical address by IDR5.OAS. */
const ADDRESS_BITS = [32, 36, 40, 42, 44, 48, 52, 56];
/** S2PS, IPS: the code of 48 bits, the most that tables of four levels over 4 KiB pages reach. */
const MOST_ADDRESS_CODE = 5;

/** What an SMMU can do, as its identification registers say (6.3.1 to 6.3.6). */
export interface Capabilities {
	readonly firstStage: boolean;
	readonly secondStage: boolean;
	/** VMSAv8-64 tables (TTF). */
	readonly aarch64: boolean;
	/** Accesses of the SMMU to memory are coherent. */
	readonly coherent: boolean;
	/** Hardware keeps access flag and dirty state (HTTU 2). */
	readonly dirtyState: boolean;
	readonly ats: boolean;
	readonly pageRequests: boolean;
	readonly asid16: boolean;
	readonly vmid16: boolean;
	readonly messages: boolean;
	readonly littleEndian: boolean;
	/** Configuration errors of ATS can be recorded (ATSRECERR). */
	readonly recordsAts: boolean;
	/** `StallModel`. */
	readonly stallModel: number;
	readonly streamTwoLevels: boolean;
	readonly contextTwoLevels: boolean;
	readonly streamBits: number;
	readonly substreamBits: number;
	/** log2 of the most entries of each queue. */
	readonly commandBits: number;
	readonly eventBits: number;
	readonly requestBits: number;
	/** TLBI of ranges (RIL). */
	readonly rangeInvalidation: boolean;
	readonly granule4K: boolean;
	/** Bits of physical and intermediate address that the driver uses, 32 to 48, and their code. */
	readonly addressBits: number;
	readonly addressCode: number;
}

export function readCapabilities(unit: RegisterFile): Capabilities {
	const idr0 = unit.readRegister(Reg.IDR0);
	const idr1 = unit.readRegister(Reg.IDR1);
	const idr3 = unit.readRegister(Reg.IDR3);
	const idr5 = unit.readRegister(Reg.IDR5);
	const bit = (word: number, n: number) => ((word >>> n) & 1) === 1;
	const addressCode = Math.min(idr5 & 7, MOST_ADDRESS_CODE);
	return {
		secondStage: bit(idr0, 0),
		firstStage: bit(idr0, 1),
		aarch64: bit(idr0, 3),
		coherent: bit(idr0, 4),
		dirtyState: ((idr0 >>> 6) & 3) >= 2,
		ats: bit(idr0, 10),
		asid16: bit(idr0, 12),
		messages: bit(idr0, 13),
		pageRequests: bit(idr0, 16),
		vmid16: bit(idr0, 18),
		contextTwoLevels: bit(idr0, 19),
		// TTENDIAN 3 is big endian only, 1 is reserved.
		littleEndian: ((idr0 >>> 21) & 1) === 0,
		recordsAts: bit(idr0, 23),
		stallModel: (idr0 >>> 24) & 3,
		streamTwoLevels: ((idr0 >>> 27) & 3) !== 0,
		streamBits: Math.min(idr1 & 0x3f, 32),
		substreamBits: Math.min((idr1 >>> 6) & 0x1f, 20),
		requestBits: Math.min((idr1 >>> 11) & 0x1f, 19),
		eventBits: Math.min((idr1 >>> 16) & 0x1f, 19),
		commandBits: Math.min((idr1 >>> 21) & 0x1f, 19),
		rangeInvalidation: bit(idr3, 10),
		granule4K: bit(idr5, 4),
		addressBits: ADDRESS_BITS[addressCode]!,
		addressCode,
	};
}

/** What is missing for this driver, in words; empty when nothing is. */
export function missingCapabilities(caps: Capabilities): string[] {
	const wanted: [boolean, string][] = [
		[caps.firstStage, 'stage 1 (IDR0.S1P)'],
		[caps.secondStage, 'stage 2 (IDR0.S2P)'],
		[caps.aarch64, 'VMSAv8-64 tables (IDR0.TTF)'],
		[caps.littleEndian, 'little-endian tables (IDR0.TTENDIAN)'],
		[caps.granule4K, 'pages of 4 KiB (IDR5.GRAN4K)'],
		// Tables that begin at level 0 translate 40 to 48 bits.
		[caps.addressBits >= 40, '40 bits of physical address (IDR5.OAS)'],
		[caps.coherent, 'coherent accesses (IDR0.COHACC)'],
		[caps.dirtyState, 'hardware update of access flag and dirty state (IDR0.HTTU)'],
		[caps.asid16, 'address space ids of 16 bits (IDR0.ASID16)'],
		[caps.messages, 'message-signalled interrupts (IDR0.MSI)'],
		[caps.stallModel <= StallModel.STALL, 'a stall model (IDR0.STALL_MODEL)'],
		[caps.commandBits > 0 && caps.eventBits > 0, 'queues (IDR1.CMDQS, IDR1.EVENTQS)'],
	];
	return wanted.filter(([has]) => !has).map(([, name]) => name);
}

/** Writes CR0 and waits until all of it took effect. */
export function writeControl(unit: RegisterFile, value: number): void {
	unit.writeRegister(Reg.CR0, value);
	poll(
		`CR0ACK 0x${value.toString(16)}`,
		() => unit.readRegister(Reg.CR0ACK) === unit.readRegister(Reg.CR0),
	);
}

/** Writes IRQ_CTRL and waits until all of it took effect. */
export function writeInterrupts(unit: RegisterFile, value: number): void {
	unit.writeRegister(Reg.IRQ_CTRL, value);
	poll(`IRQ_CTRLACK 0x${value.toString(16)}`, () => unit.readRegister(Reg.IRQ_CTRLACK) === value);
}

/** Where messages go: low and high word of the address. */
export function doorbellAddress(frame: number): readonly [low: number, high: number] {
	return [(((frame % 0x10_0000) * 4096) | DOORBELL_OFFSET) >>> 0, Math.floor(frame / 0x10_0000)];
}

/** Sets one source's message up; the source must be disabled. */
export function writeMessage(
	unit: RegisterFile,
	register: number,
	doorbellFrame: number,
	data: number,
): void {
	const [low, high] = doorbellAddress(doorbellFrame);
	unit.writeRegister(register, low);
	unit.writeRegister(register + 4, high);
	unit.writeRegister(register + 8, data);
	unit.writeRegister(register + 12, MESSAGE_ATTRIBUTES);
}

/**
 * A RISC-V IOMMU on the test bench: memory, one IOMMU, one device, a device directory of one level, all three
 * queues set up by register writes, interrupts collected. Uses nothing of the model but its contract.
 */

import type { EndpointPort, IommuPort } from '../../src/emulator/iommu/contract.js';
import {
	RiscvIommuModel,
	type RiscvIommuOptions,
} from '../../src/emulator/iommu/riscv/riscv-model.js';
import { PhysicalMemory } from '../../src/emulator/memory.js';
import { Frame, ppn, RiscvTables, read64, write64 } from './riscv-tables.js';

export const DEVICE = 0x05;
export const MESSAGE = { command: 0x41, fault: 0x42, request: 0x43 } as const;

/** Bits of DC.tc. */
export const TC = {
	V: 0x001n,
	EN_ATS: 0x002n,
	EN_PRI: 0x004n,
	T2GPA: 0x008n,
	DTF: 0x010n,
	PDTV: 0x020n,
	PRPR: 0x040n,
	GADE: 0x080n,
	SADE: 0x100n,
	DPE: 0x200n,
	SBE: 0x400n,
	SXL: 0x800n,
} as const;

/** An endpoint that keeps what it is told, and completes invalidations only when told to, if `delayed`. */
export class FakeEndpoint implements EndpointPort {
	delayed = false;
	readonly invalidations: [number, number, number, boolean][] = [];
	readonly responses: [number, number, number][] = [];
	readonly waiting: (() => void)[] = [];

	invalidate(pasid: number, page: number, pages: number, global: boolean, done: () => void): void {
		this.invalidations.push([pasid, page, pages, global]);
		if (this.delayed) this.waiting.push(done);
		else done();
	}

	pageResponse(pasid: number, prgIndex: number, code: number): void {
		this.responses.push([pasid, prgIndex, code]);
	}

	/** Completes the oldest invalidation that waits. */
	complete(): void {
		this.waiting.shift()!();
	}
}

/** A device context; words left out are 0. */
export interface Context {
	tc?: bigint;
	iohgatp?: bigint;
	ta?: bigint;
	fsc?: bigint;
	msiptp?: bigint;
	mask?: bigint;
	pattern?: bigint;
	reserved?: bigint;
}

export interface Fault {
	cause: number;
	type: number;
	source: number;
	pid: number | undefined;
	priv: boolean;
	iotval: bigint;
	iotval2: bigint;
}

export interface BenchOptions extends RiscvIommuOptions {
	frames?: number;
	/** ddtp.iommu_mode, 2 (one level) by default. */
	mode?: number;
	/** log2 of the entries of the queues, less one; 6 (128 entries) by default. */
	order?: number;
	/** Leaves everything off. */
	idle?: boolean;
}

export const ONE_LEVEL = 2;
const CONTROL = 3;

export class RiscvBench {
	readonly memory: PhysicalMemory;
	readonly unit: RiscvIommuModel;
	readonly endpoint = new FakeEndpoint();
	readonly port: IommuPort;
	readonly tables: RiscvTables;
	/** Message data in the order of arrival. */
	readonly messages: number[] = [];
	/** Interrupts of devices: page of the interrupt file, data. */
	readonly deviceInterrupts: [number, number][] = [];
	readonly #contextBytes: number;
	readonly #size: number;
	#tail = 0;

	constructor(options: BenchOptions = {}) {
		const { frames = 4096, mode = ONE_LEVEL, order = 6, idle = false, ...unit } = options;
		this.memory = new PhysicalMemory(frames);
		this.unit = new RiscvIommuModel(this.memory, unit);
		this.tables = new RiscvTables(this.memory, Frame.FREE);
		this.#contextBytes = unit.msiFlat === false ? 32 : 64;
		this.#size = 2 ** (order + 1);
		this.unit.onInterrupt((data) => this.messages.push(data));
		this.unit.onDeviceInterrupt((page, data) => this.deviceInterrupts.push([page, data]));
		this.port = this.unit.connect(DEVICE, this.endpoint);
		if (idle) return;
		this.write64(0x018, ppn(Frame.COMMANDS) | BigInt(order));
		this.write64(0x028, ppn(Frame.FAULTS) | BigInt(order));
		this.write64(0x038, ppn(Frame.REQUESTS) | BigInt(order));
		// Vector 1, 2 and 3 for commands, faults and page requests; vector 0 and the others stay masked.
		this.write(0x2f8, 0x3021);
		[MESSAGE.command, MESSAGE.fault, MESSAGE.request].forEach((data, i) => {
			this.write64(0x310 + i * 16, 0xfee0_0000n);
			this.write(0x318 + i * 16, data);
		});
		this.write(0x048, CONTROL);
		this.write(0x04c, CONTROL);
		this.write(0x050, CONTROL);
		this.write64(0x010, ppn(Frame.DDT) | BigInt(mode));
	}

	// Structures.

	/** The device's context in a directory of one level. */
	context(fields: Context, source = DEVICE): void {
		this.contextAt(Frame.DDT * 4096 + source * this.#contextBytes, fields);
	}

	contextAt(address: number, fields: Context): void {
		const { tc = 1n, iohgatp, ta, fsc, msiptp, mask, pattern, reserved } = fields;
		const words = [tc, iohgatp, ta, fsc, msiptp, mask, pattern, reserved];
		for (let i = 0; i < this.#contextBytes / 8; i++)
			write64(this.memory, address + i * 8, words[i] ?? 0n);
	}

	/** A process context in a directory of one level: ta and fsc. */
	process(pid: number, ta: bigint, fsc: bigint, directory: number = Frame.PDT): void {
		write64(this.memory, directory * 4096 + pid * 16, ta);
		write64(this.memory, directory * 4096 + pid * 16 + 8, fsc);
	}

	/** A first stage of the device itself (Sv39 by default): its root. */
	first(fields: Context = {}, mode = 8n, pscid = 7): number {
		const root = this.tables.frame();
		this.context({
			tc: TC.V | TC.EN_ATS | TC.EN_PRI,
			ta: BigInt(pscid) << 12n,
			fsc: BigInt(root) | (mode << 60n),
			...fields,
		});
		return root;
	}

	/** A second stage alone (Sv39x4 by default): its root. */
	second(fields: Context = {}, mode = 8n, gscid = 9): number {
		const root = this.tables.root4();
		this.context({
			tc: TC.V | TC.EN_ATS | TC.EN_PRI,
			iohgatp: BigInt(root) | (BigInt(gscid) << 44n) | (mode << 60n),
			...fields,
		});
		return root;
	}

	// Registers.

	read(offset: number): number {
		return this.unit.readRegister(offset);
	}

	write(offset: number, value: number): void {
		this.unit.writeRegister(offset, value);
	}

	write64(offset: number, value: bigint): void {
		this.write(offset, Number(value & 0xffff_ffffn));
		this.write(offset + 4, Number((value >> 32n) & 0xffff_ffffn));
	}

	/** Takes all fault records out of the queue. */
	faults(): Fault[] {
		const found: Fault[] = [];
		let head = this.read(0x030);
		while (head !== this.read(0x034)) {
			const at = Frame.FAULTS * 4096 + head * 32;
			const q0 = read64(this.memory, at);
			found.push({
				cause: Number(q0 & 0xfffn),
				type: Number((q0 >> 34n) & 0x3fn),
				source: Number((q0 >> 40n) & 0xff_ffffn),
				pid: (q0 >> 32n) & 1n ? Number((q0 >> 12n) & 0xf_ffffn) : undefined,
				priv: ((q0 >> 33n) & 1n) === 1n,
				iotval: read64(this.memory, at + 16),
				iotval2: read64(this.memory, at + 24),
			});
			head = (head + 1) % this.#size;
		}
		this.write(0x030, head);
		return found;
	}

	/** Causes of the faults in the queue, which is empty afterwards. */
	causes(): number[] {
		return this.faults().map((fault) => fault.cause);
	}

	// Commands.

	/** Puts one command into the queue without telling the unit. */
	put(q0: bigint, q1 = 0n): void {
		write64(this.memory, Frame.COMMANDS * 4096 + this.#tail * 16, q0);
		write64(this.memory, Frame.COMMANDS * 4096 + this.#tail * 16 + 8, q1);
		this.#tail = (this.#tail + 1) % this.#size;
	}

	/** Writes the tail register: everything put so far is the unit's. */
	ring(): void {
		this.write(0x024, this.#tail);
	}

	/** One command, carried out at once. */
	submit(q0: bigint, q1 = 0n): void {
		this.put(q0, q1);
		this.ring();
	}

	get head(): number {
		return this.read(0x020);
	}

	/** A fence that writes `data` to word `index` of the status frame. */
	putFence(data: number, index = 0): void {
		this.put(0x402n | (BigInt(data) << 32n), BigInt(Frame.STATUS * 4096 + index * 4) >> 2n);
	}

	status(index = 0): number {
		return this.memory.read32(Frame.STATUS * 4096 + index * 4);
	}
}

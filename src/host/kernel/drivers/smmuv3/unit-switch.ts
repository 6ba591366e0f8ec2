import type { Clock } from '../../../../base/clock.js';
import { SoonOnce } from '../../../../base/soon-once.js';
import { type RegisterFile, writeAddress } from '../shared/registers.js';
import type { CommandQueue } from './command-queue.js';
import type { EventQueue } from './event-queue.js';
import type { GlobalErrors } from './global-errors.js';
import { BASE_ALLOCATE, CR1_CACHED, Cr0, Cr2, Irq, MessageData, Reg } from './layout.js';
import type { PageRequestQueue } from './page-requests.js';
import type { RecordRing } from './record-ring.js';
import { type Capabilities, writeControl, writeInterrupts, writeMessage } from './registers.js';
import type { StreamTable } from './stream-table.js';

export interface UnitSwitchParts {
	readonly unit: RegisterFile;
	readonly capabilities: Capabilities;
	/** Frame of the interrupt controller's doorbell. */
	readonly doorbell: number;
	readonly clock: Clock;
	readonly commands: CommandQueue;
	readonly errors: GlobalErrors;
	readonly requests: PageRequestQueue;
	readonly requestRing: RecordRing;
	readonly events: EventQueue;
	readonly eventRing: RecordRing;
}

/**
 * Turns an SMMU on and off, and owns its interrupts: what one is about is looked at once the running code has returned,
 * once however often it came until then.
 */
export class UnitSwitch {
	readonly #unit: RegisterFile;
	readonly #capabilities: Capabilities;
	readonly #doorbell: number;
	readonly #commands: CommandQueue;
	readonly #errors: GlobalErrors;
	readonly #requestRing: RecordRing;
	readonly #eventRing: RecordRing;
	readonly #requestsSoon: SoonOnce;
	readonly #eventsSoon: SoonOnce;

	constructor(parts: UnitSwitchParts) {
		this.#unit = parts.unit;
		this.#capabilities = parts.capabilities;
		this.#doorbell = parts.doorbell;
		this.#commands = parts.commands;
		this.#errors = parts.errors;
		this.#requestRing = parts.requestRing;
		const { clock, requests, events } = parts;
		this.#requestsSoon = new SoonOnce(clock, () => requests.drain());
		this.#eventsSoon = new SoonOnce(clock, () => events.drain());
		this.#eventRing = parts.eventRing;
	}

	/**
	 * Takes the SMMU over: interrupts, queues, and translation through the table, in this order. Throws
	 * RESOURCE_EXHAUSTED, or INTERNAL when the SMMU does not obey; `turnOff` is to follow then.
	 */
	turnOn(streams: StreamTable): void {
		const unit = this.#unit;
		const caps = this.#capabilities;
		writeControl(unit, 0);
		writeInterrupts(unit, 0);
		this.#errors.start();
		unit.onInterrupt((data) => this.#interrupt(data));
		unit.writeRegister(Reg.CR1, CR1_CACHED);
		unit.writeRegister(Reg.CR2, Cr2.RECINVSID | Cr2.PTM | (caps.recordsAts ? Cr2.REC_CFG_ATS : 0));
		writeAddress(unit, Reg.STRTAB_BASE, streams.base, 0);
		const high = unit.readRegister(Reg.STRTAB_BASE + 4);
		unit.writeRegister(Reg.STRTAB_BASE + 4, (high | BASE_ALLOCATE) >>> 0);
		unit.writeRegister(Reg.STRTAB_BASE_CFG, streams.configuration);

		this.#commands.start();
		let control: number = Cr0.CMDQEN;
		writeControl(unit, control);
		const request = this.#commands.begin();
		request.addConfigurationAll();
		request.addTlbAll();
		this.#commands.submitAndWait(request);

		this.#eventRing.start();
		control |= Cr0.EVENTQEN;
		let interrupts = Irq.GERROR | Irq.EVENTQ;
		if (caps.pageRequests) {
			this.#requestRing.start();
			control |= Cr0.PRIQEN;
			interrupts |= Irq.PRIQ;
			writeMessage(unit, Reg.PRIQ_IRQ, this.#doorbell, MessageData.REQUEST);
		}
		writeMessage(unit, Reg.GERROR_IRQ, this.#doorbell, MessageData.ERROR);
		writeMessage(unit, Reg.EVENTQ_IRQ, this.#doorbell, MessageData.EVENT);
		writeInterrupts(unit, interrupts);
		if (caps.ats) control |= Cr0.ATSCHK;
		writeControl(unit, control);
		writeControl(unit, control | Cr0.SMMUEN);
	}

	/** Undoes `turnOn`, or what was done of it. Nothing reads the table any more then. */
	turnOff(): void {
		const unit = this.#unit;
		writeControl(unit, unit.readRegister(Reg.CR0) & Cr0.CMDQEN);
		this.#commands.drain();
		writeControl(unit, 0);
		writeInterrupts(unit, 0);
		this.#commands.stop();
		this.#eventRing.stop();
		this.#requestRing.stop();
		unit.onInterrupt(() => {});
	}

	#interrupt(data: number): void {
		if (data === MessageData.REQUEST) {
			this.#requestsSoon.ask();
		} else if (data === MessageData.EVENT) {
			this.#eventsSoon.ask();
		} else if (data === MessageData.SYNC) {
			this.#commands.serviceSoon();
		} else if (data === MessageData.ERROR) {
			this.#errors.serviceSoon();
		}
	}
}

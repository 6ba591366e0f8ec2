import type { Clock } from '../../../../base/clock.js';
import { FaultlineError } from '../../../../base/errors.js';
import { SoonOnce } from '../../../../base/soon-once.js';
import type { RegisterFile } from '../shared/registers.js';
import type { CommandQueue } from './command-queue.js';
import type { DeviceDirectory } from './device-directory.js';
import type { FaultQueue } from './fault-queue.js';
import { Ddtp, Ipsr, MessageData, Reg } from './layout.js';
import type { PageRequestQueue } from './page-requests.js';
import type { RecordRing } from './record-ring.js';
import { prepare, switchMode, switchQueue } from './registers.js';

export interface UnitSwitchParts {
	/** Of the IOMMU, for errors. */
	readonly name: string;
	readonly unit: RegisterFile;
	readonly clock: Clock;
	/** Page of the interrupt file that the IOMMU's own messages go to. */
	readonly interruptFile: number;
	readonly commands: CommandQueue;
	readonly requests: PageRequestQueue;
	readonly requestRing: RecordRing;
	/** Whether the IOMMU has the queue of page requests. */
	readonly requestsUsed: boolean;
	readonly faults: FaultQueue;
	readonly faultRing: RecordRing;
}

/**
 * Turns a RISC-V IOMMU on and off, and owns its interrupts: what one is about is looked at once the running code has
 * returned, once however often it came until then.
 */
export class UnitSwitch {
	readonly #parts: UnitSwitchParts;
	readonly #unit: RegisterFile;
	readonly #commands: CommandQueue;
	readonly #requestsSoon: SoonOnce;
	readonly #faultsSoon: SoonOnce;

	constructor(parts: UnitSwitchParts) {
		this.#parts = parts;
		this.#unit = parts.unit;
		this.#commands = parts.commands;
		const { clock, requests, faults } = parts;
		this.#requestsSoon = new SoonOnce(clock, () => requests.drain());
		this.#faultsSoon = new SoonOnce(clock, () => faults.drain());
	}

	/** Has everything off, and interrupts set up. Throws INTERNAL when the IOMMU does not obey. */
	prepare(): void {
		const unit = this.#unit;
		switchMode(unit, Ddtp.OFF, 0);
		for (const csr of [Reg.CQCSR, Reg.FQCSR, Reg.PQCSR]) switchQueue(unit, csr, false);
		prepare(unit, this.#parts.interruptFile);
		unit.onInterrupt((data) => this.#interrupt(data));
	}

	/**
	 * Queues and translation on, through the directory, in this order. Throws CONFIG when the IOMMU has no such
	 * directory, RESOURCE_EXHAUSTED, INTERNAL; `turnOff` is to follow then.
	 */
	turnOn(directory: DeviceDirectory): void {
		const { name, faultRing, requestRing, requestsUsed } = this.#parts;
		this.#commands.start();
		const request = this.#commands.begin();
		request.addDevices();
		request.addFence();
		request.addEverything();
		this.#commands.submitAndWait(request);
		faultRing.start();
		if (requestsUsed) requestRing.start();
		if (!switchMode(this.#unit, directory.mode, directory.root))
			throw new FaultlineError(
				'CONFIG',
				`RISC-V IOMMU ${name} has no device directories of ${directory.levels} levels`,
			);
	}

	/** Undoes `turnOn`, or what was done of it. Nothing reads the tables any more then. */
	turnOff(): void {
		const unit = this.#unit;
		switchMode(unit, Ddtp.OFF, 0);
		this.#commands.stop();
		this.#parts.faultRing.stop();
		this.#parts.requestRing.stop();
		unit.onInterrupt(() => {});
	}

	/** Has drained what ipsr says that there is. */
	lookAtQueues(): void {
		const pending = this.#unit.readRegister(Reg.IPSR);
		if ((pending & Ipsr.REQUEST) !== 0) this.#requestsSoon.ask();
		if ((pending & Ipsr.FAULT) !== 0) this.#faultsSoon.ask();
		if ((pending & Ipsr.COMMAND) !== 0) this.#commands.serviceSoon();
	}

	/** ipsr tells what it is about, whatever vector it came by; fences have data of their own. */
	#interrupt(data: number): void {
		if (data === MessageData.FENCE) this.#commands.serviceSoon();
		else if (data === MessageData.PENDING) this.lookAtQueues();
	}
}

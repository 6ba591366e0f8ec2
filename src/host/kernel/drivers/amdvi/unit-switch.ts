import type { Clock } from '../../../../base/clock.js';
import { SoonOnce } from '../../../../base/soon-once.js';
import { addressHigh, addressLow, type RegisterFile } from '../shared/registers.js';
import type { Capabilities } from './capabilities.js';
import type { CommandQueue } from './command-queue.js';
import type { ControlRegister } from './control.js';
import type { DeviceTable } from './device-table.js';
import {
	Control,
	ControlHigh,
	MESSAGE_ADDRESS,
	MessageData,
	MSI_ENABLE,
	MSI_GRANTED,
	MSI_TWO_MESSAGES,
	Reg,
	Response,
	Status,
} from './layout.js';
import type { PageRequestLog } from './page-requests.js';
import type { RecordRing } from './record-ring.js';

export interface UnitSwitchParts {
	readonly unit: RegisterFile;
	readonly control: ControlRegister;
	readonly capabilities: Capabilities;
	readonly clock: Clock;
	readonly commands: CommandQueue;
	readonly requests: PageRequestLog;
	/** Of page requests, and of events. */
	readonly rings: readonly RecordRing[];
}

/**
 * Turns an AMD-Vi unit on and off, and owns its interrupts: what one is about is looked at once the running code has
 * returned, once however often it came until then.
 */
export class UnitSwitch {
	readonly #unit: RegisterFile;
	readonly #control: ControlRegister;
	readonly #capabilities: Capabilities;
	readonly #commands: CommandQueue;
	readonly #requests: PageRequestLog;
	readonly #rings: readonly RecordRing[];
	/** The unit has one message for everything. */
	#oneMessage = false;
	readonly #drainSoon: SoonOnce;

	constructor(parts: UnitSwitchParts) {
		this.#unit = parts.unit;
		this.#control = parts.control;
		this.#capabilities = parts.capabilities;
		this.#drainSoon = new SoonOnce(parts.clock, () => this.#requests.drain());
		this.#commands = parts.commands;
		this.#requests = parts.requests;
		this.#rings = parts.rings;
	}

	/**
	 * Takes the unit over: table, rings, messages, translation, in this order. Throws RESOURCE_EXHAUSTED, or INTERNAL when
	 * the unit does not obey; `turnOff` is to follow then.
	 */
	turnOn(table: DeviceTable): void {
		this.#control.reset();
		this.#unit.writeRegister(Reg.DEVICE_TABLE, addressLow(table.first) | (table.count - 1));
		this.#unit.writeRegister(Reg.DEVICE_TABLE + 4, addressHigh(table.first));
		this.#unit.writeRegister(Reg.EXCLUSION_BASE, 0);
		this.#unit.writeRegister(Reg.EXCLUSION_BASE + 4, 0);
		this.#commands.start();
		for (const ring of this.#rings) ring.start();
		this.#enableMessages();
		this.#enable();
		const list = this.#commands.begin();
		list.addAll();
		this.#commands.submitAndWait(list);
	}

	/** Undoes `turnOn`, or what was done of it. Nothing reads the table any more then. */
	turnOff(): void {
		this.#control.reset();
		this.#unit.writeRegister(Reg.MSI_HEADER, 0);
		this.#unit.onInterrupt(() => {});
		for (const register of [Reg.DEVICE_TABLE, Reg.DEVICE_TABLE + 4])
			this.#unit.writeRegister(register, 0);
		this.#commands.stop();
		for (const ring of this.#rings) ring.stop();
	}

	#enableMessages(): void {
		const unit = this.#unit;
		unit.onInterrupt((data) => this.#interrupt(data));
		unit.writeRegister(Reg.MSI_ADDRESS, MESSAGE_ADDRESS);
		unit.writeRegister(Reg.MSI_UPPER_ADDRESS, 0);
		unit.writeRegister(Reg.MSI_DATA, MessageData.GENERAL);
		unit.writeRegister(Reg.MSI_HEADER, MSI_ENABLE | MSI_TWO_MESSAGES);
		this.#oneMessage = (unit.readRegister(Reg.MSI_HEADER) & MSI_GRANTED) === 0;
	}

	#enable(): void {
		const { enhancedPageRequests, wideInterrupts, x2apic } = this.#capabilities;
		this.#unit.writeRegister(Reg.PPR_AUTO_RESPONSE, Response.SUCCESS);
		this.#unit.writeRegister(Reg.STATUS, Status.EVENT_OVERFLOW | Status.PPR_OVERFLOW);
		this.#control.setHigh(
			ControlHigh.AUTO_RESPONSE |
				(enhancedPageRequests ? ControlHigh.ENHANCED_PPR : 0) |
				(x2apic ? ControlHigh.X2APIC : 0),
		);
		this.#control.set(
			Control.EVENT_LOG |
				Control.EVENT_INTERRUPT |
				Control.COMPLETION_INTERRUPT |
				Control.INVALIDATION_TIMEOUT |
				Control.COHERENT |
				Control.COMMANDS |
				Control.PPR_LOG |
				Control.PPR_INTERRUPT |
				Control.PPR |
				Control.GUEST_TRANSLATION |
				(wideInterrupts ? Control.WIDE_INTERRUPTS : 0),
			0,
		);
		this.#control.set(Control.IOMMU, Status.EVENT_RUN | Status.COMMAND_RUN | Status.PPR_RUN);
	}

	#interrupt(data: number): void {
		if (data === MessageData.PPR || this.#oneMessage) this.#drainSoon.ask();
		if (data === MessageData.GENERAL) this.#commands.serviceSoon();
	}
}

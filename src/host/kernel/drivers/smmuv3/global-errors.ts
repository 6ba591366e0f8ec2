import type { Clock } from '../../../../base/clock.js';
import { SoonOnce } from '../../../../base/soon-once.js';
import type { DriverLog } from '../shared/log.js';
import type { RegisterFile } from '../shared/registers.js';
import type { CommandQueue } from './command-queue.js';
import type { SmmuV3Counters } from './counters.js';
import type { EventQueue } from './event-queue.js';
import { Gerror, Reg } from './layout.js';
import type { PageRequestQueue } from './page-requests.js';

/** Looks at the errors in one turn, before others get theirs. */
const ROUNDS = 8;

export interface GlobalErrorsOptions {
	readonly unit: RegisterFile;
	readonly clock: Clock;
	readonly commands: CommandQueue;
	readonly requests: PageRequestQueue;
	readonly events: EventQueue;
	readonly log: DriverLog;
	readonly counters: SmmuV3Counters;
}

/**
 * The global errors (Arm IHI 0070, 7.5): owns GERRORN. An error is active while its bit of GERROR differs from that of
 * GERRORN, and is acknowledged by making them equal, after its consequences are dealt with:
 *
 *      CMDQ_ERR         the command queue stands at a command: `CommandQueue.serviceError`
 *      EVENTQ_ABT_ERR   events were lost; stalls may be among them
 *      PRIQ_ABT_ERR     page requests were lost, each answered FAILURE by the SMMU
 *      MSI_*_ABT_ERR    an interrupt was lost: what it would have told of is looked at
 *      SFM_ERR          the SMMU has stopped its service: stays active, since only a reset ends it
 */
export class GlobalErrors {
	readonly #unit: RegisterFile;
	readonly #commands: CommandQueue;
	readonly #requests: PageRequestQueue;
	readonly #events: EventQueue;
	readonly #log: DriverLog;
	readonly #counters: SmmuV3Counters;
	#serviceTold = false;
	readonly #soon: SoonOnce;

	constructor(options: GlobalErrorsOptions) {
		this.#unit = options.unit;
		this.#soon = new SoonOnce(options.clock, () => this.service());
		this.#commands = options.commands;
		this.#requests = options.requests;
		this.#events = options.events;
		this.#log = options.log;
		this.#counters = options.counters;
	}

	/** Acknowledges everything: what is active before the SMMU is used is nobody's. */
	start(): void {
		this.#serviceTold = false;
		this.#unit.writeRegister(Reg.GERRORN, this.#unit.readRegister(Reg.GERROR));
	}

	/** The interrupt: `service` once the running code has returned, however often it is asked for. */
	serviceSoon(): void {
		this.#soon.ask();
	}

	/** Takes every error; looks again until there is nothing new, as acknowledging lets the SMMU go on. */
	service(): void {
		for (let round = 0; round < ROUNDS; round++) if (!this.#take()) return;
		this.serviceSoon();
	}

	/** Whether there was an error to take. */
	#take(): boolean {
		const unit = this.#unit;
		const active = unit.readRegister(Reg.GERROR) ^ unit.readRegister(Reg.GERRORN);
		let progress = false;
		if ((active & Gerror.CMDQ) !== 0)
			progress = this.#commands.serviceError(() => this.#acknowledge(Gerror.CMDQ));
		if ((active & Gerror.EVENTQ_ABORT) !== 0) {
			this.#events.drain();
			this.#events.lost('writes of the event queue were aborted; faults were lost');
			this.#took(Gerror.EVENTQ_ABORT);
			progress = true;
		}
		if ((active & Gerror.PRIQ_ABORT) !== 0) {
			this.#log.say('writes of the PRI queue were aborted; page requests were lost');
			this.#requests.lost();
			this.#took(Gerror.PRIQ_ABORT);
			progress = true;
		}
		const messages =
			active & (Gerror.MSI_CMDQ | Gerror.MSI_EVENTQ | Gerror.MSI_PRIQ | Gerror.MSI_GERROR);
		if (messages !== 0) {
			this.#log.say(`interrupts were lost, GERROR 0x${messages.toString(16)}`);
			this.#took(messages);
			this.#commands.service();
			this.#events.drain();
			this.#requests.drain();
			progress = true;
		}
		if ((active & Gerror.SERVICE) !== 0 && !this.#serviceTold) {
			this.#serviceTold = true;
			this.#counters.globalErrors++;
			this.#log.say('the SMMU has stopped its service (SFM_ERR); it has to be reset');
		}
		return progress;
	}

	#took(errors: number): void {
		this.#counters.globalErrors++;
		this.#acknowledge(errors);
	}

	#acknowledge(errors: number): void {
		const { GERROR, GERRORN } = Reg;
		const unit = this.#unit;
		const active = unit.readRegister(GERROR);
		const before = unit.readRegister(GERRORN);
		unit.writeRegister(GERRORN, ((before & ~errors) | (active & errors)) >>> 0);
	}
}

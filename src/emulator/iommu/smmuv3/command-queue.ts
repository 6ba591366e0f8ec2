/**
 * The command queue (Arm IHI 0070, 4.1, 7.1). Owns its ring, its enable bit and CMDQ_CONS.ERR. Commands are carried
 * out from within the register write that lets them be: the producer index, CMDQEN, the acknowledgement of
 * CMDQ_ERR; and after a wait, from within the completion that ends it.
 *
 * An error stops the queue at the command, which is fetched again once software acknowledged. A CMD_SYNC that has
 * to wait for ATC invalidations stands at the head until they are complete.
 */

import type { PhysicalMemory } from '../../memory.js';
import type { AtcInvalidations } from './atc-invalidations.js';
import type { CommandExecutor } from './command-executor.js';
import type { GlobalErrors } from './global-errors.js';
import { CommandError, GlobalError, Opcode } from './layout.js';
import { Ring } from './ring.js';

const COMMAND_SHIFT = 4;
const ERROR_SHIFT = 24;

export class CommandQueue {
	readonly ring: Ring;
	readonly #memory: PhysicalMemory;
	readonly #executor: CommandExecutor;
	readonly #atc: AtcInvalidations;
	readonly #errors: GlobalErrors;
	readonly #words = new Uint32Array(4);
	#enabled = false;
	#error = 0;
	#running = false;

	constructor(
		memory: PhysicalMemory,
		addressBits: number,
		executor: CommandExecutor,
		atc: AtcInvalidations,
		errors: GlobalErrors,
	) {
		this.ring = new Ring(memory, COMMAND_SHIFT, addressBits);
		this.#memory = memory;
		this.#executor = executor;
		this.#atc = atc;
		this.#errors = errors;
	}

	get enabled(): boolean {
		return this.#enabled;
	}

	set enabled(value: boolean) {
		this.#enabled = value;
		this.run();
	}

	get consumer(): number {
		return this.ring.consumer | (this.#error << ERROR_SHIFT);
	}

	/** PROD: commands up to it are the SMMU's. */
	writeProducer(value: number): void {
		this.ring.writeProducer(value);
		this.run();
	}

	/** CONS: written by software only while the queue is disabled; ERR is not taken. */
	writeConsumer(value: number): void {
		if (!this.#enabled) this.ring.writeConsumer(value);
	}

	/** Carries commands out until the queue is empty, stopped, or has to wait. */
	run(): void {
		if (this.#running) return;
		this.#running = true;
		try {
			while (this.#step());
		} finally {
			this.#running = false;
		}
	}

	#step(): boolean {
		const ring = this.ring;
		if (!this.#enabled || ring.empty || this.#errors.isActive(GlobalError.CMDQ)) return false;
		const frame = ring.frameAt(ring.consumer);
		if (frame < 0) return this.#stop(CommandError.ABORT);
		const word = ring.wordAt(ring.consumer);
		const memory = this.#memory;
		const words = this.#words;
		words[0] = memory.readEntry(frame, word);
		words[1] = memory.upper;
		words[2] = memory.readEntry(frame, word + 2);
		words[3] = memory.upper;
		if (!this.#executor.isLegal(words)) return this.#stop(CommandError.ILLEGAL);
		if ((words[0]! & 0xff) === Opcode.SYNC) {
			if (this.#atc.outstanding > 0) return false;
			if (this.#atc.failed) {
				this.#atc.failed = false;
				return this.#stop(CommandError.ATC_INV_SYNC);
			}
		}
		ring.consume();
		this.#executor.carryOut(words);
		return true;
	}

	#stop(error: number): boolean {
		this.#error = error;
		this.#errors.activate(GlobalError.CMDQ);
		return false;
	}
}

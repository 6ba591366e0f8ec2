import { ResponseCode } from '../../fault.js';
import { OrderedQueue } from '../shared/ordered-queue.js';
import { CommandRequest, processOf, route } from './command-request.js';
import type { CommandRing } from './command-ring.js';
import type { RiscvIommuCounters } from './counters.js';
import { Command, Csr, DEVICE_SHIFT, Response } from './layout.js';

/**
 * The command queue of a RISC-V IOMMU: what goes through it is `OrderedQueue`'s, with IOFENCE.C as the fence and
 * ATS.PRGR as the answer. The queue stops with a bit of cqcsr: cmd_to is the time-out, cmd_ill the refusal; a command
 * that could not be fetched, or whose data could not be written (cqmf), is tried again.
 */
export class CommandQueue extends OrderedQueue<CommandRequest, CommandRing, RiscvIommuCounters> {
	protected readonly sourceWord = 'device';

	/** Gives the IOMMU an empty queue and switches it on. Throws RESOURCE_EXHAUSTED when there are no frames for it. */
	start(): void {
		this.ring.start();
		this.begun();
	}

	/** Switches the queue off once the hardware has carried out all of it, unless it does not go on. */
	override stop(): void {
		this.drain();
		super.stop();
	}

	/**
	 * Queues the response of a group of page requests (ATS.PRGR); `flush` makes it take effect. `pasid` is
	 * NO_PASID for a response without one.
	 */
	respond(device: number, pasid: number, index: number, code: ResponseCode): void {
		// The kernel's codes are not the bus's.
		let wire: number = Response.FAILURE;
		if (code === ResponseCode.SUCCESS) wire = Response.SUCCESS;
		else if (code === ResponseCode.INVALID) wire = Response.INVALID;
		const w0 = processOf(Command.ATS_PRGR, pasid);
		this.answer(w0, route(device, pasid), 0, index | (wire << Response.SHIFT));
	}

	/**
	 * Takes the queue's errors, completes what the hardware has completed, and sends what found no room. It must not
	 * run inside an interrupt: an error that is cleared there without end would come back without end.
	 */
	service(): void {
		if (!this.ring.started) return;
		const errors = this.dead ? 0 : this.ring.readErrors();
		if (errors !== 0) {
			this.counters.commandErrors++;
			if ((errors & Csr.TIME_OUT) !== 0) this.unresponsive(this.timedOut());
			if ((errors & ~Csr.TIME_OUT) !== 0)
				this.refused(`cqcsr 0x${errors.toString(16)}`, (errors & Csr.ILLEGAL) !== 0);
			// A queue that does not go on keeps its error.
			if (!this.dead) this.ring.clearErrors(errors);
		}
		this.harvest();
		this.pump();
	}

	protected create(): CommandRequest {
		return new CommandRequest();
	}

	protected isAnswer(w0: number): boolean {
		return (w0 & Command.OPCODE_MASK) === Command.ATS_PRGR;
	}

	protected atcOf(w0: number, w1: number): number {
		return (w0 & Command.OPCODE_MASK) === Command.ATS_INVAL ? w1 >>> DEVICE_SHIFT : -1;
	}
}

import { ResponseCode } from '../../fault.js';
import { OrderedQueue } from '../shared/ordered-queue.js';
import { CommandRequest, substream } from './command-request.js';
import type { CommandRing } from './command-ring.js';
import type { SmmuV3Counters } from './counters.js';
import { Command, CommandError, PriResponse, RESPONSE_SHIFT, Resume } from './layout.js';

const OPCODE_MASK = 0xff;

/**
 * The command queue of an SMMUv3: what goes through it is `OrderedQueue`'s, with CMD_SYNC as the fence, and CMD_PRI_RESP
 * and CMD_RESUME as the answers. GERROR tells that the queue stopped, CMDQ_CONS.ERR why: CERROR_ATC_INV_SYNC is the
 * time-out; for CERROR_ILL the command is overwritten as the kernel does (`arm_smmu_cmdq_skip_err`).
 */
export class CommandQueue extends OrderedQueue<CommandRequest, CommandRing, SmmuV3Counters> {
	protected readonly sourceWord = 'stream';

	/** Gives the SMMU an empty queue, to be enabled then. Throws RESOURCE_EXHAUSTED when there are no frames for it. */
	start(): void {
		this.ring.start();
		this.begun();
	}

	/**
	 * Queues the response of a group of page requests (CMD_PRI_RESP); `flush` makes it take effect. `pasid` is
	 * NO_PASID for a response without one.
	 */
	respond(stream: number, pasid: number, index: number, code: ResponseCode): void {
		// The kernel's codes are neither the bus's nor those of the command.
		let response: number = PriResponse.FAILURE;
		if (code === ResponseCode.SUCCESS) response = PriResponse.SUCCESS;
		else if (code === ResponseCode.INVALID) response = PriResponse.INVALID;
		const w2 = index | (response << RESPONSE_SHIFT);
		this.answer(substream(Command.PRI_RESP, pasid), stream, w2, 0);
	}

	/** Queues the end of a stall (CMD_RESUME): SUCCESS tries again, anything else aborts; `flush` as above. */
	resume(stream: number, tag: number, code: ResponseCode): void {
		const action = code === ResponseCode.SUCCESS ? Resume.RETRY : Resume.ABORT;
		this.answer(Command.RESUME | action, stream, tag, 0);
	}

	/** Completes what the hardware has completed, and sends what found no room. */
	service(): void {
		if (!this.ring.started) return;
		this.harvest();
		this.pump();
	}

	/**
	 * CMDQ_ERR is active: takes the error, has it acknowledged by `acknowledge`, and goes on. Returns whether it did:
	 * the error of a queue that does not go on stays.
	 */
	serviceError(acknowledge: () => void): boolean {
		if (!this.ring.started || this.dead) return false;
		this.counters.commandErrors++;
		const error = this.ring.readError();
		if (error === CommandError.ATC_INV_SYNC) {
			const guilty = this.timedOut();
			acknowledge();
			this.unresponsive(guilty);
		} else {
			this.refused(`error ${error}`, error === CommandError.ILLEGAL);
			if (!this.dead) acknowledge();
		}
		this.harvest();
		this.pump();
		return true;
	}

	protected create(): CommandRequest {
		return new CommandRequest();
	}

	protected isAnswer(w0: number): boolean {
		const opcode = w0 & OPCODE_MASK;
		return opcode === Command.PRI_RESP || opcode === Command.RESUME;
	}

	protected atcOf(w0: number, w1: number): number {
		return (w0 & OPCODE_MASK) === Command.ATC_INV ? w1 : -1;
	}
}

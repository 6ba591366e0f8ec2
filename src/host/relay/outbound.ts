import { FaultlineError } from '../../base/errors.js';
import type { faultline } from '../../wire/generated/faultline.js';
import type { HostMessage, UnmapResult } from '../../wire/messages.js';

/** Dirty pages in one UnmapResult. */
const PAGES_PER_PART = 64;
const PAGE_BYTES = 4096;
/** What a part takes beyond its texts and rows, generously. */
const PART_BYTES = 32;

/** The answer to one unmap request, sent in parts. */
export interface UnmapAnswer {
	readonly request: number;
	readonly dirtyRows: readonly number[];
	/** 4096 bytes for each dirty row, when they were asked for. */
	readonly contents: Uint8Array | undefined;
}

/** Parts of one kind that wait to be sent, in order, and about how many bytes they take. */
class PartQueue<T> {
	bytes = 0;
	readonly #size: (part: T) => number;
	#parts: T[] = [];

	constructor(size: (part: T) => number) {
		this.#size = size;
	}

	push(part: T): void {
		this.#parts.push(part);
		this.bytes += this.#size(part);
	}

	clear(): void {
		this.#parts = [];
		this.bytes = 0;
	}

	/** Takes what fits `room`, one part at least if `force`. */
	take(room: number, force: boolean): { parts: T[] | undefined; bytes: number } {
		let bytes = 0;
		let count = 0;
		for (const part of this.#parts) {
			const size = this.#size(part);
			if (bytes + size > room && !(force && count === 0)) break;
			bytes += size;
			count++;
		}
		this.bytes -= bytes;
		return { parts: count === 0 ? undefined : this.#parts.splice(0, count), bytes };
	}
}

/** Notices of which the last about each device counts: it takes the place of one that waits. */
class LatestQueue<T> {
	readonly #size: number;
	readonly #parts = new Map<number, T>();

	constructor(size: number) {
		this.#size = size;
	}

	get bytes(): number {
		return this.#parts.size * this.#size;
	}

	put(device: number, part: T): void {
		this.#parts.set(device, part);
	}

	drop(device: number): void {
		this.#parts.delete(device);
	}

	/** Takes what fits `room`, one part at least if `force`. */
	take(room: number, force: boolean): { parts: T[]; bytes: number } {
		const fitting = Math.max(force ? 1 : 0, Math.floor(room / this.#size));
		const parts: T[] = [];
		for (const [device, part] of this.#parts) {
			if (parts.length >= fitting) break;
			parts.push(part);
			this.#parts.delete(device);
		}
		return { parts, bytes: parts.length * this.#size };
	}
}

/** A group column and one other that wait to be sent. */
class PairQueue {
	readonly #rowBytes: number;
	#group: number[] = [];
	#other: number[] = [];

	constructor(rowBytes: number) {
		this.#rowBytes = rowBytes;
	}

	get bytes(): number {
		return this.#group.length * this.#rowBytes;
	}

	push(group: number, other: number): void {
		this.#group.push(group);
		this.#other.push(other);
	}

	clear(): void {
		this.#group = [];
		this.#other = [];
	}

	/** Takes the rows that fit `room`, one at least if `force`. */
	take(room: number, force: boolean): { group: number[]; other: number[]; bytes: number } {
		const fitting = Math.max(force ? 1 : 0, Math.floor((room - PART_BYTES) / this.#rowBytes));
		const rows = Math.min(this.#group.length, Math.max(0, fitting));
		const bytes = rows * this.#rowBytes;
		return { group: this.#group.splice(0, rows), other: this.#other.splice(0, rows), bytes };
	}
}

type Parts = { -readonly [Name in keyof HostMessage]: HostMessage[Name] };

/** An unmap answer that is out, and the number of the message that had its last part. */
interface KeptAnswer {
	readonly answer: UnmapAnswer;
	readonly message: number;
}

/**
 * Everything but faults and events that a session has to say and has not said yet. It is packed into
 * messages of bounded size; what is of one kind keeps its order.
 *
 * Unmap answers may hold the only copy of what a device wrote. With an agent that acknowledges (`keeps`) they stay here
 * until it has them, and are said again over the next connection (`restart`).
 */
export class Outbound {
	/** Whether unmap answers are kept until they are acknowledged. */
	keeps = false;
	/** Unmap answers are held back. */
	holdsUnmaps = false;
	/** Messages sent, over all connections; the session counts. */
	sent = 0;
	welcome: faultline.v1.Welcome.$Properties | undefined;
	drain: faultline.v1.Drain.$Properties | undefined;
	/** The agent's latest heartbeat, to be echoed. */
	heartbeat: number | undefined;
	/** Whether Left is to be said. */
	left = false;
	readonly assigned = new PartQueue<faultline.v1.DeviceInfo.$Properties>(
		(part) => PART_BYTES + 16 + 3 * (part.name?.length ?? 0),
	);
	readonly results = new PartQueue<faultline.v1.RequestResult.$Properties>(
		(part) => PART_BYTES + 3 * (part.message?.length ?? 0) + 10 * (part.row?.length ?? 0),
	);
	readonly revoked = new PartQueue<faultline.v1.Revoked.$Properties>(
		(part) => PART_BYTES + 3 * (part.message?.length ?? 0),
	);
	readonly sync = new PartQueue<faultline.v1.Sync.$Properties>(() => PART_BYTES);
	/** Groups and handles of devices. */
	readonly expired = new PairQueue(12);
	/** Groups and wire numbers of codes. */
	readonly refused = new PairQueue(10);
	/** By the handle of the device; as many as the session has devices. */
	readonly slow = new LatestQueue<faultline.v1.SlowConsumer.$Properties>(PART_BYTES + 48);
	#unmaps: UnmapAnswer[] = [];
	#kept: KeptAnswer[] = [];
	/** How many dirty rows of the first unmap answer are sent already. */
	#sentRows = 0;
	readonly #unmapDone: (answer: UnmapAnswer) => void;

	/** `unmapDone` is called when the last part of an unmap answer was taken or, with `keeps`, acknowledged. */
	constructor(unmapDone: (answer: UnmapAnswer) => void) {
		this.#unmapDone = unmapDone;
	}

	/** The agent has acted on the messages up to this one. Throws OUT_OF_ORDER when that was not sent. */
	received(messages: number): void {
		if (messages > this.sent)
			throw new FaultlineError(
				'OUT_OF_ORDER',
				`the agent received message ${messages}, ${this.sent} were sent`,
			);
		let done = 0;
		while (done < this.#kept.length && this.#kept[done]!.message <= messages)
			this.#unmapDone(this.#kept[done++]!.answer);
		if (done > 0) this.#kept.splice(0, done);
	}

	/**
	 * Begins anew for another connection: unmap answers that were not acknowledged are said again, in full and before
	 * the others. What else waits, or was lost on the way, is forgotten: an Inventory says how things are.
	 */
	restart(): void {
		this.#unmaps = [...this.#kept.map(({ answer }) => answer), ...this.#unmaps];
		this.#kept = [];
		this.#sentRows = 0;
		this.heartbeat = undefined;
		this.drain = undefined;
		this.left = false;
		const { assigned, results, revoked, sync, expired, refused } = this;
		for (const queue of [assigned, results, revoked, sync, expired, refused]) queue.clear();
	}

	unmapped(answer: UnmapAnswer): void {
		this.#unmaps.push(answer);
	}

	/**
	 * About how many bytes wait in all, whoever caused them. Unmap answers and notices of slowness are not counted: their
	 * number has bounds of its own.
	 */
	get backlog(): number {
		const { assigned, results, revoked, sync, expired, refused } = this;
		const answers = results.bytes + refused.bytes + expired.bytes;
		return answers + assigned.bytes + revoked.bytes + sync.bytes;
	}

	/** Whether nothing waits. */
	get empty(): boolean {
		return (
			this.backlog === 0 &&
			this.slow.bytes === 0 &&
			(this.#unmaps.length === 0 || this.holdsUnmaps) &&
			this.welcome === undefined &&
			this.drain === undefined &&
			this.heartbeat === undefined &&
			!this.left
		);
	}

	/**
	 * Takes parts for one message of about `room` bytes. `force`: nothing else is in the message, so take
	 * something even if it does not fit. Undefined: there is nothing, or nothing that fits.
	 */
	take(room: number, force: boolean): Parts | undefined {
		// As it is after almost every message of the agent, and whenever only faults go out.
		if (this.empty) return undefined;
		const message: Parts = {};
		let left = room;
		let empty = true;
		const took = (bytes: number): boolean => {
			if (bytes === 0) return false;
			left -= bytes;
			empty = false;
			return true;
		};
		if (this.welcome !== undefined && took(PART_BYTES)) {
			message.welcome = this.welcome;
			this.welcome = undefined;
		}
		if (this.drain !== undefined && took(PART_BYTES + 3 * (this.drain.reconnectTo?.length ?? 0))) {
			message.drain = this.drain;
			this.drain = undefined;
		}
		if (this.heartbeat !== undefined && took(PART_BYTES)) {
			message.heartbeat = { sequence: this.heartbeat };
			this.heartbeat = undefined;
		}
		const assigned = this.assigned.take(left, force && empty);
		if (took(assigned.bytes)) message.assigned = assigned.parts;
		const revoked = this.revoked.take(left, force && empty);
		if (took(revoked.bytes)) message.revoked = revoked.parts;
		const sync = this.sync.take(left, force && empty);
		if (took(sync.bytes)) message.sync = sync.parts;
		if (this.slow.bytes > 0) {
			const slow = this.slow.take(left, force && empty);
			if (took(slow.bytes)) message.slow = slow.parts;
		}
		const expired = this.expired.take(left, force && empty);
		if (took(expired.bytes)) message.expired = { group: expired.group, device: expired.other };
		const refused = this.refused.take(left, force && empty);
		if (took(refused.bytes)) message.refused = { group: refused.group, code: refused.other };
		const results = this.results.take(left, force && empty);
		if (took(results.bytes)) message.results = results.parts;
		// The refused rows of an unmap come before its completion.
		const later = this.results.bytes > 0 || this.holdsUnmaps;
		const unmapped = later ? undefined : this.#takeUnmapped(left, force && empty);
		if (unmapped !== undefined && took(PART_BYTES)) message.unmapped = unmapped;
		if (this.left && took(PART_BYTES)) {
			message.left = {};
			this.left = false;
		}
		return empty ? undefined : message;
	}

	#takeUnmapped(room: number, force: boolean): UnmapResult[] | undefined {
		let left = room;
		const parts: UnmapResult[] = [];
		for (let answer = this.#unmaps[0]; answer !== undefined; answer = this.#unmaps[0]) {
			const rowBytes = 5 + (answer.contents === undefined ? 0 : PAGE_BYTES);
			const remaining = answer.dirtyRows.length - this.#sentRows;
			const most = answer.contents === undefined ? remaining : PAGES_PER_PART;
			let rows = Math.min(remaining, most, Math.max(0, Math.floor((left - PART_BYTES) / rowBytes)));
			if (left < PART_BYTES || (rows === 0 && remaining > 0)) {
				if (!force || parts.length > 0) break;
				rows = Math.min(remaining, 1);
			}
			left -= PART_BYTES + rows * rowBytes;
			parts.push(this.#part(answer, rows));
		}
		return parts.length === 0 ? undefined : parts;
	}

	/** The next `rows` dirty rows of the first answer. */
	#part(answer: UnmapAnswer, rows: number): UnmapResult {
		const from = this.#sentRows;
		const to = from + rows;
		const complete = to === answer.dirtyRows.length;
		this.#sentRows = complete ? 0 : to;
		if (complete) {
			this.#unmaps.shift();
			// It goes with the message that is being packed.
			if (this.keeps) this.#kept.push({ answer, message: this.sent + 1 });
			else this.#unmapDone(answer);
		}
		return {
			request: answer.request,
			dirtyRow: answer.dirtyRows.slice(from, to),
			contents: answer.contents?.subarray(from * PAGE_BYTES, to * PAGE_BYTES),
			complete,
		};
	}
}

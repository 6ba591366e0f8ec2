import { FaultlineError } from '../../base/errors.js';
import { encodeHostMessage } from '../../wire/codec.js';
import type { HostMessage } from '../../wire/messages.js';
import type { Transport } from '../../wire/transport.js';
import type { Delivery } from './delivery.js';
import { EVENT_ROW_BYTES, EVENT_ROWS, type EventCollector } from './events.js';
import type { Inventory } from './inventory.js';
import type { RelayLimits } from './limits.js';
import type { Outbound } from './outbound.js';
import type { Pace } from './pace.js';

/** Bytes of one row of a FaultBatch, and more. */
const FAULT_ROW_BYTES = 32;
/** Bytes that are sent in one turn of the event loop, but for the last message: then it is other sessions' turn. */
export const TURN_BYTES = 512 * 1024;
/** Waiting answers, in messages of full size, that an agent may cause without taking any. */
export const BACKLOG_MESSAGES = 4;

/** Rows of a FaultBatch that fit half a message. */
export function faultRows({ batchRows, messageBytes }: RelayLimits): number {
	return Math.min(batchRows, Math.floor(messageBytes / 2 / FAULT_ROW_BYTES));
}

/**
 * Packs what a session has to say into messages, for as long as its connection takes some. While there is an inventory
 * to be told it comes before everything that depends on it.
 */
export class Packer {
	/** Messages sent over all connections. */
	messages = 0;
	/** An inventory to be told, or what makes it once it can be made. */
	inventory: Inventory | (() => Inventory | undefined) | undefined;
	readonly #delivery: Delivery;
	readonly #events: EventCollector;
	readonly #outbound: Outbound;
	readonly #pace: Pace;
	readonly #messageBytes: number;
	/** Bytes sent over all connections. */
	#bytes = 0;
	/** Bytes that may wait for the agent to take them. */
	#backlogBound: number;

	constructor(
		delivery: Delivery,
		events: EventCollector,
		outbound: Outbound,
		pace: Pace,
		{ messageBytes }: RelayLimits,
	) {
		this.#delivery = delivery;
		this.#events = events;
		this.#outbound = outbound;
		this.#pace = pace;
		this.#messageBytes = messageBytes;
		this.#backlogBound = BACKLOG_MESSAGES * messageBytes;
	}

	/** What waits now the agent has not piled up: it was given it at its Welcome. */
	welcomed(): void {
		this.#backlogBound = BACKLOG_MESSAGES * this.#messageBytes + this.#outbound.backlog;
	}

	/**
	 * Sends what there is, faults only if they are to be delivered, as far as there is room. True: a turn's worth was sent,
	 * and there may be more.
	 */
	flush(transport: Transport, deliver: boolean): boolean {
		const { batch } = this.#delivery;
		const end = this.#bytes + TURN_BYTES;
		let more = false;
		while (transport.writable) {
			more = this.#bytes >= end;
			if (more) break;
			if (this.inventory !== undefined) {
				if (!this.#tellInventory(transport)) break;
				continue;
			}
			batch.rows = 0;
			// What a PASID raises after it was bound comes after the outcome of the Bind, or with it.
			const told = this.#outbound.results.bytes === 0;
			if (deliver && told && this.#delivery.pending && !this.#pace.hold()) {
				const before = this.#delivery.groups;
				this.#delivery.fill();
				if (batch.rows > 0) this.#pace.sent(this.#delivery.groups - before);
			}
			const events = this.#events.take();
			const eventRows = events === undefined ? 0 : EVENT_ROWS;
			const room = this.#messageBytes - batch.rows * FAULT_ROW_BYTES - eventRows * EVENT_ROW_BYTES;
			const alone = batch.rows === 0 && events === undefined;
			const parts = this.#outbound.take(room, alone);
			if (parts === undefined && alone) break;
			const message = parts ?? {};
			if (batch.rows > 0) message.faults = batch;
			if (events !== undefined) message.events = events;
			this.send(transport, message);
		}
		// Everything that is put into `outbound` asks for a flush, so this sees all of it.
		this.checkBacklog();
		return more;
	}

	send(transport: Transport, message: HostMessage): void {
		this.messages++;
		this.#outbound.sent++;
		const bytes = encodeHostMessage(message);
		this.#bytes += bytes.length;
		transport.send(bytes);
	}

	/** An agent that does not read cannot make the host keep more and more for it. */
	checkBacklog(): void {
		const { backlog } = this.#outbound;
		if (backlog > this.#backlogBound)
			throw new FaultlineError(
				'RESOURCE_EXHAUSTED',
				`${backlog} bytes wait for the agent to take them; ${this.#backlogBound} is the bound`,
			);
	}

	/** The Welcome and what belongs to it, then a part of the inventory. False: it cannot be made yet. */
	#tellInventory(transport: Transport): boolean {
		this.#outbound.holdsUnmaps = true;
		const first = this.#outbound.take(this.#messageBytes, true);
		if (first !== undefined) {
			this.send(transport, first);
			return true;
		}
		const { inventory: told } = this;
		const inventory = typeof told === 'function' ? told() : told;
		if (inventory === undefined) return false;
		const part = inventory.next();
		const complete = part.complete === true;
		this.inventory = complete ? undefined : inventory;
		this.#outbound.holdsUnmaps = !complete;
		this.send(transport, { inventory: part });
		return true;
	}
}

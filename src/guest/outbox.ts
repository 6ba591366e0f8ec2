import type { Clock } from '../base/clock.js';
import { encodeAgentMessage } from '../wire/codec.js';
import { faultline } from '../wire/generated/faultline.js';
import type { AgentMessage, MapBatch, UnmapBatch } from '../wire/messages.js';
import type { Transport } from '../wire/transport.js';
import { Departures } from './departures.js';
import type { DeviceTable } from './devices.js';
import { drop } from './drop.js';
import type { FramePool } from './frame-pool.js';
import { MAX_PAGER_PAGES, PAGE_BYTES } from './pager.js';
import { Receipts } from './receipts.js';
import { ResponseColumns } from './response-columns.js';
import type { BufferOwner, SpacePort } from './space-port.js';
import { ZeroBatch } from './zero-batch.js';

const { MAP_CONTENTS, MAP_ZERO } = faultline.v1.MapFlag;

/** What the host's Welcome allows. */
export interface OutboxLimits {
	readonly batchRows: number;
	readonly messageBytes: number;
	readonly unmapsOutstanding: number;
}

/** Bytes on the wire, at most: a row of a MapBatch without contents, of a ResponseBatch, of a CreditBatch. */
const MAP_ROW = 13;
const RESPONSE_ROW = 9;
const CREDIT_ROW = 12;
/** The head of a batch with its scalars. */
const BATCH_HEAD = 48;
/** Left free in every message for heartbeats, results and what else is small. */
const RESERVE = 1024;
/** Binds of one message, as many unbinds, and bytes of each. */
const MAX_BINDS = 1024;
const BIND = 24;
/** Batches without contents that are kept for the next message. */
const MAX_SPARE = 16;

/** The smallest `message_bytes` with which a page can be mapped. */
export const MIN_MESSAGE_BYTES = RESERVE + BATCH_HEAD + MAP_ROW + PAGE_BYTES;

/**
 * What a session has to say, collected until it leaves (Departures says when) and then sent: as one message, or as
 * several when one would be larger than the host takes. What was handed over leaves in this order:
 * mappings, responses, unmappings, credits, the rest; so a mapping is always there before a response that
 * depends on it. While the transport has no room everything stays here; how much that can be is
 * bounded by the credit (responses), the frames (mappings) and the host's limit of unmappings.
 *
 * The port of the session's address spaces.
 */
export class Outbox implements SpacePort {
	readonly frames: FramePool;
	readonly contentsPages: number;
	readonly unmapRows: number;
	live = true;
	sequence = 0;
	lastRequest = 0;
	lastRow = 0;
	/** Messages and bytes handed to the transport. */
	messages = 0;
	bytes = 0;
	/** The number of the host's message that was acted on last. */
	received: number;
	/** That is to be told the host over the next connection. */
	safelyReceived = 0;
	/** Whether the host keeps the answers to unmappings until it is told that they are safe. */
	readonly #keeps: boolean;
	readonly #receipts = new Receipts();

	readonly #clock: Clock;
	#transport: Transport;
	readonly #devices: DeviceTable;
	readonly #limits: OutboxLimits;
	readonly #zeroRows: number;
	/** Called after each attempt to send. */
	readonly #flushed: () => void;
	readonly #departures: Departures;

	#rest: { -readonly [K in keyof AgentMessage]: AgentMessage[K] } | undefined;
	#maps: MapBatch[] = [];
	#owners: (BufferOwner | undefined)[] = [];
	/** The last of `#maps`, when it can take more rows. */
	#open: ZeroBatch | undefined;
	readonly #spare: ZeroBatch[] = [];
	readonly #responses = new ResponseColumns();
	#unmaps: UnmapBatch[] = [];
	/** Unmappings that the host has not completed: request to space. */
	readonly #underWay = new Map<number, number>();
	readonly #creditDevice: number[] = [];
	readonly #creditGranted: number[] = [];
	/** Flags of a batch with contents by permissions, one long column each. */
	readonly #contentsFlags: Uint8Array[] = [];

	constructor(options: {
		clock: Clock;
		transport: Transport;
		frames: FramePool;
		devices: DeviceTable;
		limits: OutboxLimits;
		/** Whether the host keeps the session when the connection breaks. */
		keeps: boolean;
		/** Messages that the host sent before this connection. */
		messagesBefore: number;
		flushed: () => void;
	}) {
		const { messageBytes, batchRows } = options.limits;
		const room = messageBytes - RESERVE - BATCH_HEAD;
		this.frames = options.frames;
		this.#clock = options.clock;
		this.#transport = options.transport;
		this.#devices = options.devices;
		this.#limits = options.limits;
		this.#keeps = options.keeps;
		this.received = options.messagesBefore;
		this.#flushed = options.flushed;
		this.#departures = new Departures(options.clock, () => this.flush());
		this.contentsPages = Math.min(batchRows, Math.floor(room / (PAGE_BYTES + MAP_ROW)));
		this.unmapRows = Math.min(batchRows, Math.floor(room / 8));
		this.#zeroRows = Math.min(batchRows, Math.floor(room / MAP_ROW));
	}

	now(): number {
		return this.#clock.now();
	}

	get unmapsFree(): number {
		const { unmapsOutstanding } = this.#limits;
		return Math.max(0, unmapsOutstanding - this.#underWay.size - this.#receipts.size);
	}

	mapZero(space: number, page: number, frame: number, permissions: number): void {
		let batch = this.#open;
		if (batch === undefined || batch.space !== space || batch.rows === this.#zeroRows) {
			batch = this.#spare.pop() ?? new ZeroBatch(this.#zeroRows);
			batch.request = this.nextRequest();
			batch.space = space;
			batch.rows = 0;
			this.#open = batch;
			this.#maps.push(batch);
			this.#owners.push(undefined);
			this.schedule();
		}
		const row = batch.rows++;
		batch.page[row] = page;
		batch.frame[row] = frame;
		batch.flags[row] = permissions | MAP_ZERO;
		this.lastRequest = batch.request;
		this.lastRow = row;
	}

	mapContents(
		space: number,
		firstPage: number,
		frames: readonly number[],
		permissions: number,
		contents: Uint8Array,
		owner: BufferOwner | undefined,
	): number {
		const rows = frames.length;
		const page = new Float64Array(rows);
		for (let row = 0; row < rows; row++) page[row] = firstPage + row;
		this.#contentsFlags[permissions] ??= new Uint8Array(MAX_PAGER_PAGES).fill(
			permissions | MAP_CONTENTS,
		);
		const flags = this.#contentsFlags[permissions];
		const request = this.nextRequest();
		this.#open = undefined;
		this.#maps.push({ request, space, rows, page, frame: frames, flags, contents });
		this.#owners.push(owner);
		this.schedule();
		return request;
	}

	unmap(space: number, page: Float64Array, returnDirty = true): number {
		const request = this.nextRequest();
		this.#unmaps.push({ request, space, page, returnDirty });
		this.#underWay.set(request, space);
		this.schedule();
		return request;
	}

	respond(device: number, group: number, success: boolean): void {
		this.#responses.add(group, success);
		this.#devices.ended(device, 1);
		this.schedule();
	}

	succeed(device: number, groups: Float64Array, first: number, end: number): void {
		this.#responses.succeed(groups, first, end);
		this.#devices.ended(device, end - first);
		this.schedule();
	}

	writing(request: number): void {
		this.#receipts.expect(request);
	}

	written(request: number): void {
		this.#receipts.settle(request);
		if (this.#receipts.due) this.schedule();
	}

	retire(device: number): void {
		this.#devices.ended(device, 1);
		this.schedule();
	}

	// ---- the session ----

	/** A request number that no request under way has. */
	nextRequest(): number {
		do this.#lastNumber = this.#lastNumber === 0xffffffff ? 1 : this.#lastNumber + 1;
		while (this.#underWay.has(this.#lastNumber) || this.#receipts.has(this.#lastNumber));
		return this.#lastNumber;
	}

	#lastNumber = 0;

	/** The space of an unmapping under way; undefined: no such request. */
	unmappingOf(request: number): number | undefined {
		return this.#underWay.get(request);
	}

	/** The last part of the answer to an unmapping came. `written` is to be called when it was looked at. */
	unmapEnded(request: number): void {
		this.#underWay.delete(request);
		if (this.#keeps) this.#receipts.open(request, this.received + 1);
	}

	/** The connection is lost: what waits to be sent never happened, but for answers to what the host asks. */
	suspend(): void {
		this.live = false;
		this.sequence++;
		this.safelyReceived = this.#receipts.told(this.received);
		this.#receipts.restart();
		this.#forget(
			this.#maps.length,
			this.#responses.rows,
			this.#unmaps.length,
			this.#creditDevice.length,
		);
		const synced = this.#rest?.synced;
		this.#rest = synced === undefined ? undefined : { synced };
	}

	/** The session goes on over another connection; nothing but heartbeats leaves until `goOn`. */
	resume(transport: Transport, messagesBefore: number): void {
		this.#transport = transport;
		this.received = messagesBefore;
	}

	/** These unmappings, by request, are under way in these spaces, and no others: everything flows again. */
	goOn(unmaps: readonly { request: number; space: number }[]): void {
		this.#underWay.clear();
		for (const { request, space } of unmaps) this.#underWay.set(request, space);
		this.live = true;
		this.schedule();
	}

	/** Parts of the next message that are not columns. */
	get rest(): { -readonly [K in keyof AgentMessage]: AgentMessage[K] } {
		this.#rest ??= {};
		this.schedule();
		return this.#rest;
	}

	/** True when nothing waits to be sent. */
	get empty(): boolean {
		return (
			this.#maps.length === 0 &&
			this.#responses.rows === 0 &&
			this.#unmaps.length === 0 &&
			this.#creditDevice.length === 0 &&
			this.#rest === undefined &&
			!this.#receipts.due
		);
	}

	/** A message of the host came. */
	arrived(): void {
		this.#departures.arrived();
	}

	/** Sends soon: see Departures. */
	schedule(): void {
		this.#departures.schedule();
	}

	/** Sends what there is, as far as the transport has room. */
	flush(): void {
		if (!this.live) {
			this.#beat();
			return;
		}
		this.#devices.raise((device, granted) => {
			this.#creditDevice.push(device);
			this.#creditGranted.push(granted);
		});
		while (!this.empty && this.#transport.writable) this.#send();
		if (this.#maps.length === 0 && this.#responses.rows === 0) this.sequence++;
		this.#flushed();
	}

	/** While the host tells what it has it hears that the agent is there, and nothing else. */
	#beat(): void {
		const heartbeat = this.#rest?.heartbeat;
		if (heartbeat === undefined || !this.#transport.writable) return;
		this.#rest!.heartbeat = undefined;
		this.messages++;
		this.#transport.send(encodeAgentMessage({ heartbeat }));
	}

	#send(): void {
		const message: { -readonly [K in keyof AgentMessage]: AgentMessage[K] } = this.#rest ?? {};
		this.#rest = undefined;
		let room = this.#limits.messageBytes - RESERVE;
		const bound = this.#putOff(message.bind, room);
		if (bound !== undefined) this.rest.bind = bound;
		room -= (message.bind?.length ?? 0) * BIND;
		const unbound = this.#putOff(message.unbind, room);
		if (unbound !== undefined) this.rest.unbind = unbound;
		room -= (message.unbind?.length ?? 0) * BIND;

		let maps = 0;
		for (; maps < this.#maps.length; maps++) {
			const { contents, rows = 0 } = this.#maps[maps]!;
			const size = BATCH_HEAD + rows * MAP_ROW + (contents?.length ?? 0);
			if (size > room) break;
			room -= size;
		}
		const mapsLeft = this.#maps.length > maps;
		if (maps > 0) message.map = mapsLeft ? this.#maps.slice(0, maps) : this.#maps;

		const responses = mapsLeft ? 0 : this.#fitting(this.#responses.rows, room, RESPONSE_ROW);
		if (responses > 0) {
			const { code, group } = this.#responses;
			message.responses = { rows: responses, group, code };
			room -= BATCH_HEAD + responses * RESPONSE_ROW;
		}

		let unmaps = 0;
		if (!mapsLeft && responses === this.#responses.rows)
			for (; unmaps < this.#unmaps.length; unmaps++) {
				const size = BATCH_HEAD + this.#unmaps[unmaps]!.page.length * 8;
				if (size > room) break;
				room -= size;
			}
		if (unmaps > 0) message.unmap = this.#unmaps.slice(0, unmaps);

		const credits = this.#fitting(this.#creditDevice.length, room, CREDIT_ROW);
		if (credits > 0)
			message.credits = {
				rows: credits,
				device: this.#creditDevice,
				granted: this.#creditGranted,
			};

		// With every message that has something new to say of it: before the requests in it, for which it makes room.
		if (this.#receipts.due) message.received = this.#receipts.tell(this.received);
		const bytes = encodeAgentMessage(message);
		this.#forget(maps, responses, unmaps, credits);
		this.messages++;
		this.bytes += bytes.length;
		this.#transport.send(bytes);
	}

	/** Takes the requests out that have no place in this message. */
	#putOff<T>(requests: T[] | undefined, room: number): T[] | undefined {
		const fit = Math.min(MAX_BINDS, Math.floor(room / BIND));
		return requests !== undefined && requests.length > fit ? requests.splice(fit) : undefined;
	}

	/** How many of `rows` rows a batch in `room` bytes can have. */
	#fitting(rows: number, room: number, rowBytes: number): number {
		const fit = Math.floor((room - BATCH_HEAD) / rowBytes);
		return Math.max(0, Math.min(rows, fit, this.#limits.batchRows));
	}

	/** Drops what was encoded; its arrays and buffers may be used again. */
	#forget(maps: number, responses: number, unmaps: number, credits: number): void {
		for (let i = 0; i < maps; i++) {
			const batch = this.#maps[i]!;
			if (batch instanceof ZeroBatch) {
				if (batch === this.#open) this.#open = undefined;
				if (this.#spare.length < MAX_SPARE) this.#spare.push(batch);
			} else this.#owners[i]?.release(batch.contents!);
		}
		drop(this.#maps, maps);
		drop(this.#owners, maps);
		this.#responses.drop(responses);
		drop(this.#unmaps, unmaps);
		drop(this.#creditDevice, credits);
		drop(this.#creditGranted, credits);
	}
}

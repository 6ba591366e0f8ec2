import type { Clock } from '../base/clock.js';
import { encodeAgentMessage } from '../wire/codec.js';
import { faultline } from '../wire/generated/faultline.js';
import type { AgentMessage, MapBatch, UnmapBatch } from '../wire/messages.js';
import type { Transport } from '../wire/transport.js';
import { Departures } from './departures.js';
import type { DeviceTable } from './devices.js';
import type { FramePool } from './frame-pool.js';
import { MAX_PAGER_PAGES, PAGE_BYTES } from './pager.js';
import type { BufferOwner, SpacePort } from './space-port.js';
import { widen } from './widen.js';

const { MAP_CONTENTS, MAP_ZERO } = faultline.v1.MapFlag;
const { RESPONSE_CODE_INVALID, RESPONSE_CODE_SUCCESS } = faultline.v1.ResponseCode;

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
/** Binds of one message, and bytes of each. */
const MAX_BINDS = 1024;
const BIND = 24;
/** Batches without contents that are kept for the next message. */
const MAX_SPARE = 16;

/** The smallest `message_bytes` with which a page can be mapped. */
export const MIN_MESSAGE_BYTES = RESERVE + BATCH_HEAD + MAP_ROW + PAGE_BYTES;

/** A MapBatch of zeroed frames that grows row by row and is used again. */
class ZeroBatch implements MapBatch {
	request = 0;
	space = 0;
	rows = 0;
	readonly page: Float64Array;
	readonly frame: Uint32Array;
	readonly flags: Uint8Array;

	constructor(capacity: number) {
		this.page = new Float64Array(capacity);
		this.frame = new Uint32Array(capacity);
		this.flags = new Uint8Array(capacity);
	}
}

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
	sequence = 0;
	lastRequest = 0;
	lastRow = 0;
	/** Messages and bytes handed to the transport. */
	messages = 0;
	bytes = 0;

	readonly #clock: Clock;
	readonly #transport: Transport;
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
	#responseGroup = new Float64Array(256);
	#responseCode = new Uint8Array(256);
	#responses = 0;
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
		flushed: () => void;
	}) {
		const { messageBytes, batchRows } = options.limits;
		const room = messageBytes - RESERVE - BATCH_HEAD;
		this.frames = options.frames;
		this.#clock = options.clock;
		this.#transport = options.transport;
		this.#devices = options.devices;
		this.#limits = options.limits;
		this.#flushed = options.flushed;
		this.#departures = new Departures(options.clock, () => this.flush());
		this.contentsPages = Math.min(batchRows, Math.floor(room / (PAGE_BYTES + MAP_ROW)));
		this.unmapRows = Math.min(batchRows, Math.floor(room / 8));
		this.#zeroRows = Math.min(batchRows, Math.floor(room / MAP_ROW));
	}

	// ---- the address spaces' port ----

	now(): number {
		return this.#clock.now();
	}

	get unmapsFree(): number {
		return Math.max(0, this.#limits.unmapsOutstanding - this.#underWay.size);
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

	unmap(space: number, page: Float64Array): number {
		const request = this.nextRequest();
		this.#unmaps.push({ request, space, page, returnDirty: true });
		this.#underWay.set(request, space);
		this.schedule();
		return request;
	}

	respond(device: number, group: number, success: boolean): void {
		this.#makeRoom(1);
		this.#responseGroup[this.#responses] = group;
		this.#responseCode[this.#responses] = success ? RESPONSE_CODE_SUCCESS : RESPONSE_CODE_INVALID;
		this.#responses++;
		this.#devices.ended(device, 1);
		this.schedule();
	}

	succeed(device: number, groups: Float64Array, first: number, end: number): void {
		const rows = end - first;
		this.#makeRoom(rows);
		const at = this.#responses;
		const column = this.#responseGroup;
		for (let i = 0; i < rows; i++) column[at + i] = groups[first + i]!;
		this.#responseCode.fill(RESPONSE_CODE_SUCCESS, at, at + rows);
		this.#responses += rows;
		this.#devices.ended(device, rows);
		this.schedule();
	}

	/** Widens the columns of responses for so many more. */
	#makeRoom(rows: number): void {
		let capacity = this.#responseGroup.length;
		if (this.#responses + rows <= capacity) return;
		while (this.#responses + rows > capacity) capacity *= 2;
		this.#responseGroup = widen(this.#responseGroup, new Float64Array(capacity));
		this.#responseCode = widen(this.#responseCode, new Uint8Array(capacity));
	}

	retire(device: number): void {
		this.#devices.ended(device, 1);
		this.schedule();
	}

	// ---- the session ----

	/** A request number that no request under way has. */
	nextRequest(): number {
		this.#lastNumber = this.#lastNumber === 0xffffffff ? 1 : this.#lastNumber + 1;
		return this.#lastNumber;
	}

	#lastNumber = 0;

	/** The space of an unmapping under way; undefined: no such request. */
	unmappingOf(request: number): number | undefined {
		return this.#underWay.get(request);
	}

	/** The last part of the answer to an unmapping came. */
	unmapEnded(request: number): void {
		this.#underWay.delete(request);
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
			this.#responses === 0 &&
			this.#unmaps.length === 0 &&
			this.#creditDevice.length === 0 &&
			this.#rest === undefined
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
		this.#devices.raise((device, granted) => {
			this.#creditDevice.push(device);
			this.#creditGranted.push(granted);
		});
		while (!this.empty && this.#transport.writable) this.#send();
		if (this.#maps.length === 0 && this.#responses === 0) this.sequence++;
		this.#flushed();
	}

	#send(): void {
		const message: { -readonly [K in keyof AgentMessage]: AgentMessage[K] } = this.#rest ?? {};
		this.#rest = undefined;
		let room = this.#limits.messageBytes - RESERVE;
		if (message.bind !== undefined) {
			if (message.bind.length > MAX_BINDS) this.#rest = { bind: message.bind.splice(MAX_BINDS) };
			room -= message.bind.length * BIND;
		}

		let maps = 0;
		for (; maps < this.#maps.length; maps++) {
			const { contents, rows = 0 } = this.#maps[maps]!;
			const size = BATCH_HEAD + rows * MAP_ROW + (contents?.length ?? 0);
			if (size > room) break;
			room -= size;
		}
		const mapsLeft = this.#maps.length > maps;
		if (maps > 0) message.map = mapsLeft ? this.#maps.slice(0, maps) : this.#maps;

		const responses = mapsLeft ? 0 : this.#fitting(this.#responses, room, RESPONSE_ROW);
		if (responses > 0) {
			message.responses = {
				rows: responses,
				group: this.#responseGroup,
				code: this.#responseCode,
			};
			room -= BATCH_HEAD + responses * RESPONSE_ROW;
		}

		let unmaps = 0;
		if (!mapsLeft && responses === this.#responses)
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

		const bytes = encodeAgentMessage(message);
		this.#forget(maps, responses, unmaps, credits);
		this.messages++;
		this.bytes += bytes.length;
		this.#transport.send(bytes);
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
		if (responses < this.#responses) {
			this.#responseGroup.copyWithin(0, responses, this.#responses);
			this.#responseCode.copyWithin(0, responses, this.#responses);
		}
		this.#responses -= responses;
		drop(this.#unmaps, unmaps);
		drop(this.#creditDevice, credits);
		drop(this.#creditGranted, credits);
	}
}

/** Removes the first `count` elements. */
function drop(array: unknown[], count: number): void {
	if (count === 0) return;
	if (count < array.length) array.splice(0, count);
	// Setting the length is a call into V8's runtime, five of them for each message.
	else for (; count > 0; count--) array.pop();
}

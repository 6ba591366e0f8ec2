import type { Clock } from '../base/clock.js';
import type { ErrorCode } from '../base/errors.js';
import { FaultlineError } from '../base/errors.js';
import { errorCode, errorNumber } from '../wire/error-codes.js';
import type { faultline } from '../wire/generated/faultline.js';
import type { DecodedHostMessage } from '../wire/messages.js';
import type { Transport } from '../wire/transport.js';
import type { AgentCounters } from './agent-counters.js';
import { type Bindings, checkFree } from './bindings.js';
import { type Changed, DeviceBindings } from './device-bindings.js';
import { deviceEvent } from './device-event.js';
import type { Device } from './devices.js';
import { DeviceTable } from './devices.js';
import type { AgentEvent } from './events.js';
import { FaultIntake } from './fault-intake.js';
import { FramePool } from './frame-pool.js';
import type { Inventory } from './inventory.js';
import { Orphans } from './orphans.js';
import { Outbox } from './outbox.js';
import { numberSpaces, Resuming } from './resuming.js';
import { slowConsumerEvent } from './slow-consumer.js';
import type { SpaceEngine } from './space-engine.js';
import type { JobResult } from './space-jobs.js';

/** Credit of a device whose host names no limit. */
const DEFAULT_CREDIT = 512;

export interface ServingOptions {
	readonly clock: Clock;
	readonly transport: Transport;
	readonly welcome: faultline.v1.Welcome;
	readonly bindings: Bindings;
	readonly credit: number | undefined;
	readonly counters: AgentCounters;
	readonly emit: (event: AgentEvent) => void;
	/** Called after each attempt to send, and whenever a bind was answered. */
	readonly progress: () => void;
}

/**
 * A session after its Welcome: the devices, what is bound to them, and what happens to each part of the
 * host's messages. Every group that was delivered is answered here or by the address space that it is given
 * to. Throws FaultlineError for messages that contradict the protocol; the session ends then.
 */
export class Serving {
	readonly outbox: Outbox;
	/** Why the last device was taken, if that was because this agent was slow. */
	deserted: FaultlineError | undefined;
	readonly #devices = new DeviceTable();
	readonly #bindings: Bindings;
	readonly #spaces: readonly SpaceEngine[];
	readonly #credit: number | undefined;
	readonly #counters: AgentCounters;
	readonly #emit: (event: AgentEvent) => void;
	#progress: () => void;
	readonly #bound: DeviceBindings;
	readonly #intake: FaultIntake;
	#resuming: Resuming | undefined;
	/** How long the host has the session at most after the connection broke, in milliseconds; 0: it does not keep it. */
	readonly keptMs: number;
	/** Pages of spaces that another agent had. */
	readonly #orphans: Orphans;

	constructor(options: ServingOptions) {
		const { bindings, clock, transport, welcome } = options;
		const limits = welcome.limits ?? {};
		this.#bindings = bindings;
		this.#spaces = bindings.spaces;
		this.#credit = options.credit;
		this.#counters = options.counters;
		this.#emit = options.emit;
		this.#progress = options.progress;
		this.outbox = new Outbox({
			clock,
			transport,
			frames: new FramePool(welcome.firstFrame, welcome.frames),
			devices: this.#devices,
			limits: {
				batchRows: limits.batchRows || 1024,
				messageBytes: limits.messageBytes || 65_536,
				unmapsOutstanding: limits.unmapsOutstanding || 1,
			},
			keeps: welcome.resumeMs > 0,
			messagesBefore: welcome.messagesBefore,
			flushed: () => {
				// What was mapped may be evicted from now on.
				this.outbox.frames.wake();
				this.#progress();
			},
		});
		this.#bound = new DeviceBindings({
			...{ bindings, devices: this.#devices, outbox: this.outbox, emit: options.emit },
			opened: (device) => this.#open(device),
		});
		this.#intake = new FaultIntake(this.#devices, this.outbox, options.counters);
		for (const space of this.#spaces) checkFree(space);
		this.#orphans = new Orphans(this.outbox, options.emit);
		// It may take the host as long as it is patient to notice.
		const patience = limits.heartbeatTimeoutMs || Number.POSITIVE_INFINITY;
		this.keptMs = welcome.resumeMs === 0 ? 0 : welcome.resumeMs + patience;
		this.#spaces.forEach((space, id) => {
			space.attach(this.outbox, id);
		});
		this.#bound.numbers = this.#spaces.map((_, id) => (welcome.resumed ? undefined : id));
		if (welcome.resumed) {
			this.outbox.suspend();
			this.#resuming = new Resuming(welcome);
		} else for (const device of welcome.devices) this.#bound.add(device);
	}

	/** The connection is lost, and the session may go on over another one. */
	suspend(): void {
		this.#resuming = undefined;
		this.#bound.suspend();
		this.outbox.suspend();
		for (const space of this.#spaces) space.suspend();
	}

	/** The session goes on over this connection, whose Welcome it is; the Inventory follows. */
	resume(welcome: faultline.v1.Welcome, transport: Transport, progress: () => void): void {
		this.#progress = progress;
		const { first, total } = this.outbox.frames;
		if (welcome.firstFrame !== first || welcome.frames !== total)
			throw new FaultlineError(
				'MALFORMED_MESSAGE',
				`a session that goes on has ${welcome.frames} frames from ${welcome.firstFrame}; ${total} from ${first} were leased`,
			);
		this.outbox.resume(transport, welcome.messagesBefore);
		this.#resuming = new Resuming(welcome);
	}

	get deviceNames(): string[] {
		return this.#devices.names();
	}

	/** True while binds are not answered, or it is not known what there is. */
	get binding(): boolean {
		return this.#bound.pending > 0 || this.#resuming !== undefined;
	}

	/** Pages that are on their way out: their contents are not safe yet. */
	get coming(): number {
		return this.#spaces.reduce((sum, space) => sum + space.coming, 0);
	}

	/** Groups that are not answered. */
	get unanswered(): number {
		return this.#spaces.reduce((sum, space) => sum + space.unanswered, 0);
	}

	/** Acts on the parts of a message in the order of their field numbers. */
	handle(message: DecodedHostMessage): void {
		this.outbox.arrived();
		const resuming = this.#resuming;
		if (resuming !== undefined) {
			this.#handleResuming(message, resuming);
			return;
		}
		if (message.inventory !== undefined)
			throw new FaultlineError('OUT_OF_ORDER', 'the host sent an Inventory of a new session');
		for (const info of message.assigned) {
			const device = this.#bound.add(info);
			this.#emit({ type: 'assigned', device: device.name });
		}
		for (const result of message.results) this.#result(result);
		if (message.faults !== undefined) this.#intake.take(message.faults);
		for (const part of message.unmapped) {
			const space = this.outbox.unmappingOf(part.request);
			if (space === undefined)
				throw new FaultlineError(
					'MALFORMED_MESSAGE',
					`an UnmapResult for request ${part.request}, which is not under way`,
				);
			if (part.complete) this.outbox.unmapEnded(part.request);
			const engine = this.#spaceOf(space);
			if (engine === undefined) this.#orphans.dropped(space, part);
			else engine.unmapped(part.request, part);
			if (!part.complete) continue;
			this.#orphans.unmapped(part.request);
			this.outbox.written(part.request);
		}
		this.#orphans.pump();
		if (message.expired !== undefined) this.#expired(message.expired.group);
		if (message.refused !== undefined) this.#refused(message.refused);
		for (const revoked of message.revoked) this.#revoked(revoked);
		if (message.events !== undefined) this.#tellEvents(message.events);
		for (const slow of message.slow) this.#slowConsumer(slow);
		for (const { request, evict } of message.sync) this.#answerSync(request ?? 0, evict === true);
	}

	/** The space that the session calls so. */
	#spaceOf(number: number): SpaceEngine | undefined {
		return this.#spaces[this.#bound.numbers.indexOf(number)];
	}

	// ---- a session that goes on ----

	/** Until the inventory is complete what concerns devices and pages is gathered. */
	#handleResuming(message: DecodedHostMessage, resuming: Resuming): void {
		if (message.events !== undefined) this.#tellEvents(message.events);
		if (!resuming.take(message)) return;
		this.#resuming = undefined;
		this.#reconcile(resuming.inventory, resuming.devices);
		for (const { request, evict } of resuming.syncs) this.#answerSync(request ?? 0, evict === true);
		this.#progress();
	}

	/** Makes the spaces what the host has, and goes on with its devices. */
	#reconcile(inventory: Inventory, devices: readonly faultline.v1.DeviceInfo.$Properties[]): void {
		const { bound, mapped, unmaps } = inventory;
		const numbers = numberSpaces(this.#bound.numbers, this.#bindings, inventory, devices);
		const used: number[] = [];
		this.#orphans.restart();
		for (const [number, rows] of mapped) {
			if (numbers.includes(number)) continue;
			for (const frame of rows.frame) used.push(frame);
			this.#orphans.add(number, rows);
		}
		this.#spaces.forEach((space, index) => {
			const number = numbers[index]!;
			const own = unmaps.filter((each) => each.space === number);
			space.resume(number, mapped.get(number), own, (frame) => used.push(frame));
		});
		this.#bound.renumber(numbers, inventory);
		this.outbox.frames.restart(used);
		this.outbox.goOn(unmaps);
		this.#orphans.pump();
		const before = new Set(this.#devices.names());
		const known = before.size > 0;
		this.#devices.clear();
		for (const info of devices) {
			const { name } = this.#bound.add(info, bound);
			if (known && !before.delete(name)) this.#emit({ type: 'assigned', device: name });
		}
		for (const device of before) {
			const message = 'the device was taken away while the connection was lost';
			this.#emit({ type: 'revoked', device, code: 'NOT_ASSIGNED', message });
		}
		this.#bound.resumed();
		for (const space of this.#spaces) space.pump();
	}

	#answerSync(request: number, evict: boolean): void {
		this.sync(({ pages, error }) => {
			const { rest } = this.outbox;
			rest.synced ??= [];
			rest.synced.push({
				request,
				pages,
				code: errorNumber(error?.code),
				message: error?.message ?? '',
			});
		}, evict);
	}

	/**
	 * Writes back every address space, with `evict` empties it; `done` is called once, also when the session
	 * is lost.
	 */
	sync(done: (result: JobResult) => void, evict = false): void {
		let left = this.#spaces.length;
		let pages = 0;
		let failed = 0;
		let error: FaultlineError | undefined;
		if (left === 0) done({ pages, failed, error });
		for (const space of this.#spaces)
			space.sync((result) => {
				pages += result.pages;
				failed += result.failed;
				error ??= result.error;
				if (--left === 0) done({ pages, failed, error });
			}, evict);
	}

	/** Answers what is not answered INVALID, and sends it as far as there is room. */
	abandon(): void {
		for (const space of this.#spaces) space.abandon();
		this.outbox.flush();
	}

	/** The session is another agent's: what is resident is there, what is not written to a pager is not. */
	handedOver(): void {
		this.#bound.ended();
		for (const space of this.#spaces) {
			const { held, name, swap } = space.state;
			space.detach();
			const pages = held.size + swap.size;
			if (pages > 0) this.#emit({ type: 'lost-dirty', space: name, pages });
		}
	}

	/** The session is over. */
	detach(): void {
		this.#bound.ended();
		for (const space of this.#spaces) {
			const pages = space.detach();
			if (pages > 0) this.#emit({ type: 'lost-dirty', space: space.state.name, pages });
		}
	}

	// ---- devices ----

	/**
	 * The binding of a PASID was changed, for devices of this name or for all ('*'). `changed` is called once the session's
	 * devices are bound so, or the host refused it for one of them, whose binding then is as it was.
	 */
	change(name: string, pasid: number, changed: Changed): void {
		this.#bound.change(name, pasid, changed);
	}

	#open(device: Device): void {
		const limit = device.info.outstandingLimit || DEFAULT_CREDIT;
		const credit = Math.max(1, Math.min(this.#credit ?? DEFAULT_CREDIT, limit));
		this.#devices.open(device, credit);
		this.outbox.schedule();
	}

	#revoked(revoked: faultline.v1.Revoked): void {
		const device = this.#devices.get(revoked.device);
		if (device === undefined) return;
		for (const space of this.#spaces) space.silenceDevice(device.index);
		this.#devices.remove(device);
		this.#bound.ended(device);
		const code = errorCode(revoked.code) ?? 'INTERNAL';
		this.#emit({ type: 'revoked', device: device.name, code, message: revoked.message });
		if (code === 'SLOW_CONSUMER' && this.#devices.empty)
			this.deserted = new FaultlineError(code, revoked.message);
	}

	/** A grant may have been lost on the way: it is said again, which does no harm. */
	#slowConsumer(slow: faultline.v1.SlowConsumer): void {
		const device = this.#devices.get(slow.device);
		const event = device === undefined ? undefined : slowConsumerEvent(device.name, slow);
		if (device === undefined || event === undefined) return;
		this.#emit(event);
		if (event.state === 'recovered') return;
		this.#counters.slowNotices++;
		this.#devices.repeat(device);
		this.outbox.schedule();
	}

	#tellEvents(batch: faultline.v1.EventBatch): void {
		this.#counters.deviceEvents += batch.device.length;
		const nameOf = (handle: number) => this.#devices.get(handle)?.name ?? '';
		for (let row = 0; row < batch.device.length; row++) this.#emit(deviceEvent(batch, row, nameOf));
	}

	#expired(groups: readonly number[]): void {
		const ids = new Set(groups);
		for (const space of this.#spaces) space.silence(ids);
		this.#counters.expired += groups.length;
		this.#emit({ type: 'expired', groups });
	}

	// ---- refusals ----

	#refused(refused: faultline.v1.RefusedResponses): void {
		this.#counters.refusedResponses += refused.group.length;
		const byCode = new Map<number, number[]>();
		refused.group.forEach((group, row) => {
			const number = refused.code[row]!;
			const groups = byCode.get(number);
			if (groups === undefined) byCode.set(number, [group]);
			else groups.push(group);
		});
		for (const [number, groups] of byCode) {
			const code = errorCode(number) ?? 'INTERNAL';
			const message = `${groups.length} responses had no effect`;
			this.#emit({ type: 'refused', what: 'responses', code, message, groups });
		}
	}

	/** The outcome of a Bind, or refused rows of a MapBatch or UnmapBatch. */
	#result(result: faultline.v1.RequestResult): void {
		const { request, message } = result;
		if (this.#bound.result(request, result.code, message)) {
			this.#progress();
			return;
		}
		const code = errorCode(result.rowCode[0] ?? result.code) ?? 'INTERNAL';
		const unmapping = this.outbox.unmappingOf(request);
		if (unmapping !== undefined) {
			const still = result.row.filter((_, i) => !isGone(errorCode(result.rowCode[i]!)));
			if (still.length > 0 || result.row.length === 0)
				this.#spaceOf(unmapping)?.unmapRefused(request, still);
			this.#emit({ type: 'refused', what: 'unmapping', code, message });
			return;
		}
		const rows = new Set(result.row);
		const refusedRow = (row: number) => rows.size === 0 || rows.has(row);
		let pages = 0;
		for (const space of this.#spaces) pages += space.mapRefused(request, refusedRow);
		this.#emit({ type: 'refused', what: 'mappings', code, message, pages });
	}
}

/** True when an unmapping was refused because nothing is mapped there. */
function isGone(code: ErrorCode | undefined): boolean {
	return code === 'PAGE_NOT_MAPPED' || code === 'BAD_PAGE' || code === 'UNKNOWN_SPACE';
}

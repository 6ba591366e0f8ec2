import { faultline } from '../../wire/generated/faultline.js';
import type { Delivery, ServedDevice } from './delivery.js';
import type { RelayLimits } from './limits.js';
import type { Outbound } from './outbound.js';

const { CONSUMER_SLOW, CONSUMER_PAUSED, CONSUMER_RECOVERED } = faultline.v1.ConsumerState;

/** Devices that are revoked in one turn at most, for each has its pending groups answered. */
export const REVOKED_PER_TURN = 8;

/** How many devices changed, and how. */
export class SlowChanges {
	slow = 0;
	paused = 0;
	revoked = 0;
	recovered = 0;

	get any(): boolean {
		return this.slow + this.paused + this.revoked + this.recovered > 0;
	}
}

export interface SlowContext {
	readonly delivery: Delivery;
	readonly outbound: Outbound;
	readonly limits: RelayLimits;
	/** Whether what is sent now goes out at once. */
	readonly writable: () => boolean;
	/** How long a group has been there, at least, in milliseconds. */
	readonly ageOf: (group: number) => number;
	/** Takes the device from the session. */
	readonly revoke: (served: ServedDevice, message: string) => void;
	readonly wake: () => void;
}

/**
 * Watches how one session's agent takes the groups of its devices, tells it when it is slow, and draws the consequences:
 *
 *      steady --oldest waits warnMs--> slow --none taken for pauseMs--> paused --for revokeMs--> revoked
 *        ^----------------------------- takes groups again ----------------'
 *
 * That an agent is *slow* the age of the oldest group tells; paused and revoked are devices of which it takes *none*:
 * one that takes what it can, however slowly, is told so and no more, since the deadlines bound what its devices wait.
 * Both kinds of agents are meant that take none: those that grant no credit, and those that do not read.
 *
 * Costs a fault nothing: devices are looked at some times in each of these periods. Owns the fields of `ServedDevice`
 * that say so. Groups that wait at a paused device are kept, under their deadlines.
 */
export class SlowConsumers {
	readonly #context: SlowContext;
	/** Devices whose pace is `paused`. */
	#paused = 0;

	constructor(context: SlowContext) {
		this.#context = context;
	}

	/** Devices that are paused. */
	get paused(): number {
		return this.#paused;
	}

	/** How often to look, in milliseconds; 0: there is nothing to look for. */
	static interval({ slowWarnMs, slowPauseMs, slowRevokeMs }: RelayLimits): number {
		const periods = [slowWarnMs, slowPauseMs, slowRevokeMs].filter((ms) => ms > 0);
		return periods.length === 0 ? 0 : Math.min(1000, Math.max(1, Math.min(...periods) / 4));
	}

	/**
	 * Looks at all devices. True: there are more to revoke, in another turn. What changed is added to `changes`.
	 */
	look(now: number, changes: SlowChanges): boolean {
		const { delivery, limits } = this.#context;
		const { slowWarnMs, slowPauseMs, slowRevokeMs } = limits;
		let revocations = 0;
		for (const served of delivery.devices()) {
			const waiting = this.#measure(served, now);
			if (served.pace === 'steady' && waiting === 0) continue;
			if (this.#recovered(served, waiting, now)) {
				this.#recover(served, changes, now);
				continue;
			}
			const idle = now - served.idleSince;
			if (slowRevokeMs > 0 && idle >= slowRevokeMs) {
				if (revocations === REVOKED_PER_TURN) return true;
				revocations++;
				changes.revoked++;
				this.#revoke(served, waiting, idle);
			} else if (slowPauseMs > 0 && idle >= slowPauseMs) {
				if (served.pace !== 'paused') this.#pause(served, changes, now);
			} else if (slowWarnMs > 0 && served.oldestMs >= slowWarnMs && served.pace === 'steady') {
				served.pace = 'slow';
				served.vfio.counters.slowWarnings++;
				changes.slow++;
				this.#tell(served, CONSUMER_SLOW, now);
			}
		}
		return false;
	}

	/** After something was sent or could have been: devices of which groups are taken again go on at once. */
	progress(now: number, changes: SlowChanges): void {
		for (const served of this.#context.delivery.devices())
			if (served.pace === 'paused' && this.#recovered(served, this.#measure(served, now), now))
				this.#recover(served, changes, now);
	}

	/** The agent is not to be judged by what was before: its connection is lost, or it has another one. */
	restart(): void {
		for (const served of this.#context.delivery.devices()) {
			if (served.pace === 'paused') served.vfio.setOverdue(false);
			this.forget(served);
			served.idleSince = -1;
		}
	}

	/** The session has the device no more. */
	forget(served: ServedDevice): void {
		if (served.pace === 'paused') this.#paused--;
		served.pace = 'steady';
		this.#context.outbound.slow.drop(served.vfio.handle);
	}

	/** Brings the device's times up to date; returns how many of its groups wait. */
	#measure(served: ServedDevice, now: number): number {
		const { vfio } = served;
		const waiting = vfio.outboxLength;
		const taken = served.delivered !== served.taken;
		served.taken = served.delivered;
		if (waiting === 0 && served.pace === 'steady') served.idleSince = -1;
		else if (taken || served.idleSince < 0) served.idleSince = now;
		const oldest = waiting === 0 ? -1 : vfio.peek();
		served.oldestMs = oldest === -1 ? 0 : this.#context.ageOf(vfio.core.groups.id(oldest));
		return waiting;
	}

	/** Whether the agent of a device that is not steady takes its groups again. */
	#recovered(served: ServedDevice, waiting: number, now: number): boolean {
		if (served.pace === 'steady') return false;
		// One was taken, be it the last that its credit allows.
		if (served.idleSince === now)
			return served.pace === 'paused' || served.oldestMs < this.#context.limits.slowWarnMs;
		// With none that waits there is no other sign than that one could go.
		return waiting === 0 && served.credit > 0 && this.#context.writable();
	}

	/** `served` is steady again, or no worse than slow. */
	#recover(served: ServedDevice, changes: SlowChanges, now: number): void {
		const { slowWarnMs } = this.#context.limits;
		if (served.pace === 'paused') {
			this.#paused--;
			served.vfio.setOverdue(false);
		}
		const slow = slowWarnMs > 0 && served.oldestMs >= slowWarnMs;
		served.pace = slow ? 'slow' : 'steady';
		if (!slow) changes.recovered++;
		this.#tell(served, slow ? CONSUMER_SLOW : CONSUMER_RECOVERED, now);
	}

	#pause(served: ServedDevice, changes: SlowChanges, now: number): void {
		served.pace = 'paused';
		this.#paused++;
		served.vfio.counters.slowPauses++;
		served.vfio.setOverdue(true);
		changes.paused++;
		this.#tell(served, CONSUMER_PAUSED, now);
	}

	#revoke(served: ServedDevice, waiting: number, idle: number): void {
		const { vfio, credit } = served;
		vfio.counters.slowRevocations++;
		const why = credit > 0 ? 'the agent reads nothing' : 'the agent grants no credit';
		this.#context.revoke(
			served,
			`device ${vfio.name}: none of its groups was taken for ${Math.round(idle)} ms, ${waiting} wait: ${why}`,
		);
	}

	#tell(served: ServedDevice, state: faultline.v1.ConsumerState, now: number): void {
		const { outbound, limits, wake } = this.#context;
		const { vfio } = served;
		outbound.slow.put(vfio.handle, {
			device: vfio.handle,
			state,
			waiting: vfio.outboxLength,
			oldestMs: Math.round(served.oldestMs),
			idleMs: Math.round(now - served.idleSince),
			credit: served.credit,
			warnMs: limits.slowWarnMs,
			pauseMs: limits.slowPauseMs,
			revokeMs: limits.slowRevokeMs,
		});
		wake();
	}
}

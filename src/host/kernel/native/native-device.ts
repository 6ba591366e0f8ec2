import type { Clock } from '../../../base/clock.js';
import { SoonOnce } from '../../../base/soon-once.js';
import { whenAll } from '../completion.js';
import type { Device } from '../device.js';
import type { DeviceClaim } from '../device-claim.js';
import { Errno } from '../errno.js';
import { type IommuFault, ResponseCode } from '../fault.js';
import type { FaultCore } from '../fault-core.js';
import type { FaultHandler } from '../fault-handler.js';
import type { NativeMemory } from './native-memory.js';
import type { NativePasid } from './native-pasid.js';

/** Counts since the driver was bound. */
export class NativeCounters {
	/** Groups served, by answer. */
	success = 0;
	invalid = 0;
	/** Groups not accepted: their PASID is not bound, or the device is being reset or taken away, */
	rejected = 0;
	/** or as many wait as the device may have outstanding. */
	full = 0;
	/** Faults of DMA and of interrupts that cannot be recovered from, */
	events = 0;
	/** and how often more of them were lost in the IOMMU, which says neither whose nor how many. */
	eventLosses = 0;

	/** Number of the latest event, from 1; each loss takes one in its place, as it does for a guest. */
	get eventSequence(): number {
		return this.events + this.eventLosses;
	}
}

/**
 * A device in the hands of a native driver, from probe to removal: the handler of its faults. Page requests are
 * served from the host's memory, not in the fault handler but in a turn of their own, all that came together in one
 * (the kernel's work queue of `io-pgfault.c`).
 *
 * Who answers a group: the core, INVALID, when `pageRequest` does not accept it; else this, in the next turn; the
 * core, when before that the group's PASID is unbound, the function reset, or the device taken away.
 */
export class NativeDevice implements FaultHandler {
	readonly device: Device;
	readonly memory: NativeMemory;
	readonly pasids: ReadonlyMap<number, NativePasid>;
	readonly counters = new NativeCounters();
	readonly #core: FaultCore;
	readonly #onFault: (native: NativeDevice, fault: IommuFault) => void;
	/** Ids of groups that wait for the turn; some may have been retired. */
	#waiting: number[] = [];
	readonly #soon: SoonOnce;
	#state: 'open' | 'resetting' | 'closed' = 'open';

	constructor(options: {
		readonly device: Device;
		readonly memory: NativeMemory;
		readonly pasids: ReadonlyMap<number, NativePasid>;
		readonly core: FaultCore;
		readonly clock: Clock;
		/** What the driver does about a fault that cannot be recovered from. Runs inside the core: it may not block. */
		readonly onFault: (native: NativeDevice, fault: IommuFault) => void;
	}) {
		this.device = options.device;
		this.memory = options.memory;
		this.pasids = options.pasids;
		this.#core = options.core;
		this.#soon = new SoonOnce(options.clock, () => this.#serve());
		this.#onFault = options.onFault;
	}

	/** Whether PASIDs may be bound and groups come. */
	get open(): boolean {
		return this.#state === 'open';
	}

	/** Called by the fault core; see FaultHandler. */
	pageRequest(device: Device, group: number): Errno {
		const { groups } = this.#core;
		if (!this.open || !this.pasids.get(groups.pasid(group))?.serves) {
			this.counters.rejected++;
			return Errno.ENODEV;
		}
		if (this.#waiting.length >= device.outstanding) {
			this.counters.full++;
			return Errno.ENOSPC;
		}
		this.#waiting.push(groups.id(group));
		this.#soon.ask();
		return Errno.OK;
	}

	/** Called by the fault core; see FaultHandler. */
	unrecoverable(_device: Device, fault: IommuFault): void {
		this.counters.events++;
		this.#onFault(this, fault);
	}

	/** Called by the fault core; see FaultHandler. */
	eventLoss(): void {
		this.counters.eventLosses++;
	}

	/** Called by the fault core; see FaultHandler. The turn does not find the group any more. */
	retired(): void {}

	/**
	 * A function-level reset: what is pending is answered INVALID, the PASIDs drained, the function reset, and
	 * those that are not blocked bound again. `done` comes once, maybe before this returns. EBUSY: one is under way.
	 * ENODEV: the device is being taken away. Then nothing has changed.
	 */
	reset(claim: DeviceClaim, done: (errno: Errno) => void): Errno {
		if (this.#state !== 'open') return this.#state === 'closed' ? Errno.ENODEV : Errno.EBUSY;
		this.#state = 'resetting';
		claim.stop();
		this.#core.retireGroups(this.device, -1);
		this.#unbindAll(claim, () => {
			claim.reset();
			let errno: Errno = Errno.OK;
			for (const pasid of this.pasids.values()) {
				const bound = pasid.blocked ? Errno.OK : pasid.bind();
				if (errno === Errno.OK) errno = bound;
			}
			const restarted = claim.restart();
			this.#state = 'open';
			done(errno === Errno.OK ? restarted : errno);
		});
		return Errno.OK;
	}

	/**
	 * Gives the device up: when this returns nothing is pending, and the handler is gone; `done` is called
	 * once the PASIDs are drained, the claim is given back, and the memory is free.
	 */
	close(claim: DeviceClaim, done: () => void): void {
		this.#state = 'closed';
		claim.stop();
		this.#core.retireGroups(this.device, -1);
		claim.unregister();
		this.#unbindAll(claim, () => {
			claim.finish();
			this.memory.destroy();
			done();
		});
	}

	/** Nothing of the device is bound, queued or to be answered after this. */
	#unbindAll(claim: DeviceClaim, done: () => void): void {
		whenAll(
			[...this.pasids.values()].map((pasid) => (idle) => pasid.unbind(idle)),
			() => claim.settle(done),
		);
	}

	#serve(): void {
		const waiting = this.#waiting;
		this.#waiting = [];
		const { groups } = this.#core;
		let answered = false;
		for (const id of waiting) {
			const group = groups.find(id);
			if (group === -1) continue;
			const code = this.#codeOf(group);
			if (code === ResponseCode.SUCCESS) this.counters.success++;
			else this.counters.invalid++;
			this.#core.pageResponse(this.device, id, code);
			answered = true;
		}
		if (answered) this.#core.flush();
	}

	/** Serves the requests of a group in order; after the first that fails the others are not tried. */
	#codeOf(group: number): ResponseCode {
		const { groups, requests } = this.#core;
		const pasid = groups.pasid(group);
		const bound = this.pasids.get(pasid);
		if (!bound?.serves) return ResponseCode.INVALID;
		for (let row = groups.earlier(group); row !== -1; row = requests.next[row]!) {
			// The core collects by group index alone.
			if (requests.pasid[row] !== pasid) return ResponseCode.INVALID;
			const code = bound.space.serve(requests.page[row]!, requests.perm[row]!);
			if (code !== ResponseCode.SUCCESS) return code;
		}
		return bound.space.serve(groups.page(group), groups.perm(group));
	}
}

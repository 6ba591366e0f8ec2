import { Errno } from '../../src/host/kernel/errno.js';
import { ResponseCode } from '../../src/host/kernel/fault.js';
import { GroupOutcome } from '../../src/host/kernel/fault-core.js';

const { SUCCESS, INVALID, FAILURE } = ResponseCode;

export interface ModelRequest {
	readonly grpid: number;
	readonly page: number;
	readonly pasid: number;
	readonly needsPasid: boolean;
}

export interface ModelBounds {
	readonly groups: number;
	readonly requests: number;
	readonly handlers: number;
	/** Partials of one device. */
	readonly outstanding: number;
}

interface ModelGroup {
	readonly id: number;
	readonly last: ModelRequest;
	readonly pages: readonly number[];
	readonly due: number;
}

/** What the handler does with the next group. */
export type Decision = 'accept' | 'reject' | 'answer';

/** A device as the fault core should have it. */
export class ModelDevice {
	enabled = false;
	handler = false;
	deadlineMs = 0;
	onExpiry: ResponseCode = INVALID;
	partials: ModelRequest[] = [];
	pending: ModelGroup[] = [];
	/** Every response so far: group index, PASID, code. */
	readonly sent: [number, number, number][] = [];
	/** What the handler was told of: id, outcome. */
	readonly gone: [number, number][] = [];
	/** Pages of each group that the handler was offered. */
	readonly offered: (readonly number[])[] = [];
	lastPages = 0;
	requests = 0;

	/** References: the test's own, one for being enabled, one for the handler. */
	get references(): number {
		return 1 + (this.enabled ? 1 : 0) + (this.handler ? 1 : 0);
	}
}

/**
 * The fault core in the plainest words there are: arrays, searched and copied. What it does is written
 * from the rules of the kernel and not from the code under test.
 */
export class FaultCoreModel {
	readonly devices: readonly ModelDevice[];
	readonly outcomes = new Map<number, [outcome: number, device: number]>();
	now = 0;
	readonly #bounds: ModelBounds;

	constructor(devices: number, bounds: ModelBounds) {
		this.devices = Array.from({ length: devices }, () => new ModelDevice());
		this.#bounds = bounds;
	}

	get groupsUsed(): number {
		return this.devices.reduce((n, d) => n + d.pending.length, 0);
	}

	get requestsUsed(): number {
		const held = (d: ModelDevice) => d.pending.reduce((n, g) => n + g.pages.length, 0);
		return this.devices.reduce((n, d) => n + d.partials.length + held(d), 0);
	}

	enable(index: number, deadlineMs: number, onExpiry: ResponseCode): Errno {
		const d = this.devices[index]!;
		if (d.enabled) return Errno.EBUSY;
		if (onExpiry === SUCCESS) return Errno.EINVAL;
		Object.assign(d, { enabled: true, deadlineMs, onExpiry });
		return Errno.OK;
	}

	disable(index: number): Errno {
		const d = this.devices[index]!;
		if (!d.enabled) return Errno.ENODEV;
		this.retire(index, -1);
		d.enabled = false;
		d.handler = false;
		return Errno.OK;
	}

	register(index: number): Errno {
		const d = this.devices[index]!;
		if (!d.enabled) return Errno.EINVAL;
		if (d.handler) return Errno.EBUSY;
		if (this.devices.filter((o) => o.handler).length === this.#bounds.handlers) return Errno.ENOMEM;
		d.handler = true;
		return Errno.OK;
	}

	unregister(index: number): Errno {
		const d = this.devices[index]!;
		if (!d.enabled) return Errno.EINVAL;
		if (d.pending.length > 0) return Errno.EBUSY;
		d.partials = [];
		d.handler = false;
		return Errno.OK;
	}

	report(
		index: number,
		request: ModelRequest,
		last: boolean,
		decision: Decision,
		id: number,
	): Errno {
		const d = this.devices[index]!;
		d.requests++;
		const room = this.requestsUsed < this.#bounds.requests;
		if (!last) {
			if (!d.handler) return Errno.EINVAL;
			if (!room || d.partials.length === this.#bounds.outstanding) return Errno.ENOMEM;
			d.partials.push(request);
			return Errno.OK;
		}
		d.lastPages++;
		const full = !room || this.groupsUsed === this.#bounds.groups;
		const members = d.partials.filter((p) => p.grpid === request.grpid);
		d.partials = d.partials.filter((p) => p.grpid !== request.grpid);
		if (!d.handler || full) {
			this.#send(d, request, INVALID);
			return d.handler ? Errno.ENOMEM : Errno.EINVAL;
		}
		const pages = [...members, request].map((r) => r.page);
		const due = d.deadlineMs === 0 ? Number.POSITIVE_INFINITY : this.now + d.deadlineMs;
		d.offered.push(pages);
		d.pending.push({ id, last: request, pages, due });
		if (decision === 'answer') this.respond(index, id, SUCCESS);
		if (decision === 'reject') this.#end(index, d.pending.at(-1)!, INVALID, GroupOutcome.REJECTED);
		return Errno.OK;
	}

	respond(index: number, id: number, code: number): Errno {
		const group = this.devices[index]!.pending.find((g) => g.id === id);
		if (![SUCCESS, INVALID, FAILURE].includes(code as 0) || group === undefined)
			return Errno.EINVAL;
		this.#end(index, group, code, GroupOutcome.ANSWERED);
		return Errno.OK;
	}

	retire(index: number, pasid: number): number {
		const d = this.devices[index]!;
		d.partials = d.partials.filter((p) => pasid !== -1 && p.pasid !== pasid);
		const groups = d.pending.filter((g) => pasid === -1 || g.last.pasid === pasid);
		for (const group of groups) this.#end(index, group, INVALID, GroupOutcome.REVOKED);
		return groups.length;
	}

	discardPartials(): number {
		const dropped = this.devices.reduce((n, d) => n + d.partials.length, 0);
		for (const d of this.devices) d.partials = [];
		return dropped;
	}

	advance(ms: number): void {
		this.now += ms;
		this.devices.forEach((d, index) => {
			for (const group of d.pending.filter((g) => g.due <= this.now))
				this.#end(index, group, d.onExpiry, GroupOutcome.EXPIRED);
		});
	}

	#end(index: number, group: ModelGroup, code: number, outcome: number): void {
		const d = this.devices[index]!;
		d.pending = d.pending.filter((g) => g !== group);
		this.outcomes.set(group.id, [outcome, index]);
		this.#send(d, group.last, code);
		if (outcome === GroupOutcome.EXPIRED || outcome === GroupOutcome.REVOKED)
			d.gone.push([group.id, outcome]);
	}

	#send(d: ModelDevice, last: ModelRequest, code: number): void {
		d.sent.push([last.grpid, last.needsPasid ? last.pasid : -1, code]);
	}
}

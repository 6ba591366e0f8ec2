import type { ErrorCode } from '../../base/errors.js';
import type { faultline } from '../../wire/generated/faultline.js';
import { Errno, errnoName } from '../kernel/errno.js';
import { NO_PASID } from '../kernel/fault-source.js';
import type { FirstLevelFormat } from '../kernel/table/formats.js';
import type { GuestSpace } from '../kernel/vfio/guest-space.js';
import type { VfioDevice } from '../kernel/vfio/vfio-device.js';
import type { RequestContext } from './requests.js';

const pasidName = (pasid: number): string =>
	pasid === NO_PASID ? 'requests without PASID' : `PASID ${pasid}`;

/** Why a Bind is refused, by the error that it met. */
function bindRefusal(errno: Errno, vfio: VfioDevice, pasid: number): [ErrorCode, string] {
	const where = `device ${vfio.name}, ${pasidName(pasid)}`;
	const { kind } = vfio.device.iommu;
	if (errno === Errno.EBUSY)
		return [
			'PASID_UNAVAILABLE',
			`${where}: it is being unbound, or bound to another space, or its function is being reset; try again once that is done`,
		];
	if (errno === Errno.EIO) return ['PASID_UNAVAILABLE', `${where}: the ${kind} IOMMU failed`];
	if (errno === Errno.EINVAL && pasid === NO_PASID)
		return ['PASID_UNAVAILABLE', `${where}: the IOMMU cannot translate them`];
	if (errno === Errno.EINVAL && vfio.maxPasid === 0)
		return [
			'PASID_UNAVAILABLE',
			`${where}: behind its ${kind} IOMMU the device has no PASIDs; bind its requests without one`,
		];
	if (errno === Errno.EINVAL)
		return ['PASID_UNAVAILABLE', `${where}: 1 to ${vfio.maxPasid} can be bound`];
	return ['RESOURCE_EXHAUSTED', `${where}: no memory for the IOMMU's tables (${errnoName(errno)})`];
}

/** Takes the outcome of a request; `code` undefined: it is done. */
export type RequestOutcome = (
	request: number,
	code: ErrorCode | undefined,
	message: string,
) => void;

/**
 * Which spaces of one session the PASIDs of its devices translate through: Bind and Unbind. Each gets one outcome, maybe
 * later, but for those that were asked for over a connection that broke meanwhile. Those that come after the end of the
 * session are the owner's to drop.
 *
 * A Bind of a PASID that is bound moves it (decision 0024), as attaching a device that is attached replaces its page
 * table (drivers/vfio/iommufd.c). Its groups are answered INVALID before it translates through the other space, and what
 * comes of it after the outcome is of that one.
 */
export class SessionBindings {
	readonly #context: RequestContext;
	/** By the agent's numbers; the first Bind of one makes it. */
	readonly #spaces: Map<number, GuestSpace>;
	readonly #result: RequestOutcome;
	/** (device, PASID)s that translate through the spaces. */
	#count = 0;
	readonly #unbound = () => {
		this.#count--;
	};
	/** (device, PASID)s on their way from one space to another. */
	#moves = 0;
	/** Counts the connections of the session. */
	#connection = 0;

	constructor(context: RequestContext, spaces: Map<number, GuestSpace>, result: RequestOutcome) {
		this.#context = context;
		this.#spaces = spaces;
		this.#result = result;
	}

	/** Whether a PASID is on its way from one space to another. */
	get moving(): boolean {
		return this.#moves > 0;
	}

	/** The session goes on over another connection, and the agent is told what there is: not of what it asked for before. */
	restart(): void {
		this.#connection++;
	}

	bind(request: faultline.v1.Bind, leaving: boolean): void {
		const pasid = request.noPasid ? NO_PASID : request.pasid;
		const served = this.#context.delivery.byHandle(request.device);
		if (leaving) {
			this.#result(request.request, 'OUT_OF_ORDER', 'no Bind after Leave');
			return;
		}
		if (served === undefined) {
			this.#unknownDevice(request.request, request.device);
			return;
		}
		const { vfio } = served;
		const from = vfio.bindings.get(pasid)?.space;
		const known = this.#spaces.get(request.space);
		if (from === undefined && !this.#hasRoom(request.request, vfio, pasid)) return;
		const to = known ?? this.#makeSpace(request, vfio.device.iommu.firstLevelFormat);
		if (to === undefined) return;
		if (known === undefined) this.#spaces.set(request.space, to);
		const errno =
			from === undefined
				? this.#bindFirst(request, vfio, pasid, to)
				: this.#replace(request, vfio, pasid, from, to, known === undefined);
		if (errno === Errno.OK) return;
		// The first Bind of a space makes it: this one did not.
		if (known === undefined) this.#unmake(request.space, to);
		if (errno === Errno.ENODEV) this.#unknownDevice(request.request, request.device);
		else this.#result(request.request, ...bindRefusal(errno, vfio, pasid));
	}

	unbind(request: faultline.v1.Unbind): void {
		const served = this.#context.delivery.byHandle(request.device);
		if (served === undefined) {
			this.#unknownDevice(request.request, request.device);
			return;
		}
		const pasid = request.noPasid ? NO_PASID : request.pasid;
		const binding = served.vfio.bindings.get(pasid);
		const connection = this.#connection;
		const done = () => {
			if (connection === this.#connection) this.#result(request.request, undefined, '');
		};
		if (binding?.space.unbind(served.vfio, pasid, done) === Errno.OK) return;
		this.#result(
			request.request,
			'PASID_UNAVAILABLE',
			`device ${served.vfio.name}, ${pasidName(pasid)}: it is not bound`,
		);
	}

	#bindFirst(
		{ request }: faultline.v1.Bind,
		vfio: VfioDevice,
		pasid: number,
		to: GuestSpace,
	): Errno {
		const errno = to.bind(vfio, pasid, this.#unbound);
		if (errno !== Errno.OK) return errno;
		this.#count++;
		this.#result(request, undefined, '');
		return Errno.OK;
	}

	/** `made`: the request made the other space. EBUSY: what the PASID is bound to is being changed already. */
	#replace(
		{ request, space: number }: faultline.v1.Bind,
		vfio: VfioDevice,
		pasid: number,
		from: GuestSpace,
		to: GuestSpace,
		made: boolean,
	): Errno {
		if (vfio.bindings.get(pasid)?.accepts !== true) return Errno.EBUSY;
		if (from === to) {
			this.#result(request, undefined, '');
			return Errno.OK;
		}
		this.#moves++;
		const connection = this.#connection;
		const errno = from.move(vfio, pasid, to, (moved) => {
			this.#moves--;
			if (moved !== Errno.OK && made && to.users.length === 0) this.#unmake(number, to);
			// An Inventory may have waited for it.
			this.#context.wake();
			if (connection !== this.#connection) return;
			if (moved === Errno.OK) this.#result(request, undefined, '');
			else if (moved === Errno.ENODEV) this.#unknownDevice(request, vfio.handle);
			else this.#result(request, ...bindRefusal(moved, vfio, pasid));
		});
		if (errno !== Errno.OK) this.#moves--;
		return errno;
	}

	#unmake(number: number, space: GuestSpace): void {
		if (this.#spaces.get(number) === space) this.#spaces.delete(number);
		space.destroy(() => {});
	}

	/** Whether one more can be bound; otherwise refuses the Bind. */
	#hasRoom(request: number, vfio: VfioDevice, pasid: number): boolean {
		const { bindings } = this.#context.limits;
		if (this.#count < bindings) return true;
		this.#result(
			request,
			'RESOURCE_EXHAUSTED',
			`device ${vfio.name}, ${pasidName(pasid)}: the session has ${bindings} bindings, which is the bound`,
		);
		return false;
	}

	/** A new space for a Bind; otherwise refuses the Bind. */
	#makeSpace(request: faultline.v1.Bind, format: FirstLevelFormat): GuestSpace | undefined {
		const { limits, admission } = this.#context;
		if (this.#spaces.size >= limits.spaces) {
			this.#result(
				request.request,
				'RESOURCE_EXHAUSTED',
				`space ${request.space}: the session has ${limits.spaces} spaces, which is the bound`,
			);
			return undefined;
		}
		const space = admission.guest.createSpace(admission.lease, format);
		if (typeof space !== 'number') return space;
		const what = space === Errno.ENOSPC ? 'domain id is left' : 'memory for its table';
		this.#result(
			request.request,
			'RESOURCE_EXHAUSTED',
			`space ${request.space}: no ${what} (${errnoName(space)})`,
		);
		return undefined;
	}

	#unknownDevice(request: number, handle: number): void {
		this.#result(request, 'UNKNOWN_DEVICE', `the session has no device ${handle}`);
	}
}

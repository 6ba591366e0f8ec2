import { LONGEST_DEADLINE_MS } from './deadlines.js';
import type { Device } from './device.js';
import { Errno } from './errno.js';
import { ResponseCode } from './fault.js';
import type { FaultHandler } from './fault-handler.js';
import type { FaultSource } from './fault-source.js';

/** How the core answers for a device when nobody else does. */
export interface DeviceFaultOptions {
	/** Milliseconds until the core answers a group by itself; 0: never. At most 2^31 - 1. */
	readonly responseDeadlineMs: number;
	/** What it answers then: INVALID, or FAILURE, which switches the function's PRI off. */
	readonly onExpiry: ResponseCode;
}

/** What the core knows of one device (the kernel's `struct iommu_fault_param`), without its groups. */
export class DeviceFaults {
	readonly device: Device;
	enabled = false;
	responseDeadlineMs = 0;
	onExpiry: ResponseCode = ResponseCode.INVALID;
	/** Who gets page requests: the handler, unless they are stopped. Every fault looks at this one. */
	receiver: FaultHandler | undefined;
	/** Calls to the handler that have not returned; the owner cannot change while there are any. */
	calls = 0;
	/** Only while enabled. */
	handler: FaultHandler | undefined;
	/** Page requests are refused, whoever the handler is; ends with the function's reset. */
	stopped = false;

	constructor(device: Device) {
		this.device = device;
	}

	/** To be called when the handler or `stopped` has changed. */
	update(): void {
		this.receiver = this.stopped ? undefined : this.handler;
	}
}

/**
 * The devices that the core has seen, by index: who is enabled and whose handler is registered. Each of
 * the two holds a reference to the device, so a row in use never loses its device. A row stays until
 * another device takes its index. Checks and states only: retiring groups is the core's business.
 */
export class DeviceFaultTable {
	readonly #rows: (DeviceFaults | undefined)[] = [];
	readonly #maxHandlers: number;
	readonly #admitted: (index: number, reused: boolean) => void;
	#handlers = 0;

	/** @param admitted is told of each device that is seen for the first time, before anything else */
	constructor(maxHandlers: number, admitted: (index: number, reused: boolean) => void) {
		this.#maxHandlers = maxHandlers;
		this.#admitted = admitted;
	}

	/** The row of a device index that has been seen. */
	at(index: number): DeviceFaults {
		return this.#rows[index]!;
	}

	/** The device's row, or undefined when it was never seen. */
	find(device: Device): DeviceFaults | undefined {
		const row = this.#rows[device.index];
		return row?.device === device ? row : undefined;
	}

	/** The device's row, made when it is not there. */
	of(device: Device): DeviceFaults {
		const row = this.#rows[device.index];
		return row !== undefined && row.device === device ? row : this.#admit(device);
	}

	/** Rows of all devices behind one source. */
	*behind(source: FaultSource): IterableIterator<DeviceFaults> {
		for (const row of this.#rows) if (row?.device.iommu === source) yield row;
	}

	/** See `FaultCore.enableDevice`. */
	enable(device: Device, options: DeviceFaultOptions): Errno {
		if (device.references === 0) return Errno.ENODEV;
		const row = this.of(device);
		if (row.enabled || row.calls > 0) return Errno.EBUSY;
		const { responseDeadlineMs, onExpiry } = options;
		if (!(responseDeadlineMs >= 0 && responseDeadlineMs <= LONGEST_DEADLINE_MS))
			return Errno.EINVAL;
		if (onExpiry !== ResponseCode.INVALID && onExpiry !== ResponseCode.FAILURE) return Errno.EINVAL;
		device.get();
		row.enabled = true;
		row.stopped = false;
		row.responseDeadlineMs = responseDeadlineMs;
		row.onExpiry = onExpiry;
		return Errno.OK;
	}

	/** Undoes `enable` and returns its reference. The handler must be unregistered. */
	disable(row: DeviceFaults): void {
		row.enabled = false;
		row.stopped = false;
		row.device.put();
	}

	/** See `FaultCore.registerDeviceFaultHandler`. */
	register(device: Device, handler: FaultHandler): Errno {
		const row = this.find(device);
		if (row === undefined || !row.enabled) return Errno.EINVAL;
		if (row.handler !== undefined) return Errno.EBUSY;
		if (this.#handlers === this.#maxHandlers) return Errno.ENOMEM;
		device.get();
		this.#handlers++;
		row.handler = handler;
		row.update();
		return Errno.OK;
	}

	/** Forgets the row's handler, if any, and returns its reference. */
	unregister(row: DeviceFaults): void {
		if (row.handler === undefined) return;
		row.handler = undefined;
		row.update();
		this.#handlers--;
		row.device.put();
	}

	/** Has page requests refused, or not any more. */
	stop(row: DeviceFaults, stopped: boolean): void {
		row.stopped = stopped;
		row.update();
	}

	#admit(device: Device): DeviceFaults {
		const before = this.#rows[device.index];
		if (before?.enabled)
			throw new RangeError(
				`fault core: device ${device.name} has index ${device.index}, which ${before.device.name} has and is enabled under`,
			);
		this.#admitted(device.index, before !== undefined);
		const row = new DeviceFaults(device);
		this.#rows[device.index] = row;
		return row;
	}
}

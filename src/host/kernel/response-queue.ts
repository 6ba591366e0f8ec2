import type { Clock } from '../../base/clock.js';
import { SoonOnce } from '../../base/soon-once.js';
import type { Device } from './device.js';
import { Errno } from './errno.js';
import { PageRequestFlag, type ResponseCode } from './fault.js';
import type { FaultSource } from './fault-source.js';

const PASID_IN_RESPONSE = PageRequestFlag.PASID_VALID | PageRequestFlag.RESPONSE_NEEDS_PASID;

/**
 * The way of responses to their sources. Owns the set of sources that were given a response since they
 * were last flushed, so that a batch costs each source one flush. Sends what it is told: that a group is
 * answered once is the business of its caller.
 */
export class ResponseQueue {
	readonly #unflushed: FaultSource[] = [];
	/** The source that was added last: the usual next one, found without a search. */
	#latest: FaultSource | undefined;
	readonly #soon: SoonOnce;

	constructor(clock: Clock) {
		this.#soon = new SoonOnce(clock, () => this.flush());
	}

	/**
	 * Hands the response of one group to the device's source. `pasid` and `flags` are those of the
	 * group's last request: the response carries the PASID only where the request had one and the device
	 * wants it back (PCIe, PRG Response PASID Required), else -1. Returns what the source returns.
	 */
	send(device: Device, grpid: number, pasid: number, flags: number, code: ResponseCode): Errno {
		const source = device.iommu;
		const carried = (flags & PASID_IN_RESPONSE) === PASID_IN_RESPONSE ? pasid : -1;
		const status = source.pageResponse(device, grpid, carried, flags, code);
		if (status === Errno.OK && source !== this.#latest) {
			if (!this.#unflushed.includes(source)) this.#unflushed.push(source);
			this.#latest = source;
		}
		return status;
	}

	/** Flushes each source that was given a response since its last flush. */
	flush(): void {
		for (;;) {
			const source = this.#unflushed.pop();
			if (source === undefined) return;
			// A flush may run the hardware, and that may queue again: then the source is flushed again.
			this.#latest = undefined;
			source.flush();
		}
	}

	/** Flushes once the running code has returned, however often it is asked for until then. */
	flushSoon(): void {
		this.#soon.ask();
	}
}

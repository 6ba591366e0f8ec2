import type { Clock } from '../base/clock.js';
import type { DmaDone, DmaErrorKind } from '../emulator/endpoint/dma-job.js';
import type { Endpoint } from '../emulator/endpoint/endpoint.js';
import { Access, NO_PASID } from '../emulator/iommu/contract.js';
import { PAGE_SIZE } from '../emulator/memory.js';
import type { DeviceRecord } from './bus-record.js';

/** A PASID as devices use it; 'none': accesses without one. */
export type Pasid = number | 'none';

/** How a touch of one page is made; reading, unless told otherwise. */
export interface AccessOptions {
	readonly write?: boolean;
	/** An instruction fetch, and privileged mode; these two travel with a PASID only. */
	readonly execute?: boolean;
	readonly privileged?: boolean;
}

/** Why an access failed, as the device has it. */
export interface AccessError {
	/**
	 * `invalid`, `failure`: its page request was answered so. `aborted`, `unsupported`: the IOMMU let it not pass. `livelock`:
	 * SUCCESS again and again, and the page was still missing. `reset`: the device was reset or unplugged, or lost the PASID.
	 * `not-enabled`: it may not send such a request. `halted`: it stopped at a fault.
	 */
	readonly kind: DmaErrorKind;
	/** First byte of the page that failed first. */
	readonly address: number;
	readonly message: string;
}

/** How one access of a device ended. */
export interface AccessResult {
	readonly device: string;
	readonly what: 'read' | 'write' | 'access';
	readonly pasid: Pasid;
	readonly address: number;
	readonly ok: boolean;
	/** Undefined where it is ok. */
	readonly error: AccessError | undefined;
	/** What was read; of a failed read, whatever came before the failure. Empty for the others. */
	readonly bytes: Uint8Array;
	/** Begin and end, in milliseconds of the host's clock. */
	readonly startedAt: number;
	readonly endedAt: number;
}

/** What a device has seen, in order; grows as the test goes on. */
export type DeviceSeen = Pick<DeviceRecord, 'requests' | 'responses' | 'unanswered' | 'dropped'> & {
	/** Accesses that ended. */
	readonly accesses: readonly AccessResult[];
};

/**
 * A device of a test host. Accesses never reject for what the fault path does with them: how they end is their result. They
 * begin at once, in the order of the calls, and wait in the device for the pages that are missing; those that need time
 * (a deadline, a delay, a guest that comes back) end when the test moves it, see `TestHost.until`.
 */
export class TestDevice {
	readonly name: string;
	readonly seen: DeviceSeen;
	readonly #clock: Clock;
	readonly #endpoint: Endpoint;
	readonly #accesses: AccessResult[] = [];

	/** Made by the host. */
	constructor(name: string, endpoint: Endpoint, record: DeviceRecord, clock: Clock) {
		this.name = name;
		this.#endpoint = endpoint;
		this.#clock = clock;
		this.seen = {
			requests: record.requests,
			responses: record.responses,
			accesses: this.#accesses,
			get unanswered() {
				return record.unanswered;
			},
			get dropped() {
				return record.dropped;
			},
		};
	}

	/** Reads `length` bytes. Throws RangeError for what is no PASID, address or length. */
	read(pasid: Pasid, address: number, length: number): Promise<AccessResult> {
		const into = new Uint8Array(length);
		return this.#run('read', pasid, address, into, (number, done) =>
			this.#endpoint.dma.read(number, address, into, done),
		);
	}

	/** Writes a copy of `bytes`. */
	write(pasid: Pasid, address: number, bytes: Uint8Array): Promise<AccessResult> {
		const from = Uint8Array.from(bytes);
		return this.#run('write', pasid, address, NOTHING, (number, done) =>
			this.#endpoint.dma.write(number, address, from, done),
		);
	}

	/** Touches the page that holds `address`, and moves no bytes. */
	access(pasid: Pasid, address: number, options: AccessOptions = {}): Promise<AccessResult> {
		const { write = false, execute = false, privileged = false } = options;
		const bits =
			(write ? Access.WRITE : Access.READ) |
			(execute ? Access.EXEC : 0) |
			(privileged ? Access.PRIV : 0);
		const page = Math.floor(address / PAGE_SIZE);
		return this.#run('access', pasid, address, NOTHING, (number, done) =>
			this.#endpoint.dma.access(number, page, bits, done),
		);
	}

	/** What the device has counted since it was made: page requests, groups, answers, bytes and so on. */
	get counters(): Readonly<Record<string, number>> & Endpoint['counters'] {
		return { ...this.#endpoint.counters };
	}

	/** Page requests without an answer, or stalled accesses. */
	get outstanding(): number {
		return this.#endpoint.outstandingRequests;
	}

	#run(
		what: AccessResult['what'],
		pasid: Pasid,
		address: number,
		bytes: Uint8Array,
		start: (pasid: number, done: DmaDone) => void,
	): Promise<AccessResult> {
		const startedAt = this.#clock.now();
		return new Promise((resolve) => {
			start(pasid === 'none' ? NO_PASID : pasid, (failure) => {
				const error = failure && {
					kind: failure.kind,
					address: failure.page * PAGE_SIZE,
					message: failure.message,
				};
				const result: AccessResult = {
					...{ device: this.name, what, pasid, address, ok: error === undefined, error, bytes },
					...{ startedAt, endedAt: this.#clock.now() },
				};
				this.#accesses.push(result);
				resolve(result);
			});
		});
	}
}

const NOTHING = new Uint8Array(0);

import type { Clock } from '../base/clock.js';
import type { DmaDone, DmaErrorKind } from '../emulator/endpoint/dma-job.js';
import type { Endpoint } from '../emulator/endpoint/endpoint.js';
import { Access, NO_PASID } from '../emulator/iommu/contract.js';
import { PAGE_SIZE } from '../emulator/memory.js';
import type { DeviceRecord, SeenRequest, SeenResponse } from './bus-record.js';
import { checkNames, checkWhole } from './checked.js';
import { describeHistory } from './narrative.js';

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
export interface DeviceSeen {
	readonly requests: readonly SeenRequest[];
	readonly responses: readonly SeenResponse[];
	/** Accesses that ended, of those that the test made; runs of `TestHost.control` are not among them. */
	readonly accesses: readonly AccessResult[];
	/** Of each complete group, and each stall, that waits for its answer now, the last request. */
	readonly waiting: readonly SeenRequest[];
	/** Groups that went with the device when it was unplugged. */
	readonly dropped: number;
}

/**
 * A device of a test host. Accesses never reject for what the fault path does with them: how they end is their result. They
 * begin at once, in the order of the calls, and wait in the device for the pages that are missing; those that need time
 * (a deadline, a delay, a guest that comes back) end when the test moves it, see `TestHost.until`. Each ends: with its host
 * at the latest.
 */
export class TestDevice {
	readonly name: string;
	readonly seen: DeviceSeen;
	readonly #clock: Clock;
	readonly #endpoint: Endpoint;
	readonly #record: DeviceRecord;

	/** Made by the host. */
	constructor(name: string, endpoint: Endpoint, record: DeviceRecord, clock: Clock) {
		this.name = name;
		this.#endpoint = endpoint;
		this.#clock = clock;
		this.#record = record;
		const { requests, responses, accesses } = record;
		this.seen = {
			...{ requests, responses, accesses },
			get waiting() {
				return record.waiting;
			},
			get dropped() {
				return record.dropped;
			},
		};
	}

	/**
	 * Reads `length` bytes, 0 to 2^30, at an address in bytes. Throws CONFIG for what is no PASID (0 to 2^20 - 1, or 'none'),
	 * address or length, as all accesses do.
	 */
	read(pasid: Pasid, address: number, length: number): Promise<AccessResult> {
		checkWhole(`${this.name}: length of a read, in bytes`, length, 0, MOST_BYTES);
		this.#check(pasid, address);
		const into = new Uint8Array(length);
		return this.#run('read', pasid, address, into, (number, done) =>
			this.#endpoint.dma.read(number, address, into, done),
		);
	}

	/** Writes a copy of `bytes`. */
	write(pasid: Pasid, address: number, bytes: Uint8Array): Promise<AccessResult> {
		this.#check(pasid, address);
		const from = Uint8Array.from(bytes);
		return this.#run('write', pasid, address, NOTHING, (number, done) =>
			this.#endpoint.dma.write(number, address, from, done),
		);
	}

	/** Touches the page that holds `address`, and moves no bytes. */
	access(pasid: Pasid, address: number, options: AccessOptions = {}): Promise<AccessResult> {
		checkNames(`${this.name}: access`, options, ACCESS_OPTIONS);
		this.#check(pasid, address);
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
	get counters(): Readonly<Endpoint['counters']> {
		return { ...this.#endpoint.counters };
	}

	/** Page requests without an answer, or stalled accesses. */
	get outstanding(): number {
		return this.#endpoint.outstandingRequests;
	}

	/** What it saw in words, a line for each thing, the last `lines` (default 20) of them: as assertions that fail show it. */
	history(lines?: number): string {
		return `${this.name} saw:${describeHistory(this.#record.all, lines)}`;
	}

	#check(pasid: Pasid, address: number): void {
		if (pasid !== 'none') checkWhole(`${this.name}: PASID`, pasid, 0, MAX_PASID);
		checkWhole(`${this.name}: address`, address, 0, Number.MAX_SAFE_INTEGER);
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
				devices.set(result, this);
				this.#record.accessed(result);
				resolve(result);
			});
		});
	}
}

const NOTHING = new Uint8Array(0);
const MAX_PASID = 2 ** 20 - 1;
const MOST_BYTES = 2 ** 30;
const ACCESS_OPTIONS = ['write', 'execute', 'privileged'];

/** Which device made an access. */
const devices = new WeakMap<AccessResult, TestDevice>();

/** The device that made the access; undefined for a result that no device made. */
export function deviceOf(access: AccessResult): TestDevice | undefined {
	return devices.get(access);
}

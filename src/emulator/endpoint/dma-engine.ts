import { Access, NO_PASID } from '../iommu/contract.js';
import { PAGE_SIZE } from '../memory.js';
import type { DmaDone, JobPool } from './dma-job.js';
import type { JobSink } from './fault-stop.js';
import { carriedAccess } from './page-access.js';

const MAX_PASID = 2 ** 20 - 1;
const MAX_PAGE = 2 ** 52 - 1;

/**
 * The DMA engine of a device: what the device's own logic uses. Jobs are served in order of arrival and
 * split at pages; pages that are missing are asked for, and the job's other pages go on meanwhile. Each
 * job's `done` is called exactly once, with the first error or undefined, when none of its pages is in
 * flight any more; it may be called before the starting call returns, and may start jobs.
 *
 * After an error the pages of that job that were not yet accessed stay untouched; those before it may
 * have been moved.
 */
export class DmaEngine {
	readonly #flow: JobSink;
	readonly #jobs: JobPool;

	constructor(flow: JobSink, jobs: JobPool) {
		this.#flow = flow;
		this.#jobs = jobs;
	}

	/** Jobs whose `done` was not called yet. */
	get active(): number {
		return this.#flow.jobs.active;
	}

	/**
	 * Reads `into.length` bytes at `address` (bytes, an exact integer) in the PASID's space (NO_PASID: without
	 * one). `into` belongs to the device until `done`. Throws RangeError for what is no PASID or address.
	 */
	read(pasid: number, address: number, into: Uint8Array, done: DmaDone): void {
		this.#submit(pasid, address, into, false, done);
	}

	/** Writes `from` to `address`; `from` must not change until `done`. Otherwise as `read`. */
	write(pasid: number, address: number, from: Uint8Array, done: DmaDone): void {
		this.#submit(pasid, address, from, true, done);
	}

	/**
	 * Touches one page (a page number, 52 bits) as if it were accessed so, and moves no bytes. `access` is
	 * READ or WRITE or both, with EXEC for an instruction fetch and PRIV for privileged mode; these two travel
	 * with a PASID only and are left out without one.
	 */
	access(pasid: number, page: number, access: number, done: DmaDone): void {
		checkPasid(pasid);
		if (!Number.isInteger(page) || page < 0 || page > MAX_PAGE)
			throw new RangeError(`page ${page} is no page number below 2^52`);
		if ((access & (Access.READ | Access.WRITE)) === 0 || access < 0 || access > 15)
			throw new RangeError(`access ${access} has neither READ nor WRITE, or unknown bits`);
		this.#flow.submit(
			this.#jobs.take(pasid, carriedAccess(pasid, access), page, 0, undefined, false, done),
		);
	}

	#submit(pasid: number, address: number, bytes: Uint8Array, write: boolean, done: DmaDone): void {
		checkPasid(pasid);
		if (!Number.isSafeInteger(address) || address < 0)
			throw new RangeError(`DMA address ${address} is no exact integer from 0`);
		const offset = address % PAGE_SIZE;
		const access = write ? Access.WRITE : Access.READ;
		this.#flow.submit(
			this.#jobs.take(pasid, access, (address - offset) / PAGE_SIZE, offset, bytes, write, done),
		);
	}
}

export function checkPasid(pasid: number): void {
	if (!Number.isInteger(pasid) || pasid < NO_PASID || pasid > MAX_PASID)
		throw new RangeError(`PASID ${pasid} is neither NO_PASID nor within 20 bits`);
}

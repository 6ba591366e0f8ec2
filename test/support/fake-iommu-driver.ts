import type { Device } from '../../src/host/kernel/device.js';
import { Errno } from '../../src/host/kernel/errno.js';
import type { ResponseCode } from '../../src/host/kernel/fault.js';
import type {
	DomainRef,
	FirstLevelTable,
	IommuDriver,
	PageRuns,
	PasidUser,
} from '../../src/host/kernel/fault-source.js';
import type { FirstLevelFormat, SecondLevelFormat } from '../../src/host/kernel/table/formats.js';

/** One `invalidate` as the driver was asked for it. */
export interface AskedInvalidation {
	readonly domain: number;
	readonly users: readonly (readonly [device: string, pasid: number])[];
	/** [first page, pages] of each run. */
	readonly runs: readonly (readonly [page: number, pages: number])[];
	readonly leafOnly: boolean;
}

/**
 * An IOMMU driver without an IOMMU. Keeps the book that the contract asks for (who is probed, which PASID
 * is bound to what), writes down what happens in `log`, and with `hold` set completes invalidations and
 * unbindings only when the test says so.
 */
export class FakeIommuDriver implements IommuDriver {
	readonly name: string;
	readonly kind = 'fake';
	maxPasids = 1 << 20;
	readonly firstLevelFormat: FirstLevelFormat;
	readonly secondLevelFormat: SecondLevelFormat;
	cachesAbsent = false;
	/** Everything in order, as "verb device ...". */
	readonly log: string[] = [];
	readonly invalidations: AskedInvalidation[] = [];
	readonly probed = new Set<Device>();
	/** "device/pasid" to the bound table's root page. */
	readonly bound = new Map<string, number>();
	/** The domain of each binding, in order. */
	readonly domains: DomainRef[] = [];
	/** What each function returns, in place of doing its work. */
	readonly failures: Partial<Record<'probeDevice' | 'bindPasid' | 'unbindPasid', Errno>> = {};
	/** Responses that were not flushed. */
	unflushed = 0;
	/** Completions wait for `complete`. */
	hold = false;
	/** Runs when an unbinding completes, before its `done`: what the drain brings. */
	onDrain: (device: Device, pasid: number) => void = () => {};
	readonly #waiting: (() => void)[] = [];

	constructor(
		name = 'fake',
		firstLevelFormat: FirstLevelFormat = 'x86-64',
		secondLevelFormat: SecondLevelFormat = 'vtd',
	) {
		this.name = name;
		this.firstLevelFormat = firstLevelFormat;
		this.secondLevelFormat = secondLevelFormat;
	}

	/** Completions that wait. */
	get waiting(): number {
		return this.#waiting.length;
	}

	/** Completes the waiting operation at `index`, or the oldest. */
	complete(index = 0): void {
		const [done] = this.#waiting.splice(index, 1);
		if (done === undefined) throw new RangeError(`no completion ${index} waits`);
		done();
	}

	/** Completes what waits, oldest first, and what is asked for meanwhile. */
	completeAll(): void {
		while (this.#waiting.length > 0) this.complete();
	}

	/** The log since this was last asked. */
	takeLog(): string[] {
		return this.log.splice(0);
	}

	pageResponse(
		device: Device,
		grpid: number,
		_pasid: number,
		_flags: number,
		code: ResponseCode,
	): Errno {
		this.unflushed++;
		this.log.push(`respond ${device.name} ${grpid} ${['SUCCESS', 'INVALID', 'FAILURE'][code]}`);
		return Errno.OK;
	}

	flush(): void {
		this.unflushed = 0;
	}

	settle(done: () => void): void {
		done();
	}

	probeDevice(device: Device): Errno {
		const failure = this.failures.probeDevice;
		if (failure !== undefined) return failure;
		if (this.probed.has(device)) return Errno.EBUSY;
		this.probed.add(device);
		this.log.push(`probe ${device.name}`);
		return Errno.OK;
	}

	releaseDevice(device: Device): Errno {
		for (const key of this.bound.keys()) if (key.startsWith(`${device.name}/`)) return Errno.EBUSY;
		this.probed.delete(device);
		this.log.push(`release ${device.name}`);
		return Errno.OK;
	}

	bindPasid(device: Device, domain: DomainRef, pasid: number, table: FirstLevelTable): Errno {
		const failure = this.failures.bindPasid;
		if (failure !== undefined) return failure;
		if (!this.probed.has(device)) return Errno.ENODEV;
		const key = `${device.name}/${pasid}`;
		if (this.bound.has(key)) return Errno.EBUSY;
		this.bound.set(key, table.rootPage);
		this.domains.push(domain);
		this.log.push(`bind ${key}`);
		return Errno.OK;
	}

	unbindPasid(device: Device, pasid: number, done: () => void): Errno {
		const failure = this.failures.unbindPasid;
		if (failure !== undefined) return failure;
		const key = `${device.name}/${pasid}`;
		if (!this.bound.has(key)) return Errno.EINVAL;
		this.log.push(`unbind ${key}`);
		this.#later(() => {
			this.onDrain(device, pasid);
			this.bound.delete(key);
			this.log.push(`unbound ${key}`);
			done();
		});
		return Errno.OK;
	}

	invalidate(
		domain: DomainRef,
		users: readonly PasidUser[],
		runs: PageRuns,
		leafOnly: boolean,
		done: () => void,
	): void {
		this.invalidations.push({
			domain: domain.id,
			users: users.map((user) => [user.device.name, user.pasid]),
			runs: runs.pages.map((page, i) => [page, runs.counts[i]!]),
			leafOnly,
		});
		this.log.push('invalidate');
		this.#later(() => {
			this.log.push('invalidated');
			done();
		});
	}

	#later(done: () => void): void {
		if (this.hold) this.#waiting.push(done);
		else done();
	}
}

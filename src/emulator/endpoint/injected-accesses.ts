import { type IommuPort, Translation } from '../iommu/contract.js';
import { type AccessTable, RowList } from './access-table.js';
import type { FunctionCounters } from './counters.js';
import type { DmaDone, DmaJob, JobPool, JobQueue } from './dma-job.js';
import { carriedAccess } from './page-access.js';
import type { PageRequests } from './page-requests.js';

interface OpenGroup {
	/** PRG index. */
	readonly group: number;
	readonly pasid: number;
	/** Its last row. */
	tail: number;
}

export interface InjectionParts {
	readonly jobs: JobQueue;
	readonly pool: JobPool;
	readonly rows: AccessTable;
	readonly requests: PageRequests;
	readonly counters: FunctionCounters;
	readonly now: () => number;
	/** Looks at what has ended. */
	readonly changed: () => void;
}

/**
 * Fault injection at a function: page requests and untranslated accesses that its DMA engine would not send by itself, sent at
 * once, before everything that waits. They are jobs as others are, so that what comes of them is: a group has its index
 * and credits until its response, after which its pages are accessed as after any other.
 *
 * A group may be left open, without its last request. Nobody answers it: it holds what it has until a later request
 * closes it, or a reset forgets it.
 */
export class InjectedAccesses {
	readonly #parts: InjectionParts;
	#open: OpenGroup | undefined;

	constructor(parts: InjectionParts) {
		this.#parts = parts;
	}

	/** PASID of the open group; undefined: there is none. */
	get openPasid(): number | undefined {
		return this.#open?.pasid;
	}

	/**
	 * Asks for `pages` pages from `page` on, in a group of their own or in the one that is open and then of its PASID, whether they
	 * translate or not. `last`: the last of them closes the group. The caller has seen to it that PRI is on and credit
	 * suffices. `done` is called once the group is answered and the pages are accessed. Returns the group's index.
	 */
	ask(
		port: IommuPort,
		pasid: number,
		page: number,
		pages: number,
		wanted: number,
		last: boolean,
		done: DmaDone,
	): number {
		const { rows, requests, counters, now, changed } = this.#parts;
		const access = carriedAccess(pasid, wanted);
		let open: OpenGroup;
		const job = this.#job(pasid, access, page, pages, (error) => {
			// What ends while its group is open was forgotten with it.
			if (this.#open === open) this.#open = undefined;
			done(error);
		});
		const chain = new RowList();
		for (let index = 0; index < pages; index++) rows.push(chain, rows.take(job, index));
		if (this.#open === undefined) {
			const group = requests.open(pasid, pages, chain.head);
			counters.groups++;
			open = { group, pasid, tail: chain.tail };
		} else {
			open = this.#open;
			requests.grow(open.group, pages);
			rows.link(open.tail, chain.head);
			open.tail = chain.tail;
		}
		this.#open = last ? undefined : open;
		const { group } = open;
		for (let index = 0; index < pages; index++) {
			const closes = last && index === pages - 1;
			if (closes) requests.seal(group, now());
			counters.pageRequests++;
			port.pageRequest(pasid, page + index, access, group, closes);
			// Forgotten while it is being sent.
			if (!closes && requests.count(group) === 0) break;
		}
		changed();
		return group;
	}

	/** One untranslated access of a page, without ATS and page requests. `done` is called before this returns. */
	access(port: IommuPort, pasid: number, page: number, wanted: number, done: DmaDone): void {
		const { jobs, counters, changed } = this.#parts;
		const access = carriedAccess(pasid, wanted);
		const job = this.#job(pasid, access, page, 1, done);
		counters.untranslated++;
		const result = port.access(pasid, page, access);
		if (result === Translation.DISCARDED) counters.discarded++;
		else if (result !== Translation.OK)
			jobs.fail(job, 'aborted', page, 'the access was aborted by the IOMMU');
		jobs.landed(job);
		changed();
	}

	/** A job all of whose pages are in flight. */
	#job(pasid: number, access: number, page: number, pages: number, done: DmaDone): DmaJob {
		const { jobs, pool } = this.#parts;
		const job = pool.take(pasid, access, page, 0, undefined, false, done);
		job.pages = pages;
		jobs.addInFlight(job);
		return job;
	}
}

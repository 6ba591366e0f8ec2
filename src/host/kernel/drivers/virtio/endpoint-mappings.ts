import type { PageRuns } from '../../fault-source.js';
import type { TableReader } from '../../table/table-reader.js';
import type { DriverLog } from '../shared/log.js';
import type { VirtioCounters } from './counters.js';
import { MapFlag, RequestType } from './layout.js';
import type { Operation, RequestQueue } from './request-queue.js';
import type { RequestFields, ReservedRegion } from './requests.js';

/** Runs longer than this are read by walking the tables, shorter ones page by page. */
const WALK_PAGES = 64;

export interface EndpointMappingsOptions {
	readonly endpoint: number;
	readonly domain: number;
	readonly reader: TableReader;
	readonly requests: RequestQueue;
	readonly reserved: readonly ReservedRegion[];
	/** Pages that the unit maps, both ends included. */
	readonly firstPage: number;
	readonly lastPage: number;
	readonly counters: VirtioCounters;
	readonly log: DriverLog;
}

/**
 * What the unit has been told of one endpoint's address space. A virtio-iommu walks no tables: it knows the pages that
 * MAP requests name, and no others. So the space's table is the truth, and this keeps the unit to it: `update` looks
 * at pages that have changed and makes the requests that are missing.
 *
 * - One MAP for each page: an UNMAP that took a part of a mapping would be refused (5.13.6.6), and pages go one by one.
 *   Pages that go together, side by side, take one UNMAP.
 * - A page that changes is unmapped and mapped anew, since the standard knows no other way: in between, an access fails.
 * - Where the endpoint has a reserved region, or the unit maps nothing, no page is mapped, and nothing breaks by it but
 *   the device's own access.
 *
 * Invariant: once every request is answered, the unit maps these pages for the domain, but for those whose MAP it
 * refused, and no others. A refused page stays on the list: to unmap what is not mapped does no harm.
 */
export class EndpointMappings {
	readonly #options: EndpointMappingsOptions;
	/** What each page was mapped to: frame times two, and one more where it may be written. */
	readonly #pages = new Map<number, number>();
	readonly #request: RequestFields;

	constructor(options: EndpointMappingsOptions) {
		this.#options = options;
		const { endpoint, domain } = options;
		this.#request = {
			type: RequestType.MAP,
			domain,
			endpoint,
			...{ first: 0, last: 0, frame: 0, flags: 0 },
		};
	}

	/** Pages that are mapped. */
	get size(): number {
		return this.#pages.size;
	}

	/** Adds to `operation` what makes the unit right about the pages of `runs`: what goes first, then what comes. */
	update(operation: Operation, runs: PageRuns): void {
		const gone: number[] = [];
		for (let run = 0; run < runs.pages.length; run++)
			this.#findGone(runs.pages[run]!, runs.counts[run]!, gone);
		this.#unmap(operation, gone);
		for (let run = 0; run < runs.pages.length; run++)
			this.#mapNew(operation, runs.pages[run]!, runs.counts[run]!);
	}

	/** The unit has nothing of the domain any more. */
	forgetAll(): void {
		this.#pages.clear();
	}

	/** Pages of the run that the unit has, and that are not there any more or not as they were. */
	#findGone(first: number, count: number, gone: number[]): void {
		const pages = this.#pages;
		if (count <= pages.size) {
			for (let page = first; page < first + count; page++)
				if (pages.has(page) && pages.get(page) !== this.#wanted(page)) gone.push(page);
			return;
		}
		const found: number[] = [];
		for (const [page, mapped] of pages)
			if (page >= first && page < first + count && mapped !== this.#wanted(page)) found.push(page);
		found.sort((a, b) => a - b);
		for (const page of found) gone.push(page);
	}

	#unmap(operation: Operation, gone: readonly number[]): void {
		const { requests } = this.#options;
		const request = this.#request;
		for (let i = 0; i < gone.length; ) {
			const first = gone[i]!;
			let last = first;
			this.#pages.delete(first);
			for (i++; i < gone.length && gone[i] === last + 1; i++) this.#pages.delete(++last);
			request.type = RequestType.UNMAP;
			request.first = first;
			request.last = last;
			requests.add(operation, request);
		}
	}

	#mapNew(operation: Operation, first: number, count: number): void {
		const { reader } = this.#options;
		if (count > WALK_PAGES) {
			reader.visit(first, first + count, (page) => this.#map(operation, page));
			return;
		}
		for (let page = first; page < first + count; page++)
			if (!this.#pages.has(page) && reader.read(page)) this.#map(operation, page);
	}

	/** The page is there, and the reader has just read it. */
	#map(operation: Operation, page: number): void {
		if (this.#pages.has(page)) return;
		const { reader, requests, counters, log } = this.#options;
		if (!this.#mappable(page)) {
			counters.pagesReserved++;
			if (log.passes())
				log.write(
					`page 0x${page.toString(16)} of endpoint 0x${this.#options.endpoint.toString(16)} cannot be mapped: it is reserved`,
				);
			return;
		}
		const { frame, writable } = reader;
		this.#pages.set(page, frame * 2 + (writable ? 1 : 0));
		const request = this.#request;
		request.type = RequestType.MAP;
		request.first = page;
		request.last = page;
		request.frame = frame;
		request.flags = MapFlag.READ | (writable ? MapFlag.WRITE : 0);
		requests.add(operation, request);
		counters.maps++;
	}

	/** What the table says of a page, as it stands in `#pages`; -1: it is not there. */
	#wanted(page: number): number {
		const { reader } = this.#options;
		return reader.read(page) ? reader.frame * 2 + (reader.writable ? 1 : 0) : -1;
	}

	#mappable(page: number): boolean {
		const { firstPage, lastPage, reserved } = this.#options;
		if (page < firstPage || page > lastPage) return false;
		for (const region of reserved) if (page >= region.first && page <= region.last) return false;
		return true;
	}
}

import { FaultlineError } from '../base/errors.js';
import { faultline } from '../wire/generated/faultline.js';
import { Admission } from './admission.js';
import type { Area } from './areas.js';
import type { UnmapPart } from './eviction.js';
import { Eviction } from './eviction.js';
import type { FaultRows } from './fault-rows.js';
import { ACCESS } from './fault-rows.js';
import type { FrameUser } from './frame-pool.js';
import { GroupEndings } from './group-endings.js';
import { Reason } from './group-table.js';
import type { MappedRows, UnmapRows } from './inventory.js';
import { PageEndings } from './page-endings.js';
import { PageIn } from './page-in.js';
import { PageState } from './page-table.js';
import type { JobResult } from './space-jobs.js';
import { EVICT, SpaceJobs, SYNC } from './space-jobs.js';
import type { SpacePort } from './space-port.js';
import { SpaceSession } from './space-session.js';
import type { SpaceState } from './space-state.js';
import { WriteBack } from './write-back.js';
import { ZeroFill } from './zero-fill.js';

const { FAULT_LAST } = faultline.v1.FaultFlag;

/**
 * What an address space does: takes groups of faults and answers each exactly once, by making their pages
 * resident.
 *
 * A group whose pages are all resident is answered at once, and so is one that may not access a page. Any
 * other group waits until its pages are there (Admission gives them frames, PageIn loads them, Eviction makes
 * room) and is answered when the last one is done; the first row that cannot be served makes it INVALID.
 *
 * Who completes a group on failure: GroupEndings, by the session's port, for every group that `faults` took; if the session
 * is lost (`detach`), the host.
 */
export class SpaceEngine implements FrameUser {
	readonly state: SpaceState;
	readonly #pageIn: PageIn;
	readonly #eviction: Eviction;
	readonly #jobs: SpaceJobs;
	readonly #admission: Admission;
	readonly #zeroFill: ZeroFill;
	readonly #groups: GroupEndings;
	readonly #pages: PageEndings;
	readonly #session: SpaceSession;
	#pumping = false;
	#again = false;
	/** Pages mapped under this number of the outgoing message are not evicted before it left. */
	#lastMapped = -1;

	constructor(state: SpaceState) {
		this.state = state;
		const settled = () => this.#settled();
		this.#groups = new GroupEndings(state);
		this.#pageIn = new PageIn(state, {
			loaded: (slot) => this.#loaded(slot),
			loadFailed: (slot, error) => this.#pages.loadFailed(slot, error),
			settled,
		});
		const writeBack = new WriteBack(state, {
			written: (slot) => this.#pages.evicted(slot, 1),
			writeFailed: (slot, error) => this.#pages.writeFailed(slot, error),
			settled,
		});
		this.#eviction = new Eviction(state, writeBack, {
			clean: (slot) => this.#pages.evicted(slot, 0),
			kept: (slot) => this.#pages.kept(slot),
		});
		this.#jobs = new SpaceJobs(state, writeBack);
		this.#zeroFill = new ZeroFill(state);
		this.#admission = new Admission(state, this.#pageIn, this.#eviction, this, (group) =>
			this.#groups.end(group),
		);
		this.#pages = new PageEndings(state, this.#groups, this.#pageIn, this.#jobs, () =>
			this.#progress(),
		);
		const { state: of } = this;
		this.#session = new SpaceSession(of, this.#pageIn, this.#eviction, this.#admission, this.#jobs);
	}

	// ---- the session ----

	/** A session serves the space from now on, under the number `id`; none did before. Nothing is resident. */
	attach(port: SpacePort, id: number): void {
		this.#lastMapped = -1;
		this.state.attach(port, id);
		port.frames.join(this);
	}

	/** See SpaceSession. Until `resume` or `detach` the space does what it can without the host. */
	suspend(): void {
		this.#lastMapped = -1;
		if (this.state.port !== undefined) this.#session.suspend();
	}

	/** The session goes on, under the host's number of the space; see SpaceSession. `pump` is to follow. */
	resume(
		id: number,
		mapped: MappedRows | undefined,
		unmaps: readonly UnmapRows[],
		used: (frame: number) => void,
	): void {
		this.state.id = id;
		this.#session.resume(mapped, unmaps, used);
	}

	/**
	 * The session is over and the host has dropped the mappings: every page is absent. Groups that are not
	 * answered are the host's to answer. Contents that the agent already has go on being written back.
	 * Returns how many pages a device may have written to since they were mapped: those writes are lost.
	 */
	detach(): number {
		const { port } = this.state;
		if (port === undefined) return 0;
		port.frames.leave(this);
		// What waits in `detach` is told at its end, when there is no session any more.
		this.state.port = undefined;
		return this.#session.detach();
	}

	/** Answers every group that is not answered INVALID, now. For an agent that cannot wait longer. */
	abandon(): void {
		if (this.state.port === undefined) return;
		this.#groups.abandon();
		this.#admission.reset();
		this.pump();
	}

	// ---- faults ----

	/** Groups that are not answered. */
	get unanswered(): number {
		return this.state.groups.active;
	}

	/**
	 * Whole groups, in rows `first` to `end` - 1 of a batch, of one PASID (-1: without) of the device that the session calls
	 * `device`. `pump` must follow after the last groups of the batch.
	 */
	faults(rows: FaultRows, first: number, end: number, device: number, pasid = -1): void {
		const { flags } = rows;
		for (let row = first; row < end; ) {
			const next = this.#zeroFill.serve(rows, row, end, device);
			if (next > row) this.#lastMapped = this.state.port!.sequence;
			row = next;
			if (row === end) return;
			let last = row;
			while ((flags[last]! & FAULT_LAST) === 0) last++;
			this.#fault(rows, row, last + 1, device, pasid);
			row = last + 1;
		}
	}

	#fault(rows: FaultRows, first: number, end: number, device: number, pasid: number): void {
		const { areas, counters, pages } = this.state;
		counters.faults += end - first;
		counters.groups++;
		let resident = true;
		for (let row = first; row < end; row++) {
			const page = rows.page[row]!;
			const area = areas.find(page);
			if (area < 0) {
				this.#groups.refuse(rows.group[first]!, device, Reason.UNMAPPED_ADDRESS);
				return;
			}
			if ((rows.flags[row]! & ACCESS & ~areas.permissions[area]!) !== 0) {
				this.#groups.refuse(rows.group[first]!, device, Reason.ACCESS_DENIED);
				return;
			}
			const slot = pages.find(page);
			if (slot >= 0 && pages.state[slot] === PageState.RESIDENT) pages.referenced[slot] = 1;
			else resident = false;
		}
		if (resident) {
			counters.hits++;
			counters.success++;
			this.state.port?.respond(device, rows.group[first]!, true);
		} else this.#enqueue(rows, first, end, device, pasid);
	}

	#enqueue(rows: FaultRows, first: number, end: number, device: number, pasid: number): void {
		const { areas, groups } = this.state;
		const group = groups.add(rows.group[first]!, device, pasid);
		for (let row = first; row < end; row++) {
			const page = rows.page[row]!;
			groups.addEntry(group, page, areas.find(page));
		}
	}

	// ---- what the host says ----

	/** The host answered these groups: they end now, without a response. */
	silence(ids: ReadonlySet<number>): void {
		const { groups } = this.state;
		this.#silence((group) => ids.has(groups.id[group]!));
	}

	/** The same for every group of a device. */
	silenceDevice(device: number): void {
		const { groups } = this.state;
		this.#silence((group) => groups.device[group] === device);
	}

	/** The same for every group of a device's PASID. */
	silencePasid(device: number, pasid: number): void {
		const { groups } = this.state;
		this.#silence((group) => groups.device[group] === device && groups.pasid[group] === pasid);
	}

	#silence(which: (group: number) => boolean): void {
		const { groups } = this.state;
		const { head } = groups;
		if (!this.#groups.silence(which)) return;
		if (groups.head !== head) this.#admission.reset();
		this.pump();
	}

	/** A part of the answer to an unmapping; throws MALFORMED_MESSAGE when it does not fit. */
	unmapped(request: number, part: UnmapPart): void {
		this.#eviction.unmapped(request, part);
		if (part.complete) this.#settled();
	}

	/** The host refused rows of an unmapping, whose pages are still mapped; its answer follows. */
	unmapRefused(request: number, rows: readonly number[]): void {
		this.#eviction.refused(request, rows);
	}

	/**
	 * The host refused rows of a MapBatch: those pages are absent and their frames free, as they never were
	 * mapped. A group that still waits with one of them is answered INVALID; one that was answered SUCCESS
	 * sees its device fault again. Returns how many pages it were; 0: no mapping of this space.
	 */
	mapRefused(request: number, refusedRow: (row: number) => boolean): number {
		const { counters, groups, pages, port } = this.state;
		let refused = 0;
		for (let slot = 0; slot < pages.end; slot++) {
			if (pages.state[slot] !== PageState.RESIDENT || pages.mapRequest[slot] !== request) continue;
			if (!refusedRow(pages.mapRow[slot]!)) continue;
			refused++;
			if (pages.pins[slot]! > 0)
				groups.forEach((group) => {
					for (let e = groups.first[group]!; e >= 0; e = groups.nextOfGroup[e]!) {
						if (groups.entrySlot[e] !== slot) continue;
						groups.entrySlot[e] = -1;
						groups.fail(group, Reason.REFUSED);
					}
				});
			port?.frames.give(pages.frame[slot]!);
			pages.remove(slot);
			this.#jobs.settled(slot, 0, undefined);
		}
		counters.refusedMaps += refused;
		if (refused > 0) this.#settled();
		return refused;
	}

	// ---- areas ----

	/**
	 * Writes back every page that a device may have written to; the pages become absent. With `evict` all
	 * others do too.
	 */
	sync(done: (result: JobResult) => void, evict = false): void {
		this.#jobs.add(evict ? EVICT : SYNC, done);
		this.pump();
	}

	/**
	 * Removes an area: faults on it are refused from now on, groups that wait for frames for it are
	 * answered INVALID, its pages are written back. If that fails, the area is there again.
	 */
	removeArea(area: Area, done: (error: FaultlineError | undefined) => void): void {
		const { areas, groups, held, swap } = this.state;
		const number = areas.numberOf(area);
		if (number < 0) {
			done(
				new FaultlineError(
					'ADDRESS',
					`area at 0x${area.address.toString(16)} is not mapped in address space "${this.state.name}"`,
				),
			);
			return;
		}
		areas.close(number);
		groups.forEach((group) => {
			for (let e = groups.cursor[group]!; e >= 0; e = groups.nextOfGroup[e]!) {
				if (groups.entryArea[e] !== number) continue;
				groups.giveUp(group, Reason.UNMAPPED_ADDRESS);
				break;
			}
		});
		this.#jobs.add(number, ({ error }) => {
			if (error !== undefined) {
				areas.reopen(number);
				done(error);
				return;
			}
			swap.deleteRange(areas.firstPage[number]!, areas.endPage[number]!);
			held.deleteRange(areas.firstPage[number]!, areas.endPage[number]!);
			areas.remove(number);
			done(undefined);
		});
		this.pump();
	}

	// ---- frames ----

	get frames(): number {
		return this.state.pages.framed;
	}

	get coming(): number {
		const { count } = this.state.pages;
		return count[PageState.EVICTING]! + count[PageState.WRITING]!;
	}

	get busy(): boolean {
		return (
			this.coming > 0 ||
			this.state.pages.count[PageState.LOADING]! > 0 ||
			this.#lastMapped === this.state.port?.sequence
		);
	}

	reclaim(count: number): number {
		return this.#eviction.evict(count);
	}

	framesFreed(): void {
		this.pump();
	}

	/** Goes on with everything that can go on. To be called after each event and each batch. */
	pump(): void {
		if (this.#pumping) {
			this.#again = true;
			return;
		}
		this.#pumping = true;
		try {
			do {
				this.#again = false;
				this.#admission.admit();
				this.#pageIn.launch();
				this.#evictMarked();
				this.#admission.keepLowWater();
			} while (this.#again);
		} finally {
			this.#pumping = false;
		}
	}

	#evictMarked(): void {
		this.#eviction.goOn();
		if (this.#jobs.pending > this.coming) this.#eviction.evictMarked();
	}

	/** Something ended in its own time: this space can go on, and perhaps the others. */
	#settled(): void {
		this.pump();
		this.state.port?.frames.wake();
	}

	// ---- pages and groups that are done ----

	/** The page is mapped in the message that is being collected. */
	#loaded(slot: number): void {
		this.#lastMapped = this.state.port!.sequence;
		this.#groups.release(slot, Reason.NONE);
		this.#progress();
	}

	/** Within `pump`: who waits for frames or for pages to let go looks again. */
	#progress(): void {
		if (this.#pumping) this.#again = true;
	}
}

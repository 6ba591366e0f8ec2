import type { PrivateData } from '../../../../emulator/iommu/contract.js';
import type { ListChain } from '../shared/list-chain.js';
import { ListState, WORDS } from '../shared/queued-commands.js';
import { ResponseBacklog } from '../shared/response-backlog.js';
import type { VtdCounters } from './counters.js';
import { type DescriptorRing, STATUS_SLOTS } from './descriptor-ring.js';
import type { InvalidationRequest } from './invalidation-request.js';
import { Response } from './layout.js';

/** Entries kept free of everything but the marker. */
const RESERVED = 1;

/**
 * Puts responses and requests into the ring of an InvalidationQueue. Owns what waits for room: responses go before
 * requests, which go in order.
 *
 * Where something found the ring full a marker, a wait of its own in the one entry that is kept for it, tells when
 * the hardware got on.
 */
export class RequestSender {
	readonly #ring: DescriptorRing;
	readonly #lists: ListChain<InvalidationRequest>;
	readonly #counters: VtdCounters;
	/** No tag below this is waited for. */
	#lowTag = 1;
	/** Tag and running number of the marker; -1: none is out. */
	#markerTag = -1;
	#markerAt = -1;
	readonly #backlog = new ResponseBacklog();
	/** Private data of those in the backlog that have some, in order. */
	readonly #backlogData: PrivateData[] = [];
	#sending = false;

	constructor(ring: DescriptorRing, lists: ListChain<InvalidationRequest>, counters: VtdCounters) {
		this.#ring = ring;
		this.#lists = lists;
		this.#counters = counters;
	}

	/** Running number of the marker; -1: none is out. */
	get markerAt(): number {
		return this.#markerTag === -1 ? -1 : this.#markerAt;
	}

	/** The descriptor of a response, in three words, and its private data. */
	respond(w0: number, w1: number, w2: number, data: PrivateData | undefined): void {
		if (this.#backlog.length === 0 && this.#ring.hasRoom(RESERVED)) {
			this.#counters.responses++;
			this.#ring.push(w0, w1, w2, 0);
			if (data !== undefined) this.#ring.widen(data);
		} else {
			this.#counters.responsesDelayed++;
			this.#backlog.push(w0, w1, w2, 0);
			if (data !== undefined) this.#backlogData.push(data);
			this.#mark();
		}
	}

	/** Puts everything that waits into the ring, as far as there is room, and tells the hardware. */
	pump(): void {
		const backlog = this.#backlog;
		while (backlog.length > 0) {
			if (!this.#ring.hasRoom(RESERVED)) {
				this.#mark();
				return;
			}
			this.#counters.responses++;
			this.#ring.push(backlog.peek(0), backlog.peek(1), backlog.peek(2), 0);
			if ((backlog.peek(0) & Response.PRIVATE_DATA) !== 0)
				this.#ring.widen(this.#backlogData.shift()!);
			backlog.shift();
		}
		this.send();
		this.#ring.flush();
	}

	/** Puts unsent requests into the ring, in order, as far as there is room. */
	send(): void {
		// Looking for room may run code that submits: then the outer call goes on with what was added.
		if (this.#sending) return;
		this.#sending = true;
		let request = this.#lists.unsent;
		while (request !== undefined && (request.state !== ListState.UNSENT || this.#sendOne(request)))
			request = request.next;
		this.#lists.unsent = request;
		this.#sending = false;
	}

	/** Once the hardware is past the marker another one may be made. */
	lookAtMarker(): void {
		if (this.#markerTag !== -1 && this.#ring.written(this.#markerTag)) this.#markerTag = -1;
	}

	/** The waits among the first `fetched` descriptors that are not complete will not be. */
	aborted(fetched: number): void {
		if (this.#markerTag !== -1 && this.#markerAt < fetched && !this.#ring.written(this.#markerTag))
			this.#markerTag = -1;
	}

	forgetMarker(): void {
		this.#markerTag = -1;
	}

	/** The hardware does not go on: responses that wait are lost. */
	giveUp(): void {
		this.#markerTag = -1;
		this.#counters.responsesLost += this.#backlog.length;
		while (this.#backlog.length > 0) this.#backlog.shift();
		this.#backlogData.length = 0;
	}

	/** Whether one more tag can be told from those waited for. */
	#hasTag(): boolean {
		const { nextTag } = this.#ring;
		if (nextTag - this.#lowTag < STATUS_SLOTS) return true;
		let low = this.#markerTag === -1 ? nextTag : this.#markerTag;
		for (let r = this.#lists.first; r !== undefined; r = r.next) {
			if (r.state !== ListState.WAITING) continue;
			// One that is complete but not the oldest must not hold up the oldest.
			if (this.#ring.written(r.tag)) r.state = ListState.DONE;
			else low = Math.min(low, r.tag);
		}
		this.#lowTag = low;
		return nextTag - low < STATUS_SLOTS;
	}

	/** Something waits for room: makes sure that the completion event comes once the hardware got on. */
	#mark(): void {
		// Without a tag, requests are waiting whose completion serves as well. Looking for room comes
		// first: it may run code that comes here too.
		if (this.#ring.hasRoom(0) && this.#markerTag === -1 && this.#hasTag()) {
			this.#markerAt = this.#ring.pushed;
			this.#markerTag = this.#ring.pushWait(false);
		}
		this.#ring.flush();
	}

	/** Sends the rest of a request; false: it does not fit. */
	#sendOne(request: InvalidationRequest): boolean {
		const ring = this.#ring;
		const { words } = request;
		for (;;) {
			const isWait = request.cursor === request.count;
			if (!ring.hasRoom(RESERVED) || (isWait && !this.#hasTag())) {
				this.#mark();
				return false;
			}
			if (request.cursor === 0) request.firstAt = ring.pushed;
			if (isWait) {
				request.fenceAt = ring.pushed;
				request.tag = ring.pushWait(request.drain);
				request.state = ListState.WAITING;
				return true;
			}
			const at = request.cursor * WORDS;
			ring.push(words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!);
			request.cursor++;
		}
	}
}

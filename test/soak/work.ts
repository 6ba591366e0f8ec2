import { FaultlineError } from '../../src/base/errors.js';
import type { WorkloadRequest, WorkloadResult } from '../../src/cli/client.js';
import { type GuestName, LANE_BYTES, LANES, type Lane, rangeOf, type World } from './world.js';

/** What the devices do all the time: copies from `a` to `b`, and writes and reads on `c` and on `d`, lane after lane. */
export class Work {
	copies = 0;
	writes = 0;
	/** Those that failed while their devices or their agent were gone on purpose. */
	excused = 0;
	/** The guests for whom a failure is excused now. */
	readonly excuses = new Set<GuestName>();
	/** Hash of what was written last, by guest and lane. */
	readonly written = new Map<string, string>();
	readonly #world: World;
	readonly #violations: string[];
	#seed = 0;

	constructor(world: World, violations: string[]) {
		this.#world = world;
		this.#violations = violations;
	}

	/** Goes on until `over` is settled, and ends the round that it is in. */
	async during(over: Promise<unknown>): Promise<void> {
		let ended = false;
		const end = over.finally(() => {
			ended = true;
		});
		// Whoever made it hears of its failure; here it only ends the work.
		end.catch(() => {});
		const loop = async (once: (lane: Lane) => Promise<void>): Promise<void> => {
			for (let i = 0; !ended; i++) await once(LANES[i % LANES.length]!);
		};
		await Promise.all([
			loop((lane) => this.#copy(lane)),
			loop((lane) => this.#writeAndRead('c', lane)),
			loop((lane) => this.#writeAndRead('d', lane)),
		]);
	}

	/** Everything once in each lane. */
	async once(): Promise<void> {
		for (const lane of LANES) {
			await this.#copy(lane);
			for (const guest of ['c', 'd'] as const) await this.#writeAndRead(guest, lane);
		}
	}

	async #copy(lane: Lane): Promise<void> {
		const request = {
			copy: { from: rangeOf('a', lane), to: rangeOf('b', lane), length: LANE_BYTES },
		};
		const result = await this.#run(`copy of ${lane.name}`, request, ['a', 'b']);
		if (result === undefined) return;
		this.copies++;
		const source = this.#world.fileHash('a', lane);
		if (result.sha256 !== source)
			this.#violations.push(`copy of ${lane.name}: devices moved ${result.sha256} of ${source}`);
	}

	async #writeAndRead(guest: GuestName, lane: Lane): Promise<void> {
		const to = rangeOf(guest, lane);
		const what = `${guest}-${lane.name}`;
		this.written.delete(what);
		const write = { write: { to, length: LANE_BYTES, seed: ++this.#seed } };
		const written = await this.#run(`write of ${what}`, write, [guest]);
		if (written === undefined) return;
		this.writes++;
		this.written.set(what, written.sha256);
		const mayDiffer = this.excuses.has(guest);
		const read = await this.#run(`read of ${what}`, { read: { from: to, length: LANE_BYTES } }, [
			guest,
		]);
		if (read === undefined || read.sha256 === written.sha256) return;
		if (mayDiffer || this.excuses.has(guest)) this.excused++;
		else this.#violations.push(`${what} read ${read.sha256} after it wrote ${written.sha256}`);
	}

	/** undefined: it failed. */
	async #run(
		what: string,
		request: WorkloadRequest,
		guests: readonly GuestName[],
	): Promise<WorkloadResult | undefined> {
		const excused = () => guests.some((guest) => this.excuses.has(guest));
		const before = excused();
		let failure: string;
		try {
			const result = await this.#world.client.run(request, () => {});
			if (result.ok) return result;
			failure = result.message;
		} catch (error) {
			if (!(error instanceof FaultlineError)) throw error;
			failure = `${error.code} ${error.message}`;
		}
		if (before || excused()) this.excused++;
		else this.#violations.push(`${what} failed: ${failure}`);
		return undefined;
	}
}

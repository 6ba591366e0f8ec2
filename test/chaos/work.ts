import { COPY_BYTES, DISK_BYTES, range, type World } from './world.js';

interface Result {
	readonly ok: boolean;
	readonly code: string;
	readonly message: string;
	readonly sha256: string;
}

/** What the devices do all the time: a copy from guest to guest, and writing and reading on the guest with the disk. */
export class Work {
	copies = 0;
	writes = 0;
	/** Hash of what stands in the disk guest's file now; undefined: it is not known. */
	diskHash: string | undefined;
	readonly #world: World;
	readonly #violations: string[];
	/** The host was ended on purpose: what was under way then may fail. */
	drained = false;

	constructor(world: World, violations: string[]) {
		this.#world = world;
		this.#violations = violations;
	}

	/** Goes on until `over`, and then once more, so that the last thing that was done was done in peace. */
	async during(over: Promise<unknown>): Promise<void> {
		let ended = false;
		const end = over.finally(() => {
			ended = true;
		});
		// Whoever made the troubles hears of their failure; here it only ends the work.
		end.catch(() => {});
		const loop = async (once: () => Promise<void>): Promise<void> => {
			while (!ended) await once();
			await once();
		};
		await Promise.all([loop(() => this.#copy()), loop(() => this.#writeAndRead())]);
	}

	async #copy(): Promise<void> {
		const length = ['--length', String(COPY_BYTES)];
		const result = await this.#run('copy', range('source', 'a'), range('target', 'b'), ...length);
		if (result === undefined) return;
		this.copies++;
		if (result.sha256 !== this.#world.sourceHash)
			this.#violations.push(`a copy read ${result.sha256} and not ${this.#world.sourceHash}`);
	}

	async #writeAndRead(): Promise<void> {
		const length = ['--length', String(DISK_BYTES)];
		const seed = ['--seed', String(this.writes + 1)];
		this.diskHash = undefined;
		const written = await this.#run('write', range('disk', 'c'), ...length, ...seed);
		if (written === undefined) return;
		this.diskHash = written.sha256;
		this.writes++;
		const read = await this.#run('read', range('disk', 'c'), ...length);
		if (read !== undefined && read.sha256 !== written.sha256)
			this.#violations.push(`a device read ${read.sha256} after it wrote ${written.sha256}`);
	}

	/** undefined: it failed, which only a drain of the host excuses. */
	async #run(...args: string[]): Promise<Result | undefined> {
		const { out, err } = await this.#world.host.ctl('run', ...args);
		const last = out.trim().split('\n').at(-1) ?? '';
		const result = last === '' ? undefined : (JSON.parse(last) as { result?: Result } & Result);
		const outcome = result?.result ?? result;
		if (outcome?.ok) return outcome;
		if (!this.drained)
			this.#violations.push(`${args[0]} failed: ${outcome?.code ?? ''} ${outcome?.message ?? err}`);
		return undefined;
	}
}

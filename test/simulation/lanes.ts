import type { DmaError } from '../../src/emulator/endpoint/dma-job.js';
import type { Endpoint } from '../../src/emulator/endpoint/endpoint.js';
import { type Contents, PAGE_BYTES, putSector, SECTOR_BYTES, SECTORS } from './contents.js';
import type { BindingBook } from './observer/translations.js';
import type { Verdict } from './observer/verdict.js';

/** One DMA of a device. */
export interface Transfer {
	readonly pasid: number;
	readonly write: boolean;
	/** Page and sector where it begins, and how many sectors it covers. */
	readonly page: number;
	readonly sector: number;
	readonly sectors: number;
}

export interface LanesOptions {
	readonly verdict: Verdict;
	/** The sessions' bindings of a device's PASID. */
	readonly bindings: (device: string, pasid: number) => readonly BindingBook[];
	/** The contents that a guest shows devices under a PASID. */
	readonly contents: (guest: string, pasid: number) => Contents | undefined;
	readonly newVersion: () => number;
}

/**
 * The DMA of all devices of a host, with law 6: each read is compared with what its guest must have there, each write has
 * contents of its own. Transfers that would race with another for a sector are not made: what a race leaves proves nothing.
 */
export class Lanes {
	readonly #options: LanesOptions;
	/** Sectors in use, by space and number: readers, or -1 for a writer. */
	readonly #used = new Map<string, number>();
	/** Transfers under way. */
	active = 0;
	done = 0;

	constructor(options: LanesOptions) {
		this.#options = options;
	}

	/** Starts a transfer; `ended` is told whether it went well, and false for one that is not made. */
	start(
		device: string,
		endpoint: Endpoint,
		transfer: Transfer,
		ended: (error: DmaError | 'raced' | undefined) => void = () => {},
	): void {
		const { verdict } = this.#options;
		const { pasid, write, page, sector, sectors } = transfer;
		const binding = this.#sole(device, pasid);
		const latest = this.#options.bindings(device, pasid).at(-1);
		const contents = latest === undefined ? undefined : this.#options.contents(latest.guest, pasid);
		const first = page * SECTORS + sector;
		const owner = contents?.owner ?? 0;
		// Whose it will be once it lands must be known of what is written.
		if ((write && contents === undefined) || !this.#lock(owner, first, sectors, write)) {
			ended('raced');
			return;
		}
		const bytes = new Uint8Array(sectors * SECTOR_BYTES);
		const version = write ? this.#options.newVersion() : 0;
		if (write)
			for (let i = 0; i < sectors; i++) {
				const at = first + i;
				const of = Math.floor(at / SECTORS);
				putSector(owner, of, at % SECTORS, version, bytes, i * SECTOR_BYTES);
				contents?.begins(of, at % SECTORS, version);
			}
		this.active++;
		const finish = (error: DmaError | undefined) => {
			this.active--;
			this.done++;
			this.#unlock(owner, first, sectors, write);
			const same = this.#sole(device, pasid) === binding;
			verdict.saw(
				() =>
					`${device} ${write ? 'wrote' : 'read'} 0x${page.toString(16)}: ${error?.kind ?? 'ok'}`,
				...[40, page, sectors, error === undefined ? 0 : 1],
			);
			if (error === undefined && same && binding !== undefined && contents !== undefined)
				this.#compare(device, contents, first, sectors, write ? version : undefined, bytes);
			ended(error);
		};
		const address = page * PAGE_BYTES + sector * SECTOR_BYTES;
		if (write) endpoint.dma.write(pasid, address, bytes, finish);
		else endpoint.dma.read(pasid, address, bytes, finish);
	}

	#compare(
		device: string,
		contents: Contents,
		first: number,
		sectors: number,
		version: number | undefined,
		bytes: Uint8Array,
	): void {
		for (let i = 0; i < sectors; i++) {
			const page = Math.floor((first + i) / SECTORS);
			const sector = (first + i) % SECTORS;
			if (version !== undefined) {
				contents.landed(page, sector, version);
				continue;
			}
			const wrong = contents.check(page, sector, bytes, i * SECTOR_BYTES);
			if (wrong === undefined) contents.isKnown(page, sector, bytes, i * SECTOR_BYTES);
			else this.#options.verdict.violation(6, `${device} read wrong contents: ${wrong}`);
		}
	}

	/** The only session's binding, if it is complete. */
	#sole(device: string, pasid: number): BindingBook | undefined {
		const list = this.#options.bindings(device, pasid);
		return list.length === 1 && list[0]!.state === 'bound' ? list[0] : undefined;
	}

	#lock(owner: number, first: number, sectors: number, write: boolean): boolean {
		for (let i = 0; i < sectors; i++) {
			const used = this.#used.get(`${owner} ${first + i}`) ?? 0;
			if (used < 0 || (write && used > 0)) return false;
		}
		for (let i = 0; i < sectors; i++) {
			const key = `${owner} ${first + i}`;
			this.#used.set(key, write ? -1 : (this.#used.get(key) ?? 0) + 1);
		}
		return true;
	}

	#unlock(owner: number, first: number, sectors: number, write: boolean): void {
		for (let i = 0; i < sectors; i++) {
			const key = `${owner} ${first + i}`;
			this.#used.set(key, write ? 0 : this.#used.get(key)! - 1);
		}
	}
}

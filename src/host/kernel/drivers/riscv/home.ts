import { FaultlineError } from '../../../../base/errors.js';
import type { PhysicalMemory } from '../../../../emulator/memory.js';
import type { TablePages } from '../../fault-source.js';
import type { FrameAllocator } from '../../frames.js';
import { SecondLevelTable } from '../../table/second-level.js';
import { TableWindow } from '../../table/table-window.js';
import type { DeviceTables } from './device-directory.js';
import { ProcessTables } from './process-tables.js';

/** Guest pages from here on are used at home and nowhere else, those below nowhere at home. */
const FIRST_PAGE = 2 ** 36;
/** GSCID 0; guests have others. */
export const HOME_GSCID = 0;

/**
 * Where devices are that translate through no guest: a second stage of the driver's own, in which hardware finds nothing
 * but process tables, in which no process translates to memory. So an access is refused as one of a process that is
 * not bound, a translation request is answered with nothing granted, a page request is queued; a function
 * behind ATS goes on working when somebody binds it (an invalid device context would make it give ATS up).
 *
 * A device's context goes from here to a guest and back while it is valid, by two fields. The guest pages of tables
 * here are none of a guest's and the other way round, so that the one's second stage with the other's process tables
 * leads to nothing.
 */
export class Home {
	/** Guest page of the first-stage table of interrupts. */
	readonly messages: number;
	readonly pages: TablePages;
	readonly #level: SecondLevelTable;
	readonly #empty: ProcessTables;

	private constructor(
		level: SecondLevelTable,
		pages: TablePages,
		empty: ProcessTables,
		messages: number,
	) {
		this.#level = level;
		this.pages = pages;
		this.#empty = empty;
		this.messages = messages;
	}

	/**
	 * With process tables of a mode, and the first-stage table of interrupts in host frame `messages`. Throws
	 * RESOURCE_EXHAUSTED when there are no frames.
	 */
	static create(
		memory: PhysicalMemory,
		frames: FrameAllocator,
		mode: number,
		messages: number,
	): Home {
		const level = SecondLevelTable.create(memory, frames, 'riscv-sv48x4', false);
		if (level !== undefined) {
			const pages = new TableWindow(level, FIRST_PAGE);
			const empty = ProcessTables.create({ memory, frames, pages }, mode);
			const page = empty === undefined ? -1 : pages.map(messages, 1);
			if (empty !== undefined && page !== -1) return new Home(level, pages, empty, page);
			empty?.destroy();
			level.destroy();
		}
		throw new FaultlineError('RESOURCE_EXHAUSTED', 'no free frames for tables that block devices');
	}

	/** Where a device is led, with its own process tables if it has some. */
	tables(own: ProcessTables | undefined): DeviceTables {
		const { page, mode } = own ?? this.#empty;
		return { root: this.#level.root, gscid: HOME_GSCID, page, mode };
	}

	/** Gives all frames back; no device may be here any more. */
	destroy(): void {
		this.#empty.destroy();
		this.#level.destroy();
	}
}

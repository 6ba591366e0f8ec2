/**
 * GCMD, GSTS and RTADDR: switching the unit's parts on and off. Owns RTPS and the root address that
 * software wrote; TES and QIES belong to the tables and to the queue, IRTPS, IRES and CFIS to interrupt remapping.
 *
 * Translation goes on only after a root pointer was set. Setting it, and every change of TE, drops all
 * translation caches (CAP.ESRTPS); TE off starts fault recording at its first register again.
 */

import type { FaultRecording } from './fault-recording.js';
import type { InterruptRemapping } from './interrupt-remapping.js';
import type { InvalidationQueue } from './invalidation-queue.js';
import { Command } from './layout.js';
import type { TranslationTables } from './tables.js';
import type { TranslationCaches } from './translation-caches.js';

export class GlobalCommand {
	/** RTADDR as software wrote it; takes effect at SRTP. */
	rootLow = 0;
	rootHigh = 0;
	readonly #tables: TranslationTables;
	readonly #caches: TranslationCaches;
	readonly #queue: InvalidationQueue;
	readonly #faults: FaultRecording;
	readonly #interrupts: InterruptRemapping;
	#rootSet = false;

	constructor(
		tables: TranslationTables,
		caches: TranslationCaches,
		queue: InvalidationQueue,
		faults: FaultRecording,
		interrupts: InterruptRemapping,
	) {
		this.#tables = tables;
		this.#caches = caches;
		this.#queue = queue;
		this.#faults = faults;
		this.#interrupts = interrupts;
	}

	/** GSTS. */
	readStatus(): number {
		return (
			((this.#tables.enabled ? Command.TE : 0) |
				(this.#rootSet ? Command.SRTP : 0) |
				(this.#queue.enabled ? Command.QIE : 0) |
				(this.#interrupts.enabled ? Command.IRE : 0) |
				(this.#interrupts.tableSet ? Command.SIRTP : 0) |
				(this.#interrupts.compatible ? Command.CFI : 0)) >>>
			0
		);
	}

	/** GCMD: the one-shots first, then each level bit that differs from GSTS. */
	write(value: number): void {
		if ((value & Command.SRTP) !== 0) {
			this.#tables.latchRoot(this.rootLow, this.rootHigh);
			this.#caches.invalidateAll();
			this.#rootSet = true;
		}
		if ((value & Command.SIRTP) !== 0) this.#interrupts.latchTable();
		this.#interrupts.compatible = (value & Command.CFI) !== 0;
		this.#interrupts.enable((value & Command.IRE) !== 0);
		const queued = (value & Command.QIE) !== 0;
		if (queued !== this.#queue.enabled) {
			if (queued) this.#queue.enable();
			else this.#queue.disable();
		}
		const translated = (value & Command.TE) !== 0;
		if (translated === this.#tables.enabled || (translated && !this.#rootSet)) return;
		this.#tables.enabled = translated;
		this.#tables.invalidateAll();
		this.#caches.invalidateAll();
		if (!translated) this.#faults.resetIndex();
	}
}

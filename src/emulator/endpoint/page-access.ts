import { Access, type IommuPort, NO_PASID, Translation } from '../iommu/contract.js';
import type { PhysicalMemory } from '../memory.js';
import type { AddressTranslationCache } from './atc.js';
import type { Capabilities } from './capabilities.js';
import type { FunctionCounters } from './counters.js';
import type { DmaErrorKind, DmaJob } from './dma-job.js';
import { discardPage, movePage } from './page-copy.js';

/** How the access of one page ended. */
export const PageOutcome = {
	/** The bytes are moved. */
	DONE: 0,
	/** Nothing grants the access; the page can be asked for. */
	MISSING: 1,
	ABORTED: 2,
	UNSUPPORTED: 3,
	NOT_ENABLED: 4,
} as const;
export type PageOutcome = (typeof PageOutcome)[keyof typeof PageOutcome];

/**
 * Does the access of one page of a job: finds the frame in the ATC, by translation request, or through
 * an untranslated access, and moves the page's bytes. Complete when it returns: no use of a
 * translation outlives the call, so an invalidation never has to wait for one.
 *
 * ATS on: ATC, then translation request; what is not granted is MISSING when PRI is on or will be again, otherwise
 * the access goes out untranslated, so that the IOMMU records the fault. ATS off: untranslated.
 */
export class PageAccess {
	readonly #memory: PhysicalMemory;
	readonly #capabilities: Capabilities;
	readonly #atc: AddressTranslationCache;
	readonly #counters: FunctionCounters;
	/** The way to the IOMMU; undefined while the function is not attached. */
	port: IommuPort | undefined;

	constructor(
		memory: PhysicalMemory,
		capabilities: Capabilities,
		atc: AddressTranslationCache,
		counters: FunctionCounters,
	) {
		this.#memory = memory;
		this.#capabilities = capabilities;
		this.#atc = atc;
		this.#counters = counters;
	}

	/** Whether the access of page `index` can be done without the right to ask for the page. */
	needsNoCredit(job: DmaJob, index: number): boolean {
		const { atsActive, asksForPages } = this.#capabilities;
		if (!atsActive || !asksForPages) return true;
		return this.#atc.lookup(job.pasid, job.firstPage + index, job.access) >= 0;
	}

	/** Reads what an access will use. */
	touch(): number {
		return this.#atc.size + (this.port?.granted ?? 0);
	}

	/** Accesses page `index` of the job. */
	perform(job: DmaJob, index: number): PageOutcome {
		const { port } = this;
		const capabilities = this.#capabilities;
		const { pasid, access } = job;
		if (port === undefined || pasid > capabilities.pasidLimit) return PageOutcome.NOT_ENABLED;
		if ((access & (Access.EXEC | Access.PRIV)) !== 0 && !capabilities.permits(access))
			return PageOutcome.NOT_ENABLED;
		const page = job.firstPage + index;
		if (capabilities.atsActive) {
			const cached = this.#atc.lookup(pasid, page, access);
			if (cached >= 0) {
				this.#counters.atcHits++;
				return this.#move(job, index, cached);
			}
			this.#counters.translations++;
			const result = port.translate(pasid, page, access);
			if (result === Translation.OK) {
				// The IOMMU translates 4 KiB: less than a larger STU promises, which counts as
				// Unsupported Request (PCIe 10.2.3.2).
				if (capabilities.stu !== 0) return this.#unsupported();
				const { frame, granted } = port;
				this.#atc.insert(pasid, page, access, granted, frame);
				if ((access & 7 & ~granted) === 0) return this.#move(job, index, frame);
			} else if (result === Translation.UNSUPPORTED) return this.#unsupported();
			else if (result === Translation.ABORTED) return PageOutcome.ABORTED;
			if (capabilities.asksForPages) return PageOutcome.MISSING;
		}
		this.#counters.untranslated++;
		const result = port.access(pasid, page, access);
		if (result === Translation.OK) return this.#move(job, index, port.frame);
		if (result === Translation.DISCARDED) {
			discardPage(job, index, this.#counters);
			return PageOutcome.DONE;
		}
		return result === Translation.UNSUPPORTED ? PageOutcome.UNSUPPORTED : PageOutcome.ABORTED;
	}

	#unsupported(): PageOutcome {
		this.#capabilities.disableAtsUse();
		this.#atc.clear();
		return PageOutcome.UNSUPPORTED;
	}

	/** A frame outside of memory is a Completer Abort. */
	#move(job: DmaJob, index: number, frame: number): PageOutcome {
		return movePage(this.#memory, job, index, frame, this.#counters)
			? PageOutcome.DONE
			: PageOutcome.ABORTED;
	}
}

/** `access` as a request with this PASID can carry it: execute and privileged mode travel with a PASID only. */
export function carriedAccess(pasid: number, access: number): number {
	return pasid === NO_PASID ? access & (Access.READ | Access.WRITE) : access;
}

/** How a job ends at an access that ended so, and why; for outcomes that are neither DONE nor MISSING. */
export function kindOf(outcome: PageOutcome): DmaErrorKind {
	if (outcome === PageOutcome.UNSUPPORTED) return 'unsupported';
	return outcome === PageOutcome.NOT_ENABLED ? 'not-enabled' : 'aborted';
}

export function reasonOf(outcome: PageOutcome): string {
	if (outcome === PageOutcome.UNSUPPORTED)
		return 'the IOMMU answered Unsupported Request; ATS is off until it is enabled again';
	if (outcome === PageOutcome.NOT_ENABLED)
		return 'not attached, or the PASID or the permission is not enabled in the PASID capability';
	return 'the access was aborted by the IOMMU or by memory';
}

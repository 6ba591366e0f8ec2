import type { DomainRef } from '../../fault-source.js';
import { addressHigh, addressLow } from '../shared/registers.js';
import type { ContextTables } from './context-tables.js';
import { Cd, StallModel, Ste } from './layout.js';
import type { Capabilities } from './registers.js';

/** What decides over a stream's structures. */
export interface StreamTraits {
	/** The device makes translation requests. */
	readonly ats: boolean;
	/** PRG Response PASID Required: the SMMU's own answers carry the PASID too. */
	readonly responseNeedsPasid: boolean;
	/** Its accesses may stall. */
	readonly stalls: boolean;
}

/**
 * Fills `words` with the entry of a stream (Arm IHI 0070, 5.2) that is translated through the context descriptors' tables
 * and then through the domain's stage 2, under `vmid`. Requests without a substream use descriptor 0. Stage 2's faults
 * are recorded and aborted: no guest can mend them.
 */
export function streamEntry(
	words: Uint32Array,
	caps: Capabilities,
	traits: StreamTraits,
	contexts: ContextTables,
	domain: DomainRef,
	vmid: number,
): void {
	const forced = caps.stallModel === StallModel.STALL;
	words.fill(0);
	contextPointer(words, contexts);
	words[2] =
		Ste.DEFAULT_CD_0 |
		Ste.CONTEXTS_CACHED |
		(traits.responseNeedsPasid ? Ste.PASID_IN_RESPONSES : 0) |
		// Illegal unless the SMMU can do both.
		(traits.stalls || caps.stallModel !== StallModel.BOTH ? 0 : Ste.STALL_DISABLED) |
		(traits.ats ? Ste.ATS : 0);
	words[3] = Ste.SHARE_INCOMING;
	words[4] = vmid;
	words[5] =
		(64 - Math.min(caps.addressBits, domain.addressWidth)) |
		Ste.SECOND_LEVEL_0 |
		Ste.SECOND_CACHED |
		(caps.addressCode << Ste.SECOND_SIZE_SHIFT) |
		Ste.SECOND_AARCH64 |
		Ste.SECOND_PROTECT |
		(forced ? Ste.SECOND_STALL : 0) |
		Ste.SECOND_RECORD;
	words[6] = addressLow(domain.secondLevelRoot);
	words[7] = addressHigh(domain.secondLevelRoot);
}

/** The first two words of the entry: whose context descriptors, how many and how to find them. */
export function contextPointer(words: Uint32Array, contexts: ContextTables): void {
	words[0] =
		(addressLow(contexts.page) |
			Ste.VALID |
			Ste.NESTED |
			(contexts.twoLevels ? Ste.CONTEXTS_TWO_LEVELS : 0)) >>>
		0;
	words[1] = (addressHigh(contexts.page) | (contexts.bits << Ste.CONTEXT_BITS_SHIFT)) >>> 0;
}

/**
 * Fills `words` with a context descriptor (5.4) for the first-level table at guest page `rootPage`, in the address
 * space `asid`: 48 bits, the lower half only, hardware keeps access flag and dirty state, faults are recorded
 * and aborted unless they stall.
 */
export function contextDescriptor(
	words: Uint32Array,
	caps: Capabilities,
	stalls: boolean,
	asid: number,
	rootPage: number,
): void {
	words.fill(0);
	words[0] = (Cd.LOWER_48 | Cd.NO_UPPER | Cd.VALID) >>> 0;
	words[1] =
		(caps.addressCode |
			Cd.AARCH64 |
			Cd.DIRTY |
			Cd.ACCESSED |
			(stalls ? Cd.STALL : 0) |
			Cd.RECORD |
			Cd.ABORT |
			Cd.ASID_PRIVATE |
			(asid << Cd.ASID_SHIFT)) >>>
		0;
	words[2] = addressLow(rootPage);
	words[3] = addressHigh(rootPage);
	words[6] = Cd.MAIR;
}

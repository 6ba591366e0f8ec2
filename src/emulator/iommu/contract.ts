/**
 * What every IOMMU model fulfils, whatever its architecture. An endpoint sees an `IommuPort`; the
 * IOMMU sees an `EndpointPort`; software (the kernel's driver) sees registers, memory and
 * interrupts, nothing else.
 *
 * A source id is how transactions name their device: a PCI requester id (16 bits: bus, device, function) for
 * VT-d and AMD-Vi, a stream id for SMMUv3, a device id (24 bits) for RISC-V, an endpoint id for virtio.
 *
 * Pages are page numbers (address >> 12), at most 52 bits, exact in a double. A PASID is 20 bits;
 * `NO_PASID` stands for a request without one.
 */

export const NO_PASID = -1;

/** What an access wants and what a translation grants; also the request flags of a page request. */
export const Access = { READ: 1, WRITE: 2, EXEC: 4, PRIV: 8 } as const;

/** How a translation ended. */
export const Translation = {
	/** `frame` and `granted` of the port are valid. */
	OK: 0,
	/** Nothing granted (R=W=0): an ATS endpoint may ask for the page and retry. */
	NO_ACCESS: 1,
	/** Unsupported Request: the function must stop using ATS until it is enabled again. */
	UNSUPPORTED: 2,
	/** Completer Abort: this request failed for good; others may go on. */
	ABORTED: 3,
	/** Held by the IOMMU until software ends the stall; `stall` of the port names it. Of `access` only. */
	STALLED: 4,
	/** Ended without effect and without an error: a read returns zeros, a write is ignored. Of `access` only. */
	DISCARDED: 5,
} as const;
export type Translation = (typeof Translation)[keyof typeof Translation];

/** How software ended a stall (SMMUv3 CMD_RESUME). */
export const StallEnd = {
	/** The access is to be made again; it may stall again, under another name. */
	RETRY: 0,
	/** As `Translation.ABORTED`. */
	ABORT: 1,
	/** As `Translation.DISCARDED`. */
	DISCARD: 2,
} as const;
export type StallEnd = (typeof StallEnd)[keyof typeof StallEnd];

/** Page-response codes as they travel in a PRG Response message (PCIe 10.4.2.1). */
export const PrgResponse = { SUCCESS: 0x0, INVALID: 0x1, FAILURE: 0xf } as const;

/**
 * 128 bits that an endpoint integrated with its IOMMU sends with a page request and gets back with the response: four
 * 32-bit words, the lowest first. PCI Express messages have no place for them.
 */
export type PrivateData = readonly [number, number, number, number];

/** What an endpoint uses of its IOMMU; made by `IommuModel.connect`, bound to one source id. */
export interface IommuPort {
	/** Host frame number of the last translation that ended OK. */
	readonly frame: number;
	/** `Access` bits that the last OK translation grants; at least one of READ and WRITE. */
	readonly granted: number;
	/** Name of the last access that ended STALLED, unique among the stalled ones of this port. */
	readonly stall: number;
	/**
	 * ATS translation request (AT=01) for one page. `access` says what the endpoint wants; without
	 * WRITE the request carries NW. A grant may still lack what was wanted: the endpoint then asks for
	 * the page.
	 */
	translate(pasid: number, page: number, access: number): Translation;
	/**
	 * Translation of an untranslated access (AT=00), as the IOMMU does it on the way of the
	 * transaction. What is not permitted is recorded as an unrecoverable fault and ends ABORTED, or
	 * DISCARDED where the IOMMU is set up so; an IOMMU and endpoint that can stall may end it STALLED.
	 */
	access(pasid: number, page: number, access: number): Translation;
	/**
	 * Message-signalled interrupt: an untranslated write of `data` (32 bits) to a byte address. OK: it was
	 * delivered, remapped or as it is. ABORTED: it was not, and a fault is recorded where the IOMMU does so.
	 */
	message(address: number, data: number): Translation;
	/** Page Request message. `last` closes the group. The caller holds the outstanding-request rule. */
	pageRequest(pasid: number, page: number, access: number, prgIndex: number, last: boolean): void;
	/**
	 * A page request with private data, which is answered by itself, the last of its group or not. Only IOMMUs that
	 * know such data have it, and take the request without the data where they are set up so.
	 */
	privateRequest?(
		pasid: number,
		page: number,
		access: number,
		prgIndex: number,
		last: boolean,
		data: PrivateData,
	): void;
	/** Stop marker of a PASID (LPIG with neither R nor W). */
	stopMarker(pasid: number): void;
}

/** What an IOMMU uses of an endpoint behind it. */
export interface EndpointPort {
	/**
	 * Invalidate Request: drop cached translations. `pasid` is NO_PASID for a request without PASID
	 * (which drops PASID-tagged entries too); `pages` is the span in pages from `page`, Infinity for
	 * all; `global` drops the range for all PASIDs. `done` is the Invalidate Completion: it must be called
	 * exactly once, after every use of the old translations.
	 */
	invalidate(pasid: number, page: number, pages: number, global: boolean, done: () => void): void;
	/** PRG Response message; `code` is 4 bits, `pasid` NO_PASID where the message carries none. */
	pageResponse(pasid: number, prgIndex: number, code: number): void;
	/** The response to a page request with private data: the request's own. Only endpoints that send some have it. */
	privateResponse?(pasid: number, prgIndex: number, code: number, data: PrivateData): void;
	/**
	 * A PRG Response is about to come, after those of other endpoints: a hint, to be taken without effect. An
	 * endpoint may read now what it will need then, so that the waits for memory of many pass at the same time.
	 */
	expectResponse?(prgIndex: number): void;
	/**
	 * Software ended the stall of an access. An endpoint without this cannot be stalled (PCIe forbids it):
	 * what would stall ends ABORTED.
	 */
	stallEnded?(stall: number, end: StallEnd): void;
}

/** What can be made wrong with the entry that a device's transactions are looked up by. */
export type Spoiling = 'invalid' | 'reserved';

/** What fault injection needs of a model, beyond what endpoints and software reach. Nothing else uses it. */
export interface ModelFaults {
	/** Whether there is any fault behind it that software can recover from. */
	readonly recoverable: boolean;
	/** Page requests, and records of unrecoverable faults, that found no room since the model was made. */
	requestsDropped(): number;
	faultsDropped(): number;
	/**
	 * Makes the entry of a source id wrong in memory, as faulty software would: not valid, or with reserved bits set; and
	 * drops what is cached of it. Returns what makes it as it was. Undefined: the tables do not lead to an entry.
	 * A model whose tables are not in memory has no such method.
	 */
	spoil?(sourceId: number, how: Spoiling): (() => void) | undefined;
}

/** An emulated IOMMU. */
export interface IommuModel {
	/** For fault injection; a model without it can be made to do nothing. */
	readonly faults?: ModelFaults;
	/**
	 * The outstanding Invalidate Requests to an endpoint timed out: PCIe gives them about a minute, and a model has no
	 * clock, so whoever owns time says so. Returns how many there were.
	 */
	expireInvalidations?(sourceId: number): number;
	/** Puts an endpoint behind the IOMMU under a source id, which must be free and in the IOMMU's range. */
	connect(sourceId: number, endpoint: EndpointPort): IommuPort;
	/** Takes the endpoint away (hot unplug); outstanding invalidations of it complete, its stalls are forgotten. */
	disconnect(sourceId: number): void;
	/** Register read; offsets that no register occupies read 0. 32-bit aligned. */
	readRegister(offset: number): number;
	/** Register write, 32 bits; 64-bit registers are written low half first. */
	writeRegister(offset: number, value: number): void;
	/** Where the IOMMU's message-signalled interrupts go: called with the message data. */
	onInterrupt(handler: (data: number) => void): void;
	/**
	 * Where devices' interrupts go once they passed: `destination` is what the interrupt controller is
	 * addressed by (an APIC id, or the page of an interrupt file), `data` the vector or the message's data.
	 */
	onDeviceInterrupt(handler: (destination: number, data: number) => void): void;
}

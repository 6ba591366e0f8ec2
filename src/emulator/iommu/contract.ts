/**
 * What every IOMMU model fulfils, whatever its architecture. An endpoint sees an `IommuPort`; the
 * IOMMU sees an `EndpointPort`; software (the kernel's driver) sees registers, memory and
 * interrupts, nothing else.
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
} as const;
export type Translation = (typeof Translation)[keyof typeof Translation];

/** Page-response codes as they travel in a PRG Response message (PCIe 10.4.2.1). */
export const PrgResponse = { SUCCESS: 0x0, INVALID: 0x1, FAILURE: 0xf } as const;

/** What an endpoint uses of its IOMMU; made by `IommuModel.connect`, bound to one requester id. */
export interface IommuPort {
	/** Host frame number of the last translation that ended OK. */
	readonly frame: number;
	/** `Access` bits that the last OK translation grants; at least one of READ and WRITE. */
	readonly granted: number;
	/**
	 * ATS translation request (AT=01) for one page. `access` says what the endpoint wants; without
	 * WRITE the request carries NW. A grant may still lack what was wanted: the endpoint then asks for
	 * the page.
	 */
	translate(pasid: number, page: number, access: number): Translation;
	/**
	 * Translation of an untranslated access (AT=00), as the IOMMU does it on the way of the
	 * transaction. What is not permitted is recorded as an unrecoverable fault and ends ABORTED.
	 */
	access(pasid: number, page: number, access: number): Translation;
	/** Page Request message. `last` closes the group. The caller holds the outstanding-request rule. */
	pageRequest(pasid: number, page: number, access: number, prgIndex: number, last: boolean): void;
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
}

/** An emulated IOMMU. */
export interface IommuModel {
	/** Puts an endpoint behind the IOMMU under a 16-bit requester id, which must be free. */
	connect(requesterId: number, endpoint: EndpointPort): IommuPort;
	/** Takes the endpoint away (hot unplug); outstanding invalidations of it complete. */
	disconnect(requesterId: number): void;
	/** Register read; offsets that no register occupies read 0. 32-bit aligned. */
	readRegister(offset: number): number;
	/** Register write, 32 bits; 64-bit registers are written low half first. */
	writeRegister(offset: number, value: number): void;
	/** Where the IOMMU's message-signalled interrupts go: called with the message data. */
	onInterrupt(handler: (data: number) => void): void;
}

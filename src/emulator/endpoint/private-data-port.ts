import type { IommuPort, PrivateData } from '../iommu/contract.js';
import { ForwardingPort } from '../iommu/forwarding-port.js';
import { PRG_INDICES } from './page-requests.js';

const MARK = 0x7072_6976;

/**
 * The way to the IOMMU of a function that sends private data with the last page request of each group, as one that is
 * integrated with its IOMMU can (VT-d revisions 3.x, 7.4.1.1). The data names the request, so that the response tells
 * whether software has brought it back whole. An IOMMU that knows no such data gets requests without.
 */
export class PrivateDataPort extends ForwardingPort {
	readonly #requesterId: number;
	/** By index: the number that went with the last request of the group that was sent under it last; 0: none was. */
	readonly #sent = new Uint32Array(PRG_INDICES);
	#number = 0;

	constructor(inner: IommuPort, requesterId: number) {
		super(inner);
		this.#requesterId = requesterId;
	}

	override pageRequest(
		pasid: number,
		page: number,
		access: number,
		prgIndex: number,
		last: boolean,
	): void {
		if (!last || this.privateRequest === undefined) {
			super.pageRequest(pasid, page, access, prgIndex, last);
			return;
		}
		this.#number = (this.#number + 1) >>> 0 || 1;
		this.#sent[prgIndex] = this.#number;
		const data = [this.#number, prgIndex, this.#requesterId, MARK] as const;
		this.privateRequest(pasid, page, access, prgIndex, last, data);
	}

	/** Whether this is what went with the last request of the group of an index. */
	isOwn(prgIndex: number, [number, index, requesterId, mark]: PrivateData): boolean {
		const same = number !== 0 && number === this.#sent[prgIndex];
		return same && index === prgIndex && requesterId === this.#requesterId && mark === MARK;
	}
}

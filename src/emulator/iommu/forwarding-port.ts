import type { IommuPort, Translation } from './contract.js';

/** A way to an IOMMU that passes everything on as it is, for those who change or see a part of it. */
export class ForwardingPort implements IommuPort {
	declare readonly privateRequest?: NonNullable<IommuPort['privateRequest']>;
	protected readonly inner: IommuPort;

	constructor(inner: IommuPort) {
		this.inner = inner;
		// Only what the IOMMU has: an endpoint looks at it.
		if (inner.privateRequest !== undefined)
			this.privateRequest = (...request) => inner.privateRequest?.(...request);
	}

	get frame(): number {
		return this.inner.frame;
	}

	get granted(): number {
		return this.inner.granted;
	}

	get stall(): number {
		return this.inner.stall;
	}

	translate(pasid: number, page: number, access: number): Translation {
		return this.inner.translate(pasid, page, access);
	}

	access(pasid: number, page: number, access: number): Translation {
		return this.inner.access(pasid, page, access);
	}

	message(address: number, data: number): Translation {
		return this.inner.message(address, data);
	}

	pageRequest(pasid: number, page: number, access: number, prgIndex: number, last: boolean): void {
		this.inner.pageRequest(pasid, page, access, prgIndex, last);
	}

	stopMarker(pasid: number): void {
		this.inner.stopMarker(pasid);
	}
}

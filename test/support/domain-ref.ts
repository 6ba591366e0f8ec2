import type { GuestDomain } from '../../src/host/kernel/domain.js';
import type { DomainRef, TablePages } from '../../src/host/kernel/fault-source.js';
import type { SecondLevelFormat } from '../../src/host/kernel/table/formats.js';

/** The domain as a driver of the format sees it; throws where there are no frames for its table. */
export function domainRef(domain: GuestDomain, format: SecondLevelFormat, id?: number): DomainRef {
	const ref = domain.ref(format, id);
	if (typeof ref === 'number') throw new Error(`domain: ${ref}`);
	return ref;
}

/** For domains of tests whose driver has no tables in them. */
export const NO_TABLE_PAGES: TablePages = { map: () => -1, unmap() {} };

/**
 * Addresses of requests without PASID that mean something else than memory (AMD IOMMU specification 48882, section 2.1.2, the
 * HyperTransport address map below 2^40, and the PCIe interrupt range 0xFEEx_xxxx). Owns no state.
 */

/** What a page is; `NONE`: ordinary. */
export const Range = { NONE: 0, INTERRUPT: 1, SYSTEM_MANAGEMENT: 2, PORT_IO: 3 } as const;

const MSI_FIRST = 0xf_ee00;
const MSI_LAST = 0xf_eeff;
const HT_FIRST = 0xfdf_8000;
const HT_LAST = 0xfdf_dfff;
const HT_INTERRUPT_LAST = 0xfdf_8fff;
const HT_SYSTEM_FIRST = 0xfdf_9100;
const HT_SYSTEM_LAST = 0xfdf_91ff;
const HT_IO_FIRST = 0xfdf_c000;

export function rangeOf(page: number): number {
	if (page < HT_FIRST) return page >= MSI_FIRST && page <= MSI_LAST ? Range.INTERRUPT : Range.NONE;
	if (page > HT_LAST) return Range.NONE;
	if (page <= HT_INTERRUPT_LAST) return Range.INTERRUPT;
	if (page >= HT_SYSTEM_FIRST && page <= HT_SYSTEM_LAST) return Range.SYSTEM_MANAGEMENT;
	return page >= HT_IO_FIRST ? Range.PORT_IO : Range.NONE;
}

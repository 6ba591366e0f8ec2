/**
 * Numbers of the Virtual I/O Device specification (VIRTIO 1.3), as the driver uses them: registers of the memory-mapped
 * transport (4.2.2), the split virtqueue (2.7), features, configuration, requests and fault reports of the IOMMU device
 * (5.13). Everything is little endian.
 */

/** Registers of the transport. */
export const Reg = {
	MAGIC_VALUE: 0x000,
	VERSION: 0x004,
	DEVICE_ID: 0x008,
	DEVICE_FEATURES: 0x010,
	DEVICE_FEATURES_SEL: 0x014,
	DRIVER_FEATURES: 0x020,
	DRIVER_FEATURES_SEL: 0x024,
	QUEUE_SEL: 0x030,
	QUEUE_SIZE_MAX: 0x034,
	QUEUE_SIZE: 0x038,
	QUEUE_READY: 0x044,
	QUEUE_NOTIFY: 0x050,
	INTERRUPT_STATUS: 0x060,
	INTERRUPT_ACK: 0x064,
	STATUS: 0x070,
	QUEUE_DESC: 0x080,
	QUEUE_DRIVER: 0x090,
	QUEUE_DEVICE: 0x0a0,
	CONFIG_GENERATION: 0x0fc,
	CONFIG: 0x100,
} as const;

/** "virt". */
export const MAGIC = 0x7472_6976;
/** The transport that is not the legacy one. */
export const TRANSPORT_VERSION = 2;
/** Device id of an IOMMU (chapter 5). */
export const IOMMU_DEVICE = 23;

/** Offsets in the configuration space (5.13.4). */
export const Config = {
	PAGE_SIZE_MASK: 0,
	INPUT_START: 8,
	INPUT_END: 16,
	DOMAIN_START: 24,
	DOMAIN_END: 28,
	PROBE_SIZE: 32,
	BYPASS: 36,
} as const;

/** Device status (2.1). */
export const Status = {
	ACKNOWLEDGE: 1,
	DRIVER: 2,
	DRIVER_OK: 4,
	FEATURES_OK: 8,
	DEVICE_NEEDS_RESET: 64,
	FAILED: 128,
} as const;

/** InterruptStatus. */
export const Interrupt = { USED_BUFFER: 1, CONFIGURATION: 2 } as const;

/** Feature bits 31:0, */
export const Feature = {
	INPUT_RANGE: 1 << 0,
	DOMAIN_RANGE: 1 << 1,
	MAP_UNMAP: 1 << 2,
	PROBE: 1 << 4,
	BYPASS_CONFIG: 1 << 6,
} as const;
/** and 63:32. */
export const VERSION_1 = 1 << 0;

/** The two virtqueues. */
export const REQUEST_QUEUE = 0;
export const EVENT_QUEUE = 1;

/** Descriptors (2.7.5), and the elements of the used ring (2.7.8). */
export const DESCRIPTOR_BYTES = 16;
export const DescriptorFlag = { NEXT: 1, WRITE: 2 } as const;
export const USED_ELEMENT_BYTES = 8;

/** Types of request (5.13.6). */
export const RequestType = { ATTACH: 1, DETACH: 2, MAP: 3, UNMAP: 4, PROBE: 5 } as const;
export type RequestType = (typeof RequestType)[keyof typeof RequestType];

/** Bytes of what the device reads of a request of each type. */
export const REQUEST_BYTES: readonly number[] = [0, 20, 20, 36, 28, 72];
export const LONGEST_REQUEST = 72;
/** What it writes at the end of its answer: the status, and three reserved bytes. */
export const TAIL_BYTES = 4;

export const MapFlag = { READ: 1, WRITE: 2 } as const;

/** Properties that PROBE answers (5.13.6.8): a type of 12 bits and a length before each. */
export const PROPERTY_HEAD = 4;
export const RESV_MEM = 1;
export const RESV_MEM_BYTES = 20;
export const RESV_MEM_MSI = 1;

/** Fault reports (5.13.6.9). */
export const FAULT_BYTES = 24;
export const FaultFlag = { READ: 1, WRITE: 2, ADDRESS: 0x100 } as const;

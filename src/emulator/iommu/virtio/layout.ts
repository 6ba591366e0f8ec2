/**
 * Numbers of the Virtual I/O Device specification (VIRTIO 1.3 and its working draft), as the device sees
 * them: registers of the memory-mapped transport (4.2.2), ring flags (2.7), features and requests of the IOMMU device
 * (5.13). Everything is little endian.
 */

/** Registers of the transport (4.2.2). */
export const Reg = {
	MAGIC: 0x000,
	VERSION: 0x004,
	DEVICE_ID: 0x008,
	VENDOR_ID: 0x00c,
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
	SHM_LEN: 0x0b0,
	SHM_BASE: 0x0b8,
	QUEUE_RESET: 0x0c0,
	CONFIG_GENERATION: 0x0fc,
	CONFIG: 0x100,
} as const;

export const MAGIC = 0x7472_6976;
export const TRANSPORT_VERSION = 2;
export const IOMMU_DEVICE = 23;

/** Bits of the device status field (2.1). */
export const DeviceStatus = {
	ACKNOWLEDGE: 1,
	DRIVER: 2,
	DRIVER_OK: 4,
	FEATURES_OK: 8,
	NEEDS_RESET: 64,
	FAILED: 128,
} as const;

/** Bits of InterruptStatus. */
export const Interrupt = { USED_BUFFER: 1, CONFIGURATION: 2 } as const;

/** Feature bits 0 to 31. */
export const Feature = {
	INPUT_RANGE: 1 << 0,
	DOMAIN_RANGE: 1 << 1,
	MAP_UNMAP: 1 << 2,
	BYPASS: 1 << 3,
	PROBE: 1 << 4,
	MMIO: 1 << 5,
	BYPASS_CONFIG: 1 << 6,
	INDIRECT_DESC: 1 << 28,
	EVENT_IDX: 1 << 29,
} as const;

/** Feature bits 32 to 63. */
export const HighFeature = { VERSION_1: 1 << 0, RING_RESET: 1 << 8 } as const;

/** Flags of a descriptor (2.7.5). */
export const Descriptor = { NEXT: 1, WRITE: 2, INDIRECT: 4 } as const;

/** Request types (5.13.6). */
export const Request = { ATTACH: 1, DETACH: 2, MAP: 3, UNMAP: 4, PROBE: 5 } as const;

/** Bytes of the device-readable part of each request. */
export const RequestSize = { ATTACH: 20, DETACH: 20, MAP: 36, UNMAP: 28, PROBE: 72 } as const;
export const HEAD_SIZE = 4;
export const TAIL_SIZE = 4;

/** Request status. IOERR and DEVERR are for devices that can fail by themselves; this one cannot. */
export const Status = {
	OK: 0,
	IOERR: 1,
	UNSUPP: 2,
	DEVERR: 3,
	INVAL: 4,
	RANGE: 5,
	NOENT: 6,
	FAULT: 7,
	NOMEM: 8,
} as const;
export type Status = (typeof Status)[keyof typeof Status];

export const ATTACH_BYPASS = 1;
export const MapFlag = { READ: 1, WRITE: 2, MMIO: 4 } as const;

/** Fault reports (5.13.6.9). */
export const FaultReason = { UNKNOWN: 0, DOMAIN: 1, MAPPING: 2 } as const;
export const FaultFlag = { READ: 1, WRITE: 2, ADDRESS: 0x100 } as const;
export const FAULT_SIZE = 24;

/** The RESV_MEM property (5.13.6.8.1): type, bytes of its value, subtypes. */
export const RESV_MEM = 1;
export const RESV_MEM_LENGTH = 20;
export const RESV_MEM_SIZE = 24;
export const ResvMem = { RESERVED: 0, MSI: 1 } as const;

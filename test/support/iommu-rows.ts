import { AmdViModel } from '../../src/emulator/iommu/amdvi/amdvi-model.js';
import type { IommuModel } from '../../src/emulator/iommu/contract.js';
import { RiscvIommuModel } from '../../src/emulator/iommu/riscv/riscv-model.js';
import { SmmuV3Model } from '../../src/emulator/iommu/smmuv3/smmuv3-model.js';
import { VirtioIommuModel } from '../../src/emulator/iommu/virtio/virtio-iommu-model.js';
import { VtdModel } from '../../src/emulator/iommu/vtd/vtd-model.js';
import type { HostIommuDriver } from '../../src/host/iommu-drivers.js';
import { AmdViDriver } from '../../src/host/kernel/drivers/amdvi/driver.js';
import { RiscvIommuDriver } from '../../src/host/kernel/drivers/riscv/driver.js';
import { SmmuV3Driver } from '../../src/host/kernel/drivers/smmuv3/driver.js';
import { VirtioIommuDriver } from '../../src/host/kernel/drivers/virtio/driver.js';
import { VtdDriver } from '../../src/host/kernel/drivers/vtd/driver.js';
import { FaultReason } from '../../src/host/kernel/fault.js';
import type { QueueCounters } from '../../src/host/kernel/fault-source.js';
import type { Answer } from './hardware-tap.js';
import type { MachineParts } from './kernel-machine.js';

/** A driver, and what every one counts. */
export interface CountingDriver extends HostIommuDriver {
	readonly counters: QueueCounters & { readonly faults: number; readonly faultsUnowned: number };
}

/** A driver of an IOMMU with a recoverable path, and what every such one counts besides. */
export interface RecoveringDriver extends CountingDriver {
	readonly counters: CountingDriver['counters'] & {
		readonly responses: number;
		readonly responsesLost: number;
		readonly overflows: number;
		readonly partialsDiscarded: number;
		readonly unknownDevice: number;
		readonly invalidations: number;
		readonly invalidationRetries: number;
		readonly invalidationsGivenUp: number;
	};
}

/** Sizes of an IOMMU's queues: what they usually have, or as little as makes sense. */
export type Queues = 'usual' | 'small';

interface Made<D> {
	readonly unit: IommuModel;
	readonly driver: D;
}

/** An IOMMU. */
export interface IommuRow {
	/** For the names of tests. */
	readonly name: string;
	readonly kind: string;
	make(parts: MachineParts, queues: Queues): Made<CountingDriver>;
	/** Unrecoverable faults that have room in the small queue for them. */
	readonly events: number;
	/** How many of these leave no doubt that none was lost. */
	readonly eventsSure: number;
	/** Whether it knows PASIDs. */
	readonly pasids: boolean;
	/** Reason of a write to a page that may only be read. */
	readonly writeDenied: FaultReason;
	/** Reasons of accesses through PASID 8 and PASID 700, when only PASID 7 is bound. */
	readonly unboundReasons: readonly FaultReason[];
	/** What is logged of a read of page 5 (with PASID 3) by source id 0x77, which nobody knows. */
	readonly strangerLog: string;
	/** Errors that the unit has, which its driver did not acknowledge; 0: none. */
	errors(unit: IommuModel): number;
}

/** An IOMMU, and how devices behind it wait for a page: by page requests, or by stalls. */
export interface RecoverableRow extends IommuRow {
	readonly mode: 'pri' | 'stall';
	make(parts: MachineParts, queues: Queues): Made<RecoveringDriver>;
	/** Records that the small queue of page requests, or of stalls, holds. */
	readonly requests: number;
	/** What becomes of an access with PRI through a PASID that is not bound: it asks for the page, or is aborted. */
	readonly unbound: 'asks' | 'aborted';
	/** The answer to a page request of a function that was let go. */
	readonly stranger: Answer;
	/** Whether all PASIDs of a device must be of one guest. */
	readonly oneGuest: boolean;
	/** Whether responses overtake invalidations that a slow function holds up, or wait behind them in one queue. */
	readonly responsesPass: boolean;
}

const { PTE_FETCH, PERMISSION, BAD_PASID_ENTRY, PASID_INVALID } = FaultReason;

const small = <T extends object>(queues: Queues, sizes: T): Partial<T> =>
	queues === 'small' ? sizes : {};

const vtd: RecoverableRow = {
	name: 'vtd pri',
	kind: 'vtd',
	mode: 'pri',
	make(parts, queues) {
		const unit = new VtdModel(parts.memory);
		const sizes = small(queues, { pageRequestOrder: 0, invalidationOrder: 0 });
		return { unit, driver: new VtdDriver({ ...parts, ...sizes, name: 'vtd0', unit }) };
	},
	requests: 127,
	// Recording registers; their number is the unit's.
	events: 8,
	eventsSure: 8,
	pasids: true,
	writeDenied: PERMISSION,
	unboundReasons: [BAD_PASID_ENTRY, PASID_INVALID],
	strangerLog:
		'vtd vtd0: read of 00:0e.7 with PASID 3 at 0x000005000 failed: root entry not present (reason 0x39)',
	stranger: 'failure',
	// FSTS, and PRS.
	errors: (unit) => (unit.readRegister(0x34) & 0x73) | (unit.readRegister(0xdc) & 2),
	unbound: 'aborted',
	oneGuest: false,
	responsesPass: true,
};

const smmuv3: RecoverableRow = {
	name: 'smmuv3 pri',
	kind: 'smmuv3',
	mode: 'pri',
	make(parts, queues) {
		const unit = new SmmuV3Model(parts.memory, small(queues, { stallMax: 8 }));
		const sizes = small(queues, { requestBits: 6, eventBits: 3, commandBits: 3 });
		return { unit, driver: new SmmuV3Driver({ ...parts, ...sizes, name: 'smmu0', unit }) };
	},
	requests: 64,
	events: 8,
	eventsSure: 8,
	pasids: true,
	writeDenied: PERMISSION,
	unboundReasons: [BAD_PASID_ENTRY, PASID_INVALID],
	strangerLog:
		'smmuv3 smmu0: stream 0x77 with PASID 3: stream not in the table (C_BAD_STREAMID, event 0x02)',
	stranger: 'invalid',
	// GERROR, as far as GERRORN does not acknowledge it.
	errors: (unit) => unit.readRegister(0x60) ^ unit.readRegister(0x64),
	unbound: 'aborted',
	oneGuest: true,
	responsesPass: false,
};

const amdvi: RecoverableRow = {
	name: 'amdvi pri',
	kind: 'amdvi',
	mode: 'pri',
	make(parts, queues) {
		const unit = new AmdViModel(parts.memory);
		const sizes = small(queues, { pageRequestOrder: 0, eventOrder: 0, commandOrder: 0 });
		const lastDevice = 0x1ff;
		return {
			unit,
			driver: new AmdViDriver({ ...parts, ...sizes, lastDevice, name: 'amd0', unit }),
		};
	},
	requests: 255,
	events: 255,
	eventsSure: 255,
	pasids: true,
	writeDenied: PERMISSION,
	unboundReasons: [PTE_FETCH, PTE_FETCH],
	strangerLog:
		'amdvi amd0: read of 00:0e.7, PASID 3, at 0x0000000000005000 failed: page, PASID or table not present (IO_PAGE_FAULT, 0x2005)',
	stranger: 'invalid',
	// Overflows, and what stopped.
	errors: (unit) => unit.readRegister(0x2020) & 0x21,
	unbound: 'asks',
	oneGuest: true,
	responsesPass: true,
};

const riscv: RecoverableRow = {
	name: 'riscv pri',
	kind: 'riscv',
	mode: 'pri',
	make(parts, queues) {
		const unit = new RiscvIommuModel(parts.memory);
		const sizes = small(queues, { requestOrder: 6, faultOrder: 3, commandOrder: 3 });
		return { unit, driver: new RiscvIommuDriver({ ...parts, ...sizes, name: 'riscv0', unit }) };
	},
	requests: 63,
	events: 7,
	eventsSure: 7,
	pasids: true,
	// The hardware does not tell a page that may not be written from one that is not there.
	writeDenied: PTE_FETCH,
	unboundReasons: [BAD_PASID_ENTRY, BAD_PASID_ENTRY],
	strangerLog:
		'riscv riscv0: read of device 0x77 with PASID 3 at 0x000005000 failed: device context not valid (cause 258)',
	stranger: 'failure',
	// cqcsr, fqcsr and pqcsr: what says more than that they run and interrupt.
	errors: (unit) =>
		[0x48, 0x4c, 0x50].reduce((all, csr) => all | (unit.readRegister(csr) & ~0x1_0003), 0),
	unbound: 'asks',
	oneGuest: true,
	responsesPass: false,
};

const virtio: IommuRow = {
	name: 'virtio',
	kind: 'virtio',
	make(parts, queues) {
		const unit = new VirtioIommuModel(parts.memory, small(queues, { queueSize: 8, heldEvents: 0 }));
		return { unit, driver: new VirtioIommuDriver({ ...parts, name: 'virtio0', unit }) };
	},
	events: 8,
	// Once every buffer was used nobody knows whether one was missing.
	eventsSure: 7,
	pasids: false,
	// The device does not tell a page that may not be written from one that is not there.
	writeDenied: PTE_FETCH,
	unboundReasons: [],
	strangerLog:
		'virtio virtio0: read of endpoint 0x77 at 0x5000 failed: endpoint not attached to a domain (reason 1)',
	// Status: failed, or in need of a reset.
	errors: (unit) => unit.readRegister(0x70) & 0xc0,
};

/** Every IOMMU with a recoverable path, with each way in which devices behind it wait. */
export const RECOVERABLE: readonly RecoverableRow[] = [
	vtd,
	smmuv3,
	{ ...smmuv3, name: 'smmuv3 stall', mode: 'stall', requests: 8 },
	amdvi,
	riscv,
];

/** Those of them whose devices are PCI functions that make page requests, and cache translations. */
export const WITH_PRI = RECOVERABLE.filter(({ mode }) => mode === 'pri');
/** One for each kind of IOMMU. A further one needs a row here, or above, and nothing else. */
export const KINDS: readonly IommuRow[] = [...WITH_PRI, virtio];

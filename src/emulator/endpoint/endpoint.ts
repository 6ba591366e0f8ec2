import type { IommuModel, IommuPort } from '../iommu/contract.js';
import type { LatencyHistogram } from '../latency-histogram.js';
import type { FunctionCounters } from './counters.js';
import type { DmaEngine } from './dma-engine.js';
import type { DmaDone } from './dma-job.js';
import type { InterruptTable } from './interrupt-table.js';

/**
 * A device behind an IOMMU, whatever its bus: what a machine, its workloads and its status need of one. A
 * `PciFunction` has configuration space besides, a `PlatformDevice` none.
 */
export interface Endpoint {
	/** What its transactions are named by: a requester id, a stream id, a device id. */
	readonly sourceId: number;
	readonly dma: DmaEngine;
	readonly counters: FunctionCounters;
	/**
	 * Time that recoverable faults took, in microseconds, up to now: from a group's last page request to its
	 * response, from a stall to its end. To be read anew each time.
	 */
	readonly latency: LatencyHistogram;
	/** Page requests without response, or stalled accesses. */
	readonly outstandingRequests: number;
	/** Groups without response, or stalled accesses. */
	readonly outstandingGroups: number;
	readonly interrupts: InterruptTable;
	/** Whether the DMA engine stopped at a fault, which only `onFault: 'stop'` lets it do. */
	readonly halted: boolean;
	/** Puts the device behind an IOMMU. Throws when it is behind one. */
	attach(iommu: IommuModel): void;
	/** Hot unplug: takes the device from the IOMMU, and resets it. Harmless when not attached. */
	detach(): void;
	/** Jobs in flight fail with `reset`; settings are as at power-on. */
	reset(): void;
	/** Its way to the IOMMU, for fault injection; undefined while it is not attached. */
	readonly port: IommuPort | undefined;
	/** Highest PASID that it may send now; -1: none. */
	readonly highestPasid: number;
	/**
	 * Fault injection: one untranslated access of a page, at once, before everything that waits. `done` is called once, before
	 * this returns unless the access stalls. False, and nothing has happened: not attached, no such PASID, or as many accesses
	 * are stalled as may be.
	 */
	accessUntranslated(pasid: number, page: number, access: number, done: DmaDone): boolean;
	/** The device stops using a PASID: its jobs fail with `reset`, those in flight once they are answered. */
	stopPasid(pasid: number): void;
}

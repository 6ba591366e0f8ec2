import type { DmaError } from '../endpoint/dma-job.js';
import type { Endpoint } from '../endpoint/endpoint.js';
import { InterruptOutcome } from '../endpoint/interrupt-table.js';
import { PciFunction } from '../endpoint/pci-function.js';
import { PlatformDevice } from '../endpoint/platform-device.js';
import { Access, type IommuModel, type IommuPort, NO_PASID } from '../iommu/contract.js';
import {
	type FaultEnd,
	type FaultOrder,
	hex,
	nameOf,
	type Raised,
	type Refused,
	refuse,
} from './fault-order.js';
import { overflowFaults, overflowRequests } from './overflow.js';

type Order<Kind extends FaultOrder['kind']> = Extract<FaultOrder, { kind: Kind }>;

/**
 * Makes one device raise faults, as its hardware would: everything goes through the endpoint and its IOMMU, software is
 * neither asked nor told. What the device and the model have decides what they can raise, not their kinds; what they cannot
 * is refused with a reason, and nothing has happened then, except where it says that something went through.
 *
 * What the kernel makes of it is the caller's affair.
 */
export class FaultInjector {
	readonly #endpoint: Endpoint;
	readonly #iommu: IommuModel;
	readonly #after: (ms: number, fn: () => void) => void;

	/** `after` is the machine's clock: it calls back once, so many milliseconds later. */
	constructor(endpoint: Endpoint, iommu: IommuModel, after: (ms: number, fn: () => void) => void) {
		this.#endpoint = endpoint;
		this.#iommu = iommu;
		this.#after = after;
	}

	/**
	 * Raises a fault. `ended` is called once if the result says that it is pending, when what was raised has ended at the
	 * device: for a page request or stall after its answer.
	 */
	raise(order: FaultOrder, ended: (end: FaultEnd) => void): Raised | Refused {
		const { port } = this.#endpoint;
		if (port === undefined) return refuse('it is not plugged in; plug it in first');
		switch (order.kind) {
			case 'page-request':
				return this.#pageRequest(order, ended);
			case 'stall':
				return this.#stall(order, ended);
			case 'unrecoverable':
				return this.#unrecoverable(order);
			case 'config-error':
				return this.#configError(order);
			case 'interrupt':
				return this.#interrupt(order);
			case 'overflow':
				return order.of === 'requests'
					? this.#overflowRequests(order, port)
					: this.#overflowFaults(order, port);
			case 'invalidation-timeout':
				return this.#invalidationTimeout(order);
		}
	}

	#pageRequest(order: Order<'page-request'>, ended: (end: FaultEnd) => void): Raised | Refused {
		const fn = this.#requester();
		if ('refused' in fn) return fn;
		const { pasid, page, access, pages, partial } = order;
		const wrong = this.#wrongPasid(pasid) ?? this.#wrongAccess(fn, pasid, access);
		if (wrong !== undefined) return wrong;
		const open = fn.openGroupPasid;
		if (open !== undefined && open !== pasid)
			return refuse(
				`its open group is of ${nameOf(open)}: close it first with a page request that is not partial`,
			);
		if (pages > fn.credit)
			return refuse(
				`${pages} page requests are more than the ${fn.credit} that it may send now (${fn.outstandingRequests} are outstanding); ask for fewer, or wait`,
			);
		const group = fn.askForPages(pasid, page, pages, access, !partial, (error) =>
			ended(endOf(error)),
		);
		const which = `${pages} page request${pages === 1 ? '' : 's'} of group ${group} at page ${hex(page)} with ${nameOf(pasid)}`;
		return {
			raised: partial ? `${which}, none of them the last: the group stays open` : which,
			...{ messages: pages, group, end: undefined, pending: !partial },
		};
	}

	#stall(order: Order<'stall'>, ended: (end: FaultEnd) => void): Raised | Refused {
		const device = this.#endpoint;
		const wrong = this.#wrongPasid(order.pasid);
		if (wrong !== undefined) return wrong;
		if (!stalls(device))
			return refuse(
				device instanceof PciFunction
					? `PCI functions cannot be stalled; ${this.#instead()}`
					: `it cannot be stalled: its accesses abort; ${this.#instead()}`,
			);
		const { stalls: before } = device.counters;
		let end: FaultEnd | undefined;
		let told = false;
		const sent = this.#access(order, (error) => {
			end = endOf(error);
			if (told) ended(end);
		});
		if (!sent) return refuse('as many of its accesses are stalled as may be; end some first');
		told = true;
		if (device.counters.stalls === before && end === 'success') return passed(order.page);
		return this.#accessed(order, end, 'stalled access');
	}

	#unrecoverable(order: Order<'unrecoverable'>): Raised | Refused {
		const device = this.#endpoint;
		const wrong = this.#wrongPasid(order.pasid);
		if (wrong !== undefined) return wrong;
		if (stalls(device))
			return refuse(
				'its accesses stall, so that they can be recovered; try stall, or config-error',
			);
		return this.#untranslated(order, 'untranslated access');
	}

	#configError(order: Order<'config-error'>): Raised | Refused {
		const { how } = order;
		if (how === 'pasid') {
			const { highestPasid } = this.#endpoint;
			if (highestPasid < 1)
				return refuse(
					'it sends no PASIDs, so none can be wrong; try the variant invalid or reserved',
				);
			const pasid = order.pasid === NO_PASID ? highestPasid : order.pasid;
			return this.#wrongPasid(pasid) ?? this.#untranslated({ ...order, pasid }, 'access');
		}
		const wrong = this.#wrongPasid(order.pasid);
		if (wrong !== undefined) return wrong;
		const restore = this.#spoil(how);
		if (typeof restore !== 'function') return restore;
		try {
			return this.#untranslated(
				order,
				how === 'invalid'
					? 'access while its entry in the tables was not valid'
					: 'access while its entry in the tables had reserved bits set',
			);
		} finally {
			restore();
		}
	}

	#interrupt({ message, index }: Order<'interrupt'>): Raised | Refused {
		if (message === undefined)
			return refuse(
				`its IOMMU does not remap interrupts, or no driver is bound; ${this.#instead()}`,
			);
		const { address, data } = message;
		const outcome = this.#endpoint.interrupts.send(address, data);
		if (outcome !== InterruptOutcome.FAILED)
			return refuse(`interrupt ${index} was delivered; choose an index that leads nowhere`);
		const raised = `interrupt message ${hex(data)} to ${hex(address)}, index ${index}`;
		return { raised, messages: 1, group: -1, end: 'aborted', pending: false };
	}

	/** Requests beyond its credits, as a broken function sends them. */
	#overflowRequests(order: Order<'overflow'>, port: IommuPort): Raised | Refused {
		const fn = this.#requester();
		if ('refused' in fn) return fn;
		return this.#wrongPasid(order.pasid) ?? overflowRequests(fn, port, this.#iommu, order);
	}

	/** Accesses with the device's entry spoilt; behind a model without entries, of pages that are not mapped. */
	#overflowFaults(order: Order<'overflow'>, port: IommuPort): Raised | Refused {
		const wrong = this.#wrongPasid(order.pasid);
		if (wrong !== undefined) return wrong;
		const spoils = this.#iommu.faults?.spoil !== undefined;
		const restore = spoils ? this.#spoil('reserved') : () => {};
		if (typeof restore !== 'function') return restore;
		try {
			return overflowFaults(this.#endpoint, port, this.#iommu, order);
		} finally {
			restore();
		}
	}

	#invalidationTimeout({ timeoutMs }: Order<'invalidation-timeout'>): Raised | Refused {
		const fn = this.#endpoint;
		if (!(fn instanceof PciFunction) || !fn.capabilities.atsEnabled)
			return refuse(
				fn instanceof PciFunction
					? 'it has no ATS, or ATS is off: nothing is invalidated in it; bind a driver first'
					: 'it caches no translations, so that nothing is invalidated in it; choose a PCI function with ATS',
			);
		if (this.#iommu.expireInvalidations === undefined)
			return refuse('its IOMMU sends no invalidations to devices');
		let timing = false;
		fn.pauseInvalidations(() => {
			if (timing) return;
			timing = true;
			this.#after(timeoutMs, () => {
				timing = false;
				this.#iommu.expireInvalidations?.(fn.sourceId);
			});
		});
		return {
			raised: `invalidations of its ATC are not completed from now on, and time out after ${timeoutMs} ms, until it is reset`,
			...{ messages: 0, group: -1, end: undefined, pending: false },
		};
	}

	/** An access that ends at once. */
	#untranslated(
		order: { readonly pasid: number; readonly page: number; readonly access: number },
		what: string,
	): Raised | Refused {
		const { counters } = this.#endpoint;
		const { discarded } = counters;
		let end: FaultEnd | undefined;
		if (
			!this.#access(order, (error) => {
				end = endOf(error);
			})
		)
			return refuse('as many of its accesses are stalled as may be; end some first');
		if (counters.discarded > discarded) end = 'discarded';
		return end === 'success' ? passed(order.page) : this.#accessed(order, end, what);
	}

	#access(
		order: { readonly pasid: number; readonly page: number; readonly access: number },
		done: (error: DmaError | undefined) => void,
	): boolean {
		return this.#endpoint.accessUntranslated(order.pasid, order.page, order.access, done);
	}

	#accessed(
		order: { readonly pasid: number; readonly page: number },
		end: FaultEnd | undefined,
		what: string,
	): Raised {
		return {
			raised: `${what} at page ${hex(order.page)} with ${nameOf(order.pasid)}`,
			...{ messages: 1, group: -1, end, pending: end === undefined },
		};
	}

	/** The device as one that can ask for pages now. */
	#requester(): PciFunction | Refused {
		const fn = this.#endpoint;
		if (this.#iommu.faults?.recoverable === false)
			return refuse('behind its IOMMU no fault can be recovered from; try unrecoverable');
		if (!(fn instanceof PciFunction) || !fn.hasPageRequests)
			return refuse(
				`it has no PRI: its accesses ${stalls(fn) ? 'stall' : 'abort'}; ${this.#instead()}`,
			);
		const { capabilities } = fn;
		if (capabilities.ignoresResponses)
			return refuse('its page requests were stopped by a Response Failure; reset it first');
		if (!capabilities.priActive || !capabilities.atsActive)
			return refuse('its page requests are off; bind a driver first');
		return fn;
	}

	#spoil(how: 'invalid' | 'reserved'): (() => void) | Refused {
		const { faults } = this.#iommu;
		if (faults?.spoil === undefined)
			return refuse(
				'its IOMMU has no tables in memory that could be wrong; try unrecoverable, which is a fault of the missing domain while no driver is bound',
			);
		return (
			faults.spoil(this.#endpoint.sourceId, how) ??
			refuse("the IOMMU's tables lead to no entry of it; bind a driver first")
		);
	}

	#wrongPasid(pasid: number): Refused | undefined {
		const { highestPasid } = this.#endpoint;
		if (pasid <= highestPasid) return undefined;
		return refuse(
			highestPasid < 0
				? `it sends no PASIDs now, and not ${pasid}; leave it out, or bind a driver first`
				: `PASID ${pasid} is beyond the ${highestPasid} that it can send`,
		);
	}

	#wrongAccess(fn: PciFunction, pasid: number, access: number): Refused | undefined {
		const special = access & (Access.EXEC | Access.PRIV);
		if (special === 0 || (pasid !== NO_PASID && fn.capabilities.permits(access))) return undefined;
		return refuse('execute and privileged accesses need a PASID, and the capability to send them');
	}

	/** What this device can raise instead of what was asked for. */
	#instead(): string {
		const fn = this.#endpoint;
		if (stalls(fn)) return 'try stall';
		return fn instanceof PciFunction && fn.hasPageRequests
			? 'try page-request, or unrecoverable'
			: 'try unrecoverable';
	}
}

function stalls(endpoint: Endpoint): boolean {
	return endpoint instanceof PlatformDevice && endpoint.stallEnded !== undefined;
}

function passed(page: number): Refused {
	return refuse(
		`page ${hex(page)} is mapped and the access went through; choose an address where nothing is mapped`,
	);
}

function endOf(error: DmaError | undefined): FaultEnd {
	switch (error?.kind) {
		case undefined:
			return 'success';
		case 'invalid':
		case 'failure':
		case 'livelock':
		case 'reset':
			return error!.kind as FaultEnd;
		default:
			return 'aborted';
	}
}

import type { Clock } from '../base/clock.js';
import { FaultlineError } from '../base/errors.js';
import { FaultInjector } from '../emulator/inject/fault-injector.js';
import type { FaultEnd, FaultOrder } from '../emulator/inject/fault-order.js';
import { NO_PASID } from '../emulator/iommu/contract.js';
import { faultline } from '../wire/generated/faultline.js';
import type { DeviceEntry } from './config-devices.js';
import type { Device } from './kernel/device.js';
import type { IommuDriver } from './kernel/fault-source.js';
import type { InterruptMessage, InterruptRemapper } from './kernel/interrupts.js';
import type { Machine } from './machine.js';
import { callMs } from './rpc/call-bounds.js';
import type { InjectRequest, InjectResult } from './rpc/control-service.js';

const { InjectedEnd, InjectedFault } = faultline.v1;

const DEFAULT_WAIT_MS = 15_000;
const DEFAULT_EXPIRY_MS = 1000;
const MOST_PAGES = 512;
const PASIDS = 2 ** 20;
const ACCESS_READ = 1;
const ACCESS_READ_WRITE = 3;
const ACCESS_ALL = 15;

const END_NUMBERS: { readonly [end in FaultEnd]: number } = {
	success: InjectedEnd.INJECTED_END_SUCCESS,
	invalid: InjectedEnd.INJECTED_END_INVALID,
	failure: InjectedEnd.INJECTED_END_FAILURE,
	livelock: InjectedEnd.INJECTED_END_LIVELOCK,
	aborted: InjectedEnd.INJECTED_END_ABORTED,
	discarded: InjectedEnd.INJECTED_END_DISCARDED,
	reset: InjectedEnd.INJECTED_END_RESET,
};

/**
 * Has a device's hardware raise what an operator asks for: what the control service's request says, checked, as an order to
 * the emulator's injector. What the hardware refuses is CANNOT_INJECT.
 */
export class FaultInjection {
	readonly #clock: Clock;
	readonly #machine: Machine;
	readonly #entries: ReadonlyMap<string, DeviceEntry>;

	/** `entries`: what is configured, by the name of the device. */
	constructor(clock: Clock, machine: Machine, entries: ReadonlyMap<string, DeviceEntry>) {
		this.#clock = clock;
		this.#machine = machine;
		this.#entries = entries;
	}

	/**
	 * Resolves when what was raised has ended, at the latest after the time that the request gives; where nothing
	 * comes back, once software has had a turn to see it. `bound`: a driver is bound, so that a message of the device
	 * is known. Throws CONFIG for a request that makes no sense, CANNOT_INJECT.
	 */
	async inject(request: InjectRequest, device: Device, bound: boolean): Promise<InjectResult> {
		const order = orderOf(request, (index) => (bound ? messageOf(device, index) : undefined));
		const clock = this.#clock;
		const { endpoints, iommus } = this.#machine;
		const endpoint = endpoints.get(device.name);
		const iommu = iommus.get(this.#entries.get(device.name)?.iommu ?? '');
		if (endpoint === undefined || iommu === undefined)
			throw new FaultlineError('UNKNOWN_DEVICE', `device ${device.name} is not in the machine`);
		const injector = new FaultInjector(endpoint, iommu, (ms, fn) => void clock.after(ms, fn));
		let end: FaultEnd | undefined;
		let ended: () => void = () => {};
		const raised = injector.raise(order, (how) => {
			end = how;
			ended();
		});
		if ('refused' in raised)
			throw new FaultlineError('CANNOT_INJECT', `device ${device.name}: ${raised.refused}`);
		if (raised.pending && end === undefined) {
			const waitMs = callMs(request.timeoutMs, DEFAULT_WAIT_MS, 1);
			await new Promise<void>((resolve) => {
				const timer = clock.after(waitMs, resolve);
				ended = () => {
					timer.cancel();
					resolve();
				};
			});
		}
		// Drivers take what a turn of the hardware brought in one turn, and tell handlers in it.
		for (let turn = 0; turn < 2; turn++) await new Promise<void>((resolve) => clock.soon(resolve));
		const last = end ?? raised.end;
		return {
			raised: raised.raised,
			messages: raised.messages,
			group: Math.max(raised.group, 0),
			end: last === undefined ? InjectedEnd.INJECTED_END_NONE : END_NUMBERS[last],
		};
	}
}

/** What software would have programmed into the device for an interrupt; undefined where the IOMMU's driver remaps none. */
function messageOf(device: Device, index: number): InterruptMessage | undefined {
	const remapper: Partial<InterruptRemapper> = device.iommu as IommuDriver &
		Partial<InterruptRemapper>;
	return remapper.message?.(device, index);
}

function orderOf(
	request: InjectRequest,
	message: (index: number) => InterruptMessage | undefined,
): FaultOrder {
	const page = Math.floor(request.address / 4096);
	if (!Number.isSafeInteger(request.address))
		throw wrong(`address ${request.address} is above 2^53, which no device here sends`);
	if (request.pasid >= PASIDS) throw wrong(`PASID ${request.pasid} has more than 20 bits`);
	const access = request.access || ACCESS_READ;
	if ((access & ACCESS_READ_WRITE) === 0 || access > ACCESS_ALL)
		throw wrong(
			`access ${access} is not read (1), write (2) or both, with execute (4), privileged (8)`,
		);
	const pages = request.pages || 1;
	if (pages > MOST_PAGES) throw wrong(`${pages} pages; a group here has 1 to ${MOST_PAGES}`);
	const pasid = request.pasid === 0 ? NO_PASID : request.pasid;
	const what = { pasid, page, access };
	switch (request.fault) {
		case InjectedFault.INJECTED_FAULT_PAGE_REQUEST:
			return { kind: 'page-request', ...what, pages, partial: request.partial };
		case InjectedFault.INJECTED_FAULT_STALL:
			return { kind: 'stall', ...what };
		case InjectedFault.INJECTED_FAULT_UNRECOVERABLE:
			return { kind: 'unrecoverable', ...what };
		case InjectedFault.INJECTED_FAULT_CONFIG_ERROR:
			return {
				kind: 'config-error',
				...{ ...what, how: variantOf(request, ['invalid', 'reserved', 'pasid']) },
			};
		case InjectedFault.INJECTED_FAULT_INTERRUPT:
			return { kind: 'interrupt', index: request.index, message: message(request.index) };
		case InjectedFault.INJECTED_FAULT_OVERFLOW:
			return { kind: 'overflow', of: variantOf(request, ['requests', 'faults']), pasid, page };
		case InjectedFault.INJECTED_FAULT_INVALIDATION_TIMEOUT:
			return {
				kind: 'invalidation-timeout',
				timeoutMs: callMs(request.timeoutMs, DEFAULT_EXPIRY_MS, 1),
			};
		default:
			throw wrong(`there is no fault of number ${request.fault}`);
	}
}

/** The first is the default. */
function variantOf<const Names extends readonly [string, ...string[]]>(
	{ variant }: InjectRequest,
	names: Names,
): Names[number] {
	if (variant === '') return names[0];
	if (!names.includes(variant))
		throw wrong(`there is no variant "${variant}" of it; there is ${names.join(', ')}`);
	return variant;
}

function wrong(message: string): FaultlineError {
	return new FaultlineError('CONFIG', `inject: ${message}`);
}

import { expect } from 'vitest';
import type { Endpoint } from '../../src/emulator/endpoint/endpoint.js';
import {
	Access,
	type EndpointPort,
	type IommuModel,
	type IommuPort,
	Translation,
} from '../../src/emulator/iommu/contract.js';
import type { Device } from '../../src/host/kernel/device.js';
import type { ResponseCode } from '../../src/host/kernel/fault.js';
import type { Answer, HardwareView } from './hardware-tap.js';
import { type Attached, IommuMachine, type Policy, type TestGuest } from './iommu-machine.js';
import type { Queues, RecoverableRow, RecoveringDriver } from './iommu-rows.js';
import type { FunctionOptions, MachineOptions } from './kernel-machine.js';

/** What a device is told on the wire for each answer of the kernel's. A stall can only be retried or aborted. */
const ANSWERS: Readonly<Record<string, Readonly<Record<ResponseCode, Answer>>>> = {
	pri: ['success', 'invalid', 'failure'],
	stall: ['retry', 'abort', 'abort'],
};
/** How a DMA ends then. */
const ENDS: Readonly<Record<string, Readonly<Record<ResponseCode, string | undefined>>>> = {
	pri: [undefined, 'invalid', 'failure'],
	stall: [undefined, 'aborted', 'aborted'],
};

const PRG_INDICES = 512;
/** PASID of the devices of these tests. */
export const PASID = 7;

/** A device with what the wire before it saw. */
export interface Watched extends Attached {
	readonly seen: HardwareView;
}

/** A machine of one row of the table of IOMMUs. */
export class ContractMachine extends IommuMachine<IommuModel, RecoveringDriver> {
	readonly row: RecoverableRow;
	#devices = 0;

	constructor(row: RecoverableRow, queues: Queues = 'usual', options: MachineOptions = {}) {
		super((parts) => row.make(parts, queues), options);
		this.row = row;
	}

	/** The answer on the wire that stands for the kernel's. */
	answerOf(code: ResponseCode): Answer {
		return ANSWERS[this.row.mode]![code];
	}

	/** How a DMA ends with an answer of the kernel's. */
	endOf(code: ResponseCode): string | undefined {
		return ENDS[this.row.mode]![code];
	}

	/** A device with a DMA engine, whose faults wait in the row's way. */
	device(options: FunctionOptions & Policy = {}): Watched {
		const sourceId = this.#nextId();
		const attached: Attached =
			this.row.mode === 'stall'
				? this.attachPlatform(sourceId, options)
				: this.attach(sourceId, options);
		return { ...attached, seen: this.tap.view(sourceId) };
	}

	/** A device that does what the test says. Its faults wait in the row's way. */
	scripted(options: FunctionOptions & Policy = {}): ScriptedDevice {
		const sourceId = this.#nextId();
		const script = new ScriptedDevice(this, sourceId);
		if (this.row.mode === 'stall') {
			const { device, port } = this.platform(sourceId, script.stalling, options);
			script.plug(device, port);
		} else {
			const attached = this.attach(sourceId, options);
			script.plug(attached.device, this.replace(attached, script));
		}
		return script;
	}

	/** A device like `device`, bound at PASID to a guest of its own. */
	served(options: FunctionOptions & Policy = {}): { dev: Watched; guest: TestGuest } {
		const dev = this.device(options);
		const guest = this.guest(dev.device.index + 1);
		this.bind(dev.device, guest, PASID);
		return { dev, guest };
	}

	/** The same for a scripted one. */
	servedScript(options: FunctionOptions & Policy = {}): {
		dev: ScriptedDevice;
		guest: TestGuest;
	} {
		const dev = this.scripted(options);
		const guest = this.guest(dev.device.index + 1);
		this.bind(dev.device, guest, PASID);
		return { dev, guest };
	}

	/**
	 * Law 1, from the hardware's side: each group that a device sent was answered once, or is pending; no answer came that
	 * nobody waited for. What is under way runs first.
	 */
	checkAnswers(...devices: readonly { readonly device: Device; readonly seen: HardwareView }[]) {
		this.clock.settle();
		for (const view of this.tap.views) expect(view.problems).toEqual([]);
		expect(this.row.errors(this.unit)).toBe(0);
		for (const { device, seen } of devices) {
			expect(seen.sent).toBe(seen.answered + seen.forgotten + seen.outstanding);
			expect(seen.outstanding).toBe(this.core.pendingCount(device));
		}
	}

	#nextId(): number {
		const n = this.#devices++;
		return this.row.mode === 'stall' ? 0x1_0001 + n : 0x0100 + 8 * n;
	}
}

/** A device that has no logic of its own: it asks as the test says, and completes invalidations when it says so. */
export class ScriptedDevice implements EndpointPort {
	readonly seen: HardwareView;
	/** Invalidations wait until `complete`. */
	slow = false;
	/** Called when an invalidation comes. */
	onInvalidate: () => void = () => {};
	readonly #machine: ContractMachine;
	readonly #waiting: (() => void)[] = [];
	#device: Device | undefined;
	#port: IommuPort | undefined;
	#index = 0;

	constructor(machine: ContractMachine, sourceId: number) {
		this.#machine = machine;
		this.seen = machine.tap.view(sourceId);
	}

	/** As an IOMMU sees it that may stall it. */
	get stalling(): EndpointPort {
		return {
			invalidate: (...request) => this.invalidate(...request),
			pageResponse: () => {},
			stallEnded: () => {},
		};
	}

	plug(device: Device, port: IommuPort): void {
		this.#device = device;
		this.#port = port;
	}

	get device(): Device {
		return this.#device!;
	}

	get port(): IommuPort {
		return this.#port!;
	}

	/** Asks for a page in a group of its own. */
	ask(page: number, pasid = PASID, access: number = Access.READ): void {
		if (this.#machine.row.mode === 'stall') {
			expect(this.port.access(pasid, page, access)).toBe(Translation.STALLED);
			return;
		}
		while (this.seen.waits(this.#index)) this.#index = (this.#index + 1) % PRG_INDICES;
		this.request(page, this.#index, true, pasid);
		this.#index = (this.#index + 1) % PRG_INDICES;
	}

	/** How many groups more it may have outstanding. */
	get free(): number {
		return PRG_INDICES - this.seen.outstanding;
	}

	/** Sends one page request. */
	request(page: number, index: number, last: boolean, pasid = PASID): void {
		this.port.pageRequest(pasid, page, Access.READ, index, last);
	}

	/** Completes the invalidations that wait. */
	complete(): void {
		for (const done of this.#waiting.splice(0)) done();
	}

	/** Invalidations that wait. */
	get waiting(): number {
		return this.#waiting.length;
	}

	invalidate(
		_pasid: number,
		_page: number,
		_pages: number,
		_global: boolean,
		done: () => void,
	): void {
		this.onInvalidate();
		if (this.slow) this.#waiting.push(done);
		else done();
	}

	pageResponse(): void {}
}

/** Whether a device can use a page now, without asking for it. */
export function touch(endpoint: Endpoint, page: number, pasid = PASID): boolean {
	let ended = false;
	endpoint.dma.access(pasid, page, Access.READ, (error) => {
		ended = error === undefined;
	});
	return ended;
}

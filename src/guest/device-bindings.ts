import { FaultlineError } from '../base/errors.js';
import { errorCode } from '../wire/error-codes.js';
import type { faultline } from '../wire/generated/faultline.js';
import { type Bindings, NO_PASID, UNBOUND } from './bindings.js';
import type { Device, DeviceTable } from './devices.js';
import type { AgentEvent } from './events.js';
import { bindingKey, type Inventory } from './inventory.js';
import type { Outbox } from './outbox.js';

export interface DeviceBindingsParts {
	readonly bindings: Bindings;
	readonly devices: DeviceTable;
	readonly outbox: Outbox;
	readonly emit: (event: AgentEvent) => void;
	/** What was asked for a device that came is answered: groups may come. */
	readonly opened: (device: Device) => void;
}

/** Told once of what became of a change; undefined: it is done. */
export type Changed = (error: FaultlineError | undefined) => void;

interface Request {
	readonly device: Device;
	readonly pasid: number;
	/** Index of the space, or UNBOUND. */
	readonly space: number;
}

/**
 * Makes the PASIDs of a session's devices be bound as the agent's bindings say, when a device comes and when a binding
 * is changed: asks the host, one request at a time for each (device, PASID), and changes what the device table
 * says when the host has done it. Knows the host's numbers of the address spaces.
 *
 * Groups that came before a change was done belong to the space before it. The host has answered them INVALID by then:
 * the space is told to end them without an answer.
 */
export class DeviceBindings {
	/** The session's numbers of the spaces, by their index; undefined: there is none yet. */
	numbers: (number | undefined)[] = [];
	/** The largest number of a space that the host told of; -1: it told of none. */
	#foreign = -1;
	readonly #parts: DeviceBindingsParts;
	/** By the number of the request. */
	readonly #requests = new Map<number, Request>();
	/** Who waits for a (device, PASID) to be as the bindings say; by `bindingKey`. */
	readonly #waiting = new Map<string, Changed[]>();

	constructor(parts: DeviceBindingsParts) {
		this.#parts = parts;
	}

	/** Requests that are not answered. */
	get pending(): number {
		return this.#requests.size;
	}

	/**
	 * A device that the session has. `bound` is what is bound already, the host's number of a space by `bindingKey`. It
	 * is `opened` once all that it needs is asked for and answered.
	 */
	add(info: faultline.v1.DeviceInfo.$Properties, bound?: ReadonlyMap<string, number>): Device {
		const { bindings, devices } = this.#parts;
		const device = devices.add(info);
		for (const { pasid } of bindings.all(device.name, info.maxPasid ?? 0)) {
			const number = bound?.get(bindingKey(device.handle, pasid));
			const index = number === undefined ? UNBOUND : this.numbers.indexOf(number);
			if (index !== UNBOUND) devices.bind(device, pasid, bindings.spaces[index]);
			this.#ask(device, pasid, number !== undefined && index === UNBOUND);
		}
		if (device.binding === 0) this.#parts.opened(device);
		return device;
	}

	/**
	 * The binding of a PASID of devices of this name, or of all that can use it, was changed. `changed` is called once
	 * each of the session's is so, or refused; with the first refusal.
	 */
	change(name: string, pasid: number, changed: Changed): void {
		const { devices } = this.#parts;
		this.#numberNew();
		let left = 1;
		let failed: FaultlineError | undefined;
		const one: Changed = (error) => {
			failed ??= error;
			left--;
			if (left === 0) changed(failed);
		};
		for (const device of devices.all()) {
			const all = name === '*' && pasid <= (device.info.maxPasid ?? 0);
			if (!all && device.name !== name) continue;
			left++;
			const key = bindingKey(device.handle, pasid);
			const waiting = this.#waiting.get(key);
			if (waiting === undefined) this.#waiting.set(key, [one]);
			else waiting.push(one);
			this.#ask(device, pasid);
		}
		one(undefined);
	}

	/** The session goes on: the spaces have these numbers, and all that the inventory tells of are taken. */
	renumber(numbers: number[], { bound, mapped }: Inventory): void {
		this.numbers = numbers;
		this.#foreign = Math.max(-1, ...bound.values(), ...mapped.keys());
	}

	/** Makes spaces that came with a change the session's; their numbers are free, or come with the inventory. */
	#numberNew(): void {
		const { bindings, outbox } = this.#parts;
		for (let index = this.numbers.length; index < bindings.spaces.length; index++) {
			const free = Math.max(this.#foreign, ...this.numbers.map((number) => number ?? -1)) + 1;
			const number = outbox.live ? free : undefined;
			bindings.spaces[index]!.attach(outbox, number ?? 0);
			this.numbers.push(number);
		}
	}

	/** The outcome of a Bind or Unbind; false: the request is none. */
	result(request: number, code: number, message: string): boolean {
		const asked = this.#requests.get(request);
		if (asked === undefined) return false;
		this.#requests.delete(request);
		const { device, pasid, space } = asked;
		const { devices, bindings } = this.#parts;
		if (devices.get(device.handle) !== device) return true;
		device.binding--;
		const refused = errorCode(code);
		if (refused === undefined) {
			const before = devices.bind(device, pasid, bindings.spaces[space]);
			before?.silencePasid(device.index, pasid);
			this.#ask(device, pasid);
		} else this.#refused(asked, new FaultlineError(refused, message));
		if (device.binding === 0 && device.credit === 0) this.#parts.opened(device);
		return true;
	}

	/** The connection is lost, and nothing of what was asked for will be answered. */
	suspend(): void {
		this.#requests.clear();
	}

	/** The session goes on: who waits is told now or with the answers of what was asked for anew. */
	resumed(): void {
		for (const key of [...this.#waiting.keys()]) {
			const asked = [...this.#requests.values()].some(
				({ device, pasid }) => bindingKey(device.handle, pasid) === key,
			);
			if (!asked) this.#tell(key, undefined);
		}
	}

	/** The session is over, or the device is not its any more: who waits has nothing to wait for. */
	ended(device?: Device): void {
		for (const key of [...this.#waiting.keys()])
			if (device === undefined || key.startsWith(`${device.handle}/`)) this.#tell(key, undefined);
	}

	/**
	 * Asks for what is wanted of a (device, PASID), unless something is asked for already; or tells that it is so.
	 * `foreign`: the host has it bound to a space that is none of the agent's.
	 */
	#ask(device: Device, pasid: number, foreign = false): void {
		const { bindings, devices, outbox } = this.#parts;
		for (const asked of this.#requests.values())
			if (asked.device === device && asked.pasid === pasid) return;
		const space = bindings.wanted(device.name, pasid);
		if (!foreign && devices.spaceOf(device, pasid) === bindings.spaces[space]) {
			bindings.done(device.name, pasid);
			this.#tell(bindingKey(device.handle, pasid), undefined);
			return;
		}
		if (!outbox.live) return;
		const request = outbox.nextRequest();
		const { rest } = outbox;
		const what = { request, device: device.handle };
		const which = pasid === NO_PASID ? { noPasid: true } : { pasid };
		if (space === UNBOUND) {
			rest.unbind ??= [];
			rest.unbind.push({ ...what, ...which });
		} else {
			rest.bind ??= [];
			rest.bind.push({ ...what, ...which, space: this.numbers[space]! });
		}
		this.#requests.set(request, { device, pasid, space });
		device.binding++;
		outbox.schedule();
	}

	/** The host did not do it: what it has is what is wanted from now on, if somebody wanted a change. */
	#refused({ device, pasid, space }: Request, error: FaultlineError): void {
		const { bindings, devices, emit } = this.#parts;
		const key = bindingKey(device.handle, pasid);
		if (!this.#waiting.has(key)) {
			const { code, message } = error;
			emit({ type: 'refused', what: 'bind', code, message, device: device.name });
			return;
		}
		if (bindings.wanted(device.name, pasid) !== space) {
			// It was changed again meanwhile.
			this.#ask(device, pasid);
			return;
		}
		const has = devices.spaceOf(device, pasid);
		bindings.keep(device.name, pasid, has);
		this.#tell(key, error);
	}

	#tell(key: string, error: FaultlineError | undefined): void {
		const waiting = this.#waiting.get(key);
		if (waiting === undefined) return;
		this.#waiting.delete(key);
		for (const changed of waiting) changed(error);
	}
}

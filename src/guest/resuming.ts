import { FaultlineError } from '../base/errors.js';
import type { faultline } from '../wire/generated/faultline.js';
import type { DecodedHostMessage } from '../wire/messages.js';
import type { Bindings } from './bindings.js';
import { bindingKey, Inventory } from './inventory.js';

type DeviceInfo = faultline.v1.DeviceInfo.$Properties;

/** What a host tells of a session that goes on, gathered until all of it is told. */
export class Resuming {
	readonly inventory = new Inventory();
	readonly devices: DeviceInfo[];
	/** Syncs that it asked for meanwhile. */
	readonly syncs: faultline.v1.Sync.$Properties[] = [];

	constructor(welcome: faultline.v1.Welcome) {
		this.devices = [...welcome.devices];
	}

	/** Takes a message; true: the inventory is complete. Throws OUT_OF_ORDER for what must not come before. */
	take(message: DecodedHostMessage): boolean {
		if (message.faults !== undefined || message.unmapped.length > 0)
			throw new FaultlineError('OUT_OF_ORDER', 'faults came before the end of the Inventory');
		this.devices.push(...message.assigned);
		for (const { device } of message.revoked) {
			const at = this.devices.findIndex((info) => info.device === device);
			if (at >= 0) this.devices.splice(at, 1);
		}
		this.syncs.push(...message.sync);
		if (message.inventory !== undefined) this.inventory.add(message.inventory);
		return this.inventory.complete;
	}
}

/**
 * The session's number of each address space of an agent: the one that it has, the one under which the host has it bound,
 * or a new one: none of which something is left, which is of an address space of another agent that nobody can tell any
 * more. Throws CONFIG when what is bound to one space there are several here, or the other way round.
 */
export function numberSpaces(
	present: readonly (number | undefined)[],
	bindings: Bindings,
	{ bound, mapped, unmaps }: Inventory,
	devices: readonly DeviceInfo[],
): number[] {
	const numbers = [...present];
	for (const info of devices)
		for (const { pasid, space } of bindings.of(info.name ?? '', info.maxPasid ?? 0)) {
			const number = bound.get(bindingKey(info.device ?? 0, pasid));
			// One that is bound to another of this agent's spaces was to be moved, and will be.
			if (number === undefined || numbers[space] === number || present.includes(number)) continue;
			if (numbers[space] !== undefined || numbers.includes(number))
				throw new FaultlineError(
					'CONFIG',
					`device "${info.name}" has other PASIDs in one address space than this agent: a session goes on with the bindings that it has`,
				);
			numbers[space] = number;
		}
	const unmapping = unmaps.map(({ space }) => space);
	const taken = new Set([...bound.values(), ...mapped.keys(), ...unmapping]);
	let next = 0;
	return numbers.map((number) => {
		if (number !== undefined) return number;
		while (taken.has(next) || numbers.includes(next)) next++;
		return next++;
	});
}

import { expect } from 'vitest';
import type { ErrorCode } from '../../src/base/errors.js';
import type { Device } from '../../src/host/kernel/device.js';
import { Errno } from '../../src/host/kernel/errno.js';
import { ResponseCode } from '../../src/host/kernel/fault.js';
import type { FaultHandler } from '../../src/host/kernel/fault-handler.js';
import type { Answer } from './hardware-tap.js';
import type { RecoverableRow } from './iommu-rows.js';
import { OwnersMachine, type Service } from './owners-machine.js';

const { SUCCESS } = ResponseCode;
export const PASID = 1;
/** The native drivers have pages from here on. */
export const BASE = 0x10_0000;
export const PAGE = BASE / 4096;

export const refusalOf = (row: RecoverableRow): Answer =>
	row.mode === 'stall' ? 'abort' : 'invalid';
export const successOf = (row: RecoverableRow): Answer =>
	row.mode === 'stall' ? 'retry' : 'success';

/** A machine whose handlers' calls are counted: what an owner that is gone hears shows. */
export function ownedDevice(row: RecoverableRow) {
	const machine = new OwnersMachine({}, row);
	const device = machine.plug('nic', 0x0100);
	const guest = machine.guest('a');
	const heard: FaultHandler[] = [];
	const { core } = machine;
	const register = core.registerDeviceFaultHandler.bind(core);
	core.registerDeviceFaultHandler = (of, handler) => {
		const spy: FaultHandler = {
			pageRequest: (...args) => {
				heard.push(handler);
				return handler.pageRequest(...args);
			},
			unrecoverable: (...args) => {
				heard.push(handler);
				handler.unrecoverable(...args);
			},
			retired: (...args) => {
				heard.push(handler);
				handler.retired(...args);
			},
		};
		return register(of, spy);
	};
	/** What a reset found outstanding on the wire: nothing, or it would never be answered. */
	const atReset: number[] = [];
	const endpoint = machine.endpoint(device);
	const reset = endpoint.reset.bind(endpoint);
	endpoint.reset = () => {
		atReset.push(machine.seen(device).outstanding);
		reset();
	};
	const seen = machine.seen(device);
	/** Laws 1 and 2 as the wire shows them. */
	const check = () => {
		expect(seen.problems).toEqual([]);
		expect(seen.sent).toBe(seen.answered + seen.forgotten + seen.outstanding);
		expect(endpoint.counters).toMatchObject({ responsesUnexpected: 0, responsesIgnored: 0 });
		expect(atReset.filter((n) => n !== 0)).toEqual([]);
		expect(machine.binding.evictions).toBe(0);
	};
	// What the IOMMU's driver keeps for a bus, and a guest's second level for drivers' tables, is taken with the first use.
	for (const first of [true, false]) {
		expect(first ? machine.assign(device, guest) : machine.binding.bind(device, machine.sva)).toBe(
			Errno.OK,
		);
		const service = first ? machine.serve(device, [PASID]) : undefined;
		expect(machine.binding.unbind(device)).toBe(Errno.OK);
		service?.space.destroy(() => guest.releaseFrames(service.lease));
		machine.clock.settle();
	}
	atReset.length = 0;
	const base = { frames: machine.frames.available, ids: machine.domainIds.available };
	/** All is given back. */
	const checkFree = () => {
		expect([device.references, machine.binding.stateOf(device)]).toEqual([1, 'none']);
		expect({ frames: machine.frames.available, ids: machine.domainIds.available }).toEqual(base);
		expect([guest.devices.size, guest.spaces.size]).toEqual([0, 0]);
	};
	return { machine, device, guest, heard, seen, endpoint, atReset, check, checkFree };
}

export type Owner = 'sva' | 'quarantine' | 'vfio';

/** Binds an owner, with a guest's agent where it is a guest. Says with what. */
export function bindOwner(all: ReturnType<typeof ownedDevice>, owner: Owner): Service | undefined {
	const { machine, device, guest } = all;
	if (owner === 'vfio') {
		expect(machine.assign(device, guest)).toBe(Errno.OK);
		return machine.serve(device, [PASID]);
	}
	expect(machine.binding.bind(device, machine[owner])).toBe(Errno.OK);
	return undefined;
}

/** Has the groups that wait taken by the agent; their ids. */
export function takeAll(machine: OwnersMachine, { vfio }: Service): number[] {
	const ids: number[] = [];
	for (let slot = vfio.take(); slot !== -1; slot = vfio.take())
		ids.push(machine.core.groups.id(slot));
	return ids;
}

/** What is not answered to anyone any more is refused, and changes nothing. */
export function expectRefused(
	machine: OwnersMachine,
	device: Device,
	service: Service,
	ids: readonly number[],
	as: ErrorCode,
): void {
	const before = machine.core.counters(device);
	for (const id of ids) {
		expect(service.vfio.respond(service.consumer, id, SUCCESS)).toBe(as);
		expect(machine.core.pageResponse(device, id, SUCCESS)).toBe(Errno.EINVAL);
	}
	machine.core.flush();
	machine.clock.settle();
	expect(machine.core.counters(device)).toEqual(before);
}

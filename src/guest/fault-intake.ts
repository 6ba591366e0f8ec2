import { FaultlineError } from '../base/errors.js';
import { faultline } from '../wire/generated/faultline.js';
import type { DecodedFaultBatch } from '../wire/messages.js';
import type { AgentCounters } from './agent-counters.js';
import { NO_PASID } from './bindings.js';
import type { DeviceTable } from './devices.js';
import type { Outbox } from './outbox.js';
import type { SpaceEngine } from './space-engine.js';

const { FAULT_LAST, FAULT_PASID_VALID } = faultline.v1.FaultFlag;
/** Of a group whose rows do not agree about the PASID; no space is bound to it. */
const MIXED_PASIDS = -2;

/**
 * Takes the batches of faults of one session, and gives each group to the address space of its device and PASID, which
 * answers it; a group that is for none is answered INVALID here. Counts the groups against the devices' credit.
 */
export class FaultIntake {
	readonly #devices: DeviceTable;
	readonly #outbox: Outbox;
	readonly #counters: AgentCounters;
	/** Spaces that got groups of the batch at hand. */
	readonly #faulted: SpaceEngine[] = [];
	/** The row after the group that was read last. */
	#groupEnd = 0;

	constructor(devices: DeviceTable, outbox: Outbox, counters: AgentCounters) {
		this.#devices = devices;
		this.#outbox = outbox;
		this.#counters = counters;
	}

	/**
	 * Hands the groups of a batch on, in runs: groups that follow one another with the same device and PASID have
	 * the same address space, so that both are looked up once for a run and not for a group. Throws MALFORMED_MESSAGE
	 * for a group that does not end.
	 */
	take(batch: DecodedFaultBatch): void {
		const { device, rows } = batch;
		let run = 0;
		let groups = 0;
		let runPasid = NO_PASID;
		for (let first = 0; first < rows; first = this.#groupEnd) {
			const pasid = this.#readGroup(batch, first);
			if (groups > 0 && (device[first] !== device[run] || pasid !== runPasid)) {
				this.#run(batch, run, first, groups, runPasid);
				run = first;
				groups = 0;
			}
			runPasid = pasid;
			groups++;
		}
		if (groups > 0) this.#run(batch, run, rows, groups, runPasid);
		for (const space of this.#faulted) space.pump();
		this.#faulted.length = 0;
	}

	/** Finds the end of the group that begins in row `first`; returns its PASID, NO_PASID or MIXED_PASIDS. */
	#readGroup({ group, flags, pasid, rows }: DecodedFaultBatch, first: number): number {
		const id = group[first];
		const has = flags[first]! & FAULT_PASID_VALID;
		let found = has === 0 ? NO_PASID : pasid[first]!;
		for (let row = first; row < rows; row++) {
			if (group[row] !== id)
				throw new FaultlineError(
					'MALFORMED_MESSAGE',
					`group ${id} does not end with a last request: row ${row} is of group ${group[row]}`,
				);
			// All requests of a group have the same PASID, or none has one (PCIe 6.0, 10.4).
			if ((flags[row]! & FAULT_PASID_VALID) !== has || (has !== 0 && pasid[row] !== found))
				found = MIXED_PASIDS;
			if ((flags[row]! & FAULT_LAST) === 0) continue;
			this.#groupEnd = row + 1;
			return found;
		}
		throw new FaultlineError(
			'MALFORMED_MESSAGE',
			`group ${id} does not end with a last request in its batch`,
		);
	}

	/** Rows `first` to `end` - 1: so many groups of one device and PASID. */
	#run(batch: DecodedFaultBatch, first: number, end: number, groups: number, pasid: number): void {
		const device = this.#devices.get(batch.device[first]!);
		this.#counters.groups += groups;
		if (device !== undefined) this.#devices.delivered(device, groups);
		const space = device === undefined ? undefined : this.#devices.spaceOf(device, pasid);
		if (space === undefined) {
			this.#counters.unknownSpace += groups;
			for (let row = first; row < end; row++)
				if ((batch.flags[row]! & FAULT_LAST) !== 0)
					this.#outbox.respond(device?.index ?? -1, batch.group[row]!, false);
			return;
		}
		const { length } = this.#faulted;
		if (length === 0 || (this.#faulted[length - 1] !== space && !this.#faulted.includes(space)))
			this.#faulted.push(space);
		space.faults(batch, first, end, device!.index, pasid);
		this.#outbox.schedule();
	}
}

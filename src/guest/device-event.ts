import { faultline } from '../wire/generated/faultline.js';
import type { DeviceEvent } from './events.js';
import { PAGE_BYTES } from './pager.js';

const { EVENT_ADDRESS_VALID, EVENT_PASID_VALID, EVENT_INDEX_VALID } = faultline.v1.EventFlag;
const { EVENT_INTERRUPT } = faultline.v1.EventType;
/** The access of an event: read, write, execute, supervisor. */
const EVENT_ACCESS = 15;

/** A row of the host's unrecoverable faults as the agent's user hears of it. */
export function deviceEvent(
	batch: faultline.v1.EventBatch,
	row: number,
	nameOf: (handle: number) => string,
): DeviceEvent {
	const flags = batch.flags[row]!;
	return {
		type: 'device-event',
		device: nameOf(batch.device[row]!),
		fault: batch.type[row] === EVENT_INTERRUPT ? 'interrupt' : 'dma',
		sequence: batch.sequence[row]!,
		lost: batch.lost[row]!,
		reason: batch.reason[row]!,
		hardwareReason: batch.hardwareReason[row]!,
		access: flags & EVENT_ACCESS,
		pasid: (flags & EVENT_PASID_VALID) !== 0 ? batch.pasid[row]! : undefined,
		address:
			(flags & EVENT_ADDRESS_VALID) !== 0
				? batch.page[row]! * PAGE_BYTES + batch.offset[row]!
				: undefined,
		interrupt: (flags & EVENT_INDEX_VALID) !== 0 ? (batch.index[row] ?? 0) : undefined,
	};
}

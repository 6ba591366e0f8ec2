import type { faultline } from '../../wire/generated/faultline.js';
import { FaultType, UnrecoverableFlag } from '../kernel/fault.js';
import { FaultEvent } from '../kernel/vfio/event-ring.js';
import type { VfioDevice } from '../kernel/vfio/vfio-device.js';

/** Events in one message. */
export const EVENT_ROWS = 256;
/** Bytes of one row at most. */
export const EVENT_ROW_BYTES = 66;

/** EventType of the protocol. */
const EVENT_DMA = 0;
const EVENT_INTERRUPT = 1;
/** EventFlag of the protocol. Its READ, WRITE, EXEC and PRIV are the bits of FaultPerm. */
const EVENT_ADDRESS_VALID = 16;
const EVENT_PASID_VALID = 32;
const EVENT_INDEX_VALID = 64;

/**
 * The devices of a session that have unrecoverable faults to tell. The faults stay in the devices' rings
 * until a message takes them: there they are bounded, and what is lost is counted.
 */
export class EventCollector {
	readonly #devices = new Set<VfioDevice>();
	readonly #event = new FaultEvent();

	/** The device's ring is not empty. */
	add(vfio: VfioDevice): void {
		this.#devices.add(vfio);
	}

	remove(vfio: VfioDevice): void {
		this.#devices.delete(vfio);
	}

	/** Takes the next events of all devices, as many as fit one message; undefined: there are none. */
	take(): faultline.v1.EventBatch.$Properties | undefined {
		if (this.#devices.size === 0) return undefined;
		const batch = {
			device: [] as number[],
			sequence: [] as number[],
			lost: [] as number[],
			reason: [] as number[],
			hardwareReason: [] as number[],
			flags: [] as number[],
			pasid: [] as number[],
			page: [] as number[],
			offset: [] as number[],
			type: [] as number[],
			index: [] as number[],
		};
		let interrupts = false;
		const event = this.#event;
		for (const vfio of this.#devices) {
			while (batch.device.length < EVENT_ROWS && vfio.takeEvent(event)) {
				const addressValid = (event.flags & UnrecoverableFlag.ADDR_VALID) !== 0;
				const pasidValid = (event.flags & UnrecoverableFlag.PASID_VALID) !== 0;
				const indexValid = (event.flags & UnrecoverableFlag.INDEX_VALID) !== 0;
				batch.device.push(vfio.handle);
				batch.sequence.push(event.sequence);
				batch.lost.push(event.lost);
				batch.reason.push(event.reason);
				batch.hardwareReason.push(event.hardwareReason);
				batch.flags.push(
					event.perm |
						(addressValid ? EVENT_ADDRESS_VALID : 0) |
						(pasidValid ? EVENT_PASID_VALID : 0) |
						(indexValid ? EVENT_INDEX_VALID : 0),
				);
				batch.pasid.push(pasidValid ? event.pasid : 0);
				batch.page.push(addressValid ? event.page : 0);
				batch.offset.push(addressValid ? event.offset : 0);
				const interrupt = event.type === FaultType.INTERRUPT;
				if (interrupt) interrupts = true;
				batch.type.push(interrupt ? EVENT_INTERRUPT : EVENT_DMA);
				batch.index.push(indexValid ? event.index : 0);
			}
			if (vfio.eventsWaiting > 0) break;
			this.#devices.delete(vfio);
		}
		if (!interrupts) {
			batch.type = [];
			batch.index = [];
		}
		return batch.device.length === 0 ? undefined : batch;
	}
}

import { errorNumber } from '../../wire/error-codes.js';
import type { DecodedResponseBatch } from '../../wire/messages.js';
import { ResponseCode } from '../kernel/fault.js';
import type { FaultCore } from '../kernel/fault-core.js';
import type { FaultConsumer } from '../kernel/vfio/consumer.js';
import type { Delivery } from './delivery.js';

/** ResponseCode of the protocol to the kernel's; -1 for what is refused. */
const CODES = [-1, ResponseCode.SUCCESS, ResponseCode.INVALID] as const;

const BAD_RESPONSE_CODE = errorNumber('BAD_RESPONSE_CODE');
const UNKNOWN_GROUP = errorNumber('UNKNOWN_GROUP');
const FOREIGN_GROUP = errorNumber('FOREIGN_GROUP');

/**
 * Gives a batch of answers to the devices they are for. `refused` is called for each row without effect,
 * with the wire number of the reason; a group whose answer was refused for its code stays pending. The
 * caller flushes the core once after all batches of a message.
 */
export function answer(
	core: FaultCore,
	delivery: Delivery,
	consumer: FaultConsumer,
	batch: DecodedResponseBatch,
	refused: (group: number, code: number) => void,
): void {
	const { group, code, rows } = batch;
	for (let row = 0; row < rows; row++) {
		const id = group[row]!;
		const kernelCode = CODES[code[row]!] ?? -1;
		if (kernelCode === -1) {
			refused(id, BAD_RESPONSE_CODE);
			continue;
		}
		const slot = core.groups.find(id);
		const index = slot === -1 ? core.outcomeDevice(id) : core.groups.device(slot);
		const vfio = delivery.byIndex(index);
		if (vfio === undefined) {
			refused(id, index === -1 ? UNKNOWN_GROUP : FOREIGN_GROUP);
			continue;
		}
		const reason = vfio.respond(consumer, id, kernelCode);
		if (reason !== 0) refused(id, errorNumber(reason));
	}
}

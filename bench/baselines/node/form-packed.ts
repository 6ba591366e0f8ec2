import type protobuf from 'protobufjs';
import {
	checkAnswer,
	checkFault,
	DEVICES,
	FAULT_FLAGS,
	FIRST_PAGE,
	MAP_FLAGS,
	PASID,
	SUCCESS,
} from './record.js';
import type { RecordForm } from './record-forms.js';

/** group 0, page 8, device 16, pasid 20, flags 24. */
const FAULT_BYTES = 25;
/** group 0, page 8, frame 16, flags 20, code 21. */
const ANSWER_BYTES = 22;
const TWO_32 = 2 ** 32;

/** Rows packed by hand with a DataView into one `bytes` field of a message. */
export class Packed implements RecordForm {
	readonly #rows: number;
	readonly #type: protobuf.Type;

	constructor(rows: number, root: protobuf.Root) {
		this.#rows = rows;
		this.#type = root.lookupType('faultline.bench.PackedRows');
	}

	faults(number: number): Buffer {
		const rows = Buffer.allocUnsafe(this.#rows * FAULT_BYTES);
		const view = viewOf(rows);
		for (let at = 0, n = number * this.#rows; at < rows.length; at += FAULT_BYTES, n++) {
			write64(view, at, n);
			write64(view, at + 8, FIRST_PAGE + n);
			view.setUint32(at + 16, n % DEVICES, true);
			view.setUint32(at + 20, PASID, true);
			view.setUint8(at + 24, FAULT_FLAGS);
		}
		return this.#type.encode({ rows }).finish() as Buffer;
	}

	answer(message: Buffer, number: number): Buffer {
		const faults = this.#decode(message, FAULT_BYTES);
		const rows = Buffer.allocUnsafe(this.#rows * ANSWER_BYTES);
		const view = viewOf(rows);
		let n = number * this.#rows;
		for (let from = 0, at = 0; at < rows.length; from += FAULT_BYTES, at += ANSWER_BYTES, n++) {
			const group = read64(faults, from);
			const page = read64(faults, from + 8);
			const device = faults.getUint32(from + 16, true);
			checkFault(
				n,
				group,
				page,
				device,
				faults.getUint32(from + 20, true),
				faults.getUint8(from + 24),
			);
			write64(view, at, group);
			write64(view, at + 8, page);
			view.setUint32(at + 16, n, true);
			view.setUint8(at + 20, MAP_FLAGS);
			view.setUint8(at + 21, SUCCESS);
		}
		return this.#type.encode({ rows }).finish() as Buffer;
	}

	check(answer: Buffer, number: number): void {
		const rows = this.#decode(answer, ANSWER_BYTES);
		for (let at = 0, n = number * this.#rows; at < rows.byteLength; at += ANSWER_BYTES, n++)
			checkAnswer(
				n,
				read64(rows, at),
				read64(rows, at + 8),
				rows.getUint32(at + 16, true),
				rows.getUint8(at + 20),
				rows.getUint8(at + 21),
			);
	}

	#decode(message: Buffer, rowBytes: number): DataView {
		const { rows } = this.#type.decode(message) as unknown as { rows: Uint8Array };
		if (rows.length !== this.#rows * rowBytes)
			throw new Error(`a message has ${rows.length} bytes of rows of ${rowBytes}`);
		return viewOf(rows);
	}
}

const viewOf = (bytes: Uint8Array): DataView =>
	new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const read64 = (view: DataView, at: number): number =>
	view.getUint32(at, true) + view.getUint32(at + 4, true) * TWO_32;

function write64(view: DataView, at: number, value: number): void {
	view.setUint32(at, value, true);
	view.setUint32(at + 4, value / TWO_32, true);
}

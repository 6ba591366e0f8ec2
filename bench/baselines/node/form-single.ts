import type protobuf from 'protobufjs';
import {
	checkAnswer,
	checkFault,
	DEVICES,
	FAULT_FLAGS,
	FIRST_PAGE,
	MAP_FLAGS,
	PASID,
	SPACE,
	SUCCESS,
} from './record.js';
import type { RecordForm } from './record-forms.js';

interface Fault {
	group: number;
	page: number;
	device: number;
	pasid: number;
	flags: number;
}

interface Answer {
	page: number;
	frame: number;
	mapFlags: number;
	group: number;
	code: number;
}

/** One message a fault and one an answer, as a service is written first. */
export class Single implements RecordForm {
	readonly #fault: protobuf.Type;
	readonly #answer: protobuf.Type;

	constructor(root: protobuf.Root) {
		this.#fault = root.lookupType('faultline.bench.Fault');
		this.#answer = root.lookupType('faultline.bench.Answer');
	}

	faults(number: number): Buffer {
		const fault: Fault = {
			group: number,
			page: FIRST_PAGE + number,
			device: number % DEVICES,
			pasid: PASID,
			flags: FAULT_FLAGS,
		};
		return this.#fault.encode(fault as object).finish() as Buffer;
	}

	answer(message: Buffer, number: number): Buffer {
		const { group, page, device, pasid, flags } = this.#fault.decode(message) as unknown as Fault;
		checkFault(number, group, page, device, pasid, flags);
		const mapping = { space: SPACE, page, frame: number, mapFlags: MAP_FLAGS };
		return this.#answer.encode({ ...mapping, group, code: SUCCESS }).finish() as Buffer;
	}

	check(answer: Buffer, number: number): void {
		const { group, page, frame, mapFlags, code } = this.#answer.decode(answer) as unknown as Answer;
		checkAnswer(number, group, page, frame, mapFlags, code);
	}
}

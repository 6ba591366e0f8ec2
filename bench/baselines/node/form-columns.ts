import * as protoLoader from '@grpc/proto-loader';
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

interface FaultColumns {
	group: number[];
	page: number[];
	device: number[];
	pasid: number[];
	flags: number[];
}

interface AnswerColumns {
	map: { space: number; page: number[]; frame: number[]; flags: number[] };
	responses: { group: number[]; code: number[] };
}

/** Turns messages of plain arrays of numbers into bytes and back. */
interface Codec {
	encodeFaults(message: FaultColumns): Buffer;
	decodeFaults(bytes: Buffer): FaultColumns;
	encodeAnswer(message: AnswerColumns): Buffer;
	decodeAnswer(bytes: Buffer): AnswerColumns;
}

const zeros = (rows: number): number[] => new Array<number>(rows).fill(0);

/** A column for each field: packed repeated fields, filled from and read into plain arrays of numbers. */
export class Columns implements RecordForm {
	readonly #rows: number;
	readonly #codec: Codec;
	/** Used again for each message: they are encoded before the next one is filled in. */
	readonly #faults: FaultColumns;
	readonly #answer: AnswerColumns;

	constructor(rows: number, codec: Codec) {
		this.#rows = rows;
		this.#codec = codec;
		const column = () => zeros(rows);
		this.#faults = {
			group: column(),
			page: column(),
			device: column(),
			pasid: column(),
			flags: column(),
		};
		this.#answer = {
			map: { space: SPACE, page: column(), frame: column(), flags: column() },
			responses: { group: column(), code: column() },
		};
	}

	faults(number: number): Buffer {
		const { group, page, device, pasid, flags } = this.#faults;
		for (let row = 0, n = number * this.#rows; row < this.#rows; row++, n++) {
			group[row] = n;
			page[row] = FIRST_PAGE + n;
			device[row] = n % DEVICES;
			pasid[row] = PASID;
			flags[row] = FAULT_FLAGS;
		}
		return this.#codec.encodeFaults(this.#faults);
	}

	answer(message: Buffer, number: number): Buffer {
		const { group, page, device, pasid, flags } = this.#codec.decodeFaults(message);
		const { map, responses } = this.#answer;
		for (let row = 0, n = number * this.#rows; row < this.#rows; row++, n++) {
			checkFault(n, group[row]!, page[row]!, device[row]!, pasid[row]!, flags[row]!);
			map.page[row] = page[row]!;
			map.frame[row] = n;
			map.flags[row] = MAP_FLAGS;
			responses.group[row] = group[row]!;
			responses.code[row] = SUCCESS;
		}
		return this.#codec.encodeAnswer(this.#answer);
	}

	check(answer: Buffer, number: number): void {
		const { map, responses } = this.#codec.decodeAnswer(answer);
		const { page, frame, flags } = map;
		const { group, code } = responses;
		for (let row = 0, n = number * this.#rows; row < this.#rows; row++, n++)
			checkAnswer(n, group[row]!, page[row]!, frame[row]!, flags[row]!, code[row]!);
	}

	/** protobufjs' own encode and decode: 64-bit fields are numbers if `root` was loaded without Long. */
	static protobufjs(root: protobuf.Root): Codec {
		const faults = root.lookupType('faultline.bench.FaultColumns');
		const answer = root.lookupType('faultline.bench.AnswerColumns');
		return {
			encodeFaults: (message) => faults.encode(message as object).finish() as Buffer,
			decodeFaults: (bytes) => faults.decode(bytes) as unknown as FaultColumns,
			encodeAnswer: (message) => answer.encode(message as object).finish() as Buffer,
			decodeAnswer: (bytes) => answer.decode(bytes) as unknown as AnswerColumns,
		};
	}

	/** The same with Long, as protobufjs comes: each 64-bit value is decoded to an object. */
	static withLong(root: protobuf.Root): Codec {
		const plain = Columns.protobufjs(root);
		return {
			...plain,
			decodeFaults(bytes) {
				const message = plain.decodeFaults(bytes);
				return { ...message, ...numbersOf(message, ['group', 'page']) };
			},
			decodeAnswer(bytes) {
				const { map, responses } = plain.decodeAnswer(bytes);
				return {
					map: { ...map, ...numbersOf(map, ['page']) },
					responses: { ...responses, ...numbersOf(responses, ['group']) },
				};
			},
		};
	}

	/** What proto-loader gives to grpc-js, which checks and copies each message on both sides. */
	static protoLoader(proto: string): Codec {
		const service = protoLoader.loadSync(proto, { longs: Number, arrays: true })[
			'faultline.bench.Records'
		] as protoLoader.ServiceDefinition;
		const { requestSerialize, requestDeserialize, responseSerialize, responseDeserialize } =
			service['Columns']!;
		return {
			encodeFaults: (message) => responseSerialize(message),
			decodeFaults: (bytes) => responseDeserialize(bytes) as FaultColumns,
			encodeAnswer: (message) => requestSerialize(message),
			decodeAnswer: (bytes) => requestDeserialize(bytes) as AnswerColumns,
		};
	}
}

/** Columns of Long objects as columns of numbers. */
function numbersOf<T extends object, K extends keyof T>(message: T, names: readonly K[]) {
	const columns = {} as Record<K, number[]>;
	for (const name of names) columns[name] = (message[name] as Iterable<unknown> as []).map(Number);
	return columns;
}

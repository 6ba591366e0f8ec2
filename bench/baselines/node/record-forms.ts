/**
 * The forms in which a bare gRPC stream can carry faults and answers. Each does what a user's program has to
 * do for every record, and nothing else: the host writes the five values of a fault, the agent reads them,
 * checks them and writes the five values of a mapping and a response, the host reads and checks those. The
 * form `bytes` is the exception: ready-made buffers, of which nobody looks at a record.
 */
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { packageRoot } from '../../root.js';
import { Columns } from './form-columns.js';
import { Packed } from './form-packed.js';
import { ReadyMade } from './form-ready-made.js';
import { Single } from './form-single.js';

/** What both sides of a stream do with messages; message number n has the records from n * rows on. */
export interface RecordForm {
	/** Host: the message with the faults. */
	faults(number: number): Buffer;
	/** Agent: looks at every fault of the message and makes the answer. Throws when one is wrong. */
	answer(message: Buffer, number: number): Buffer;
	/** Host: looks at every record of the answer. Throws when one is wrong. */
	check(answer: Buffer, number: number): void;
}

export interface FormOptions {
	/** Records of a message. */
	readonly rows: number;
	/** Of the form `bytes`: lengths of a message and of its answer, and how many may be unanswered. */
	readonly bytes: number;
	readonly answer: number;
	readonly window: number;
}

/** The records.proto beside this file, also where only the compiled form of this file is. */
const PROTO = join(packageRoot(), 'bench/baselines/node/records.proto');

const FORMS: Readonly<Record<string, (options: FormOptions) => RecordForm>> = {
	bytes: (options) => new ReadyMade(options),
	columns: ({ rows }) => new Columns(rows, Columns.protobufjs(load(false))),
	'columns-long': ({ rows }) => new Columns(rows, Columns.withLong(load(true))),
	'columns-loader': ({ rows }) => new Columns(rows, Columns.protoLoader(PROTO)),
	packed: ({ rows }) => new Packed(rows, load(false)),
	single: () => new Single(load(false)),
};

export function formOf(name: string, options: FormOptions): RecordForm {
	const make = FORMS[name];
	if (make === undefined)
		throw new Error(`form=${name}: there are ${Object.keys(FORMS).join(', ')}`);
	return make(options);
}

/**
 * The types of records.proto. Without `long`, protobufjs gives 64-bit fields as numbers, which is several times
 * as fast and exact up to 2^53.
 */
function load(long: boolean): protobuf.Root {
	if (!long) {
		(protobuf.util as { Long: unknown }).Long = null;
		protobuf.configure();
	}
	return protobuf.loadSync(PROTO);
}

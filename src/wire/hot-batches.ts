import { FaultlineError } from '../base/errors.js';
import type { FieldWriter } from './columns.js';
import { fieldSize, varintColumnSize, varintSize } from './columns.js';
import type { FieldReader } from './field-reader.js';
import type { LentColumns } from './lent-columns.js';
import type {
	Column,
	CreditBatch,
	DecodedCreditBatch,
	DecodedFaultBatch,
	DecodedMapBatch,
	DecodedResponseBatch,
	DecodedUnmapBatch,
	DecodedUnmapResult,
	FaultBatch,
	MapBatch,
	ResponseBatch,
	UnmapBatch,
	UnmapResult,
} from './messages.js';

/**
 * The batches of the hot path, by hand: for each of them how many bytes it takes, how it is written, and
 * how it is read in the form in which it is written here (which is the form that every encoder makes).
 * Batches of a thousand rows are encoded about twice and decoded about three times as fast as by the
 * generated code (with its result brought to the same shape), with which this must always agree. What a
 * reader function returns undefined for, the generated decoder decodes or refuses.
 *
 * Columns of an unmapping, of credit and of an answer to an unmapping are made anew each time: they are kept for longer than
 * their message is handled, or are rare.
 *
 * The readers do not check what the columns mean or whether they are equally long: see validate.ts.
 */

const EMPTY = new Uint8Array(0);

/**
 * How many rows are to be sent; throws COLUMN_LENGTH when a column has too few. A batch of fewer columns names its
 * first one again.
 */
function rowsOf(
	what: string,
	rows: number | undefined,
	first: Column,
	second: Column,
	third: Column,
): number {
	const count = rows ?? first.length;
	check(what, count, rows, first);
	check(what, count, rows, second);
	check(what, count, rows, third);
	return count;
}

function check(what: string, count: number, rows: number | undefined, column: Column): void {
	const { length } = column;
	if (rows === undefined ? length === count : length >= count) return;
	throw new FaultlineError(
		'COLUMN_LENGTH',
		`${what}: a column of ${length} rows where ${count} are to be sent`,
	);
}

const fixed64Size = (rows: number): number => (rows === 0 ? 0 : fieldSize(rows * 8));
const fixed32Size = (rows: number): number => (rows === 0 ? 0 : fieldSize(rows * 4));
const varintsSize = (values: Column, rows: number): number =>
	rows === 0 ? 0 : fieldSize(varintColumnSize(values, rows));
/** Bytes of a scalar field with a tag of one byte, which is left out when it is 0. */
export const scalarSize = (value: number): number => (value === 0 ? 0 : 1 + varintSize(value));
const bytesSize = (value: Uint8Array): number => (value.length === 0 ? 0 : fieldSize(value.length));

function writeVarints(writer: FieldWriter, field: number, values: Column, rows: number): void {
	if (rows > 0) writer.varints(field, values, rows, varintColumnSize(values, rows));
}
function writeFixed64(writer: FieldWriter, field: number, values: Column, rows: number): void {
	if (rows > 0) writer.fixed64(field, values, rows);
}
function writeFixed32(writer: FieldWriter, field: number, values: Column, rows: number): void {
	if (rows > 0) writer.fixed32(field, values, rows);
}

// ---- FaultBatch: group 1, page 2, device 3, pasid 4, flags 5 ----

export function faultBatchSize(batch: FaultBatch): number {
	const { group, page, device, pasid, flags } = batch;
	const rows = rowsOf('FaultBatch', batch.rows, group, page, device);
	check('FaultBatch', rows, batch.rows, pasid);
	check('FaultBatch', rows, batch.rows, flags);
	return 2 * fixed64Size(rows) + 2 * fixed32Size(rows) + varintsSize(flags, rows);
}

export function writeFaultBatch(writer: FieldWriter, batch: FaultBatch): void {
	const rows = batch.rows ?? batch.group.length;
	writeFixed64(writer, 1, batch.group, rows);
	writeFixed64(writer, 2, batch.page, rows);
	writeFixed32(writer, 3, batch.device, rows);
	writeFixed32(writer, 4, batch.pasid, rows);
	writeVarints(writer, 5, batch.flags, rows);
}

export function readFaultBatch(
	reader: FieldReader,
	start: number,
	end: number,
	lent: LentColumns | undefined,
): DecodedFaultBatch | undefined {
	if (!reader.scan(start, end, 0b111110, 0)) return undefined;
	const group = reader.fixed64(1, lent);
	const page = reader.fixed64(2, lent);
	const device = reader.fixed32(3, lent);
	const pasid = reader.fixed32(4, lent);
	const flags = reader.varints(5, lent);
	if (!group || !page || !device || !pasid || !flags) return undefined;
	return { rows: group.length, group, page, device, pasid, flags };
}

// ---- ResponseBatch: group 1, code 2 ----

export function responseBatchSize(batch: ResponseBatch): number {
	const rows = rowsOf('ResponseBatch', batch.rows, batch.group, batch.code, batch.code);
	return fixed64Size(rows) + varintsSize(batch.code, rows);
}

export function writeResponseBatch(writer: FieldWriter, batch: ResponseBatch): void {
	const rows = batch.rows ?? batch.group.length;
	writeFixed64(writer, 1, batch.group, rows);
	writeVarints(writer, 2, batch.code, rows);
}

export function readResponseBatch(
	reader: FieldReader,
	start: number,
	end: number,
	lent: LentColumns | undefined,
): DecodedResponseBatch | undefined {
	if (!reader.scan(start, end, 0b110, 0)) return undefined;
	const group = reader.fixed64(1, lent);
	const code = reader.enums(2, lent);
	if (!group || !code) return undefined;
	return { rows: group.length, group, code };
}

// ---- MapBatch: request 1, space 2, page 3, frame 4, flags 5, contents 6 ----

export function mapBatchSize(batch: MapBatch): number {
	const { page, frame, flags } = batch;
	const rows = rowsOf('MapBatch', batch.rows, page, frame, flags);
	return (
		scalarSize(batch.request) +
		scalarSize(batch.space) +
		fixed64Size(rows) +
		fixed32Size(rows) +
		varintsSize(flags, rows) +
		bytesSize(batch.contents ?? EMPTY)
	);
}

export function writeMapBatch(writer: FieldWriter, batch: MapBatch): void {
	const rows = batch.rows ?? batch.page.length;
	writer.scalar(1, batch.request);
	writer.scalar(2, batch.space);
	writeFixed64(writer, 3, batch.page, rows);
	writeFixed32(writer, 4, batch.frame, rows);
	writeVarints(writer, 5, batch.flags, rows);
	writer.bytes(6, batch.contents ?? EMPTY);
}

export function readMapBatch(
	reader: FieldReader,
	start: number,
	end: number,
	lent: LentColumns | undefined,
): DecodedMapBatch | undefined {
	if (!reader.scan(start, end, 0b1111000, 0b110)) return undefined;
	const page = reader.fixed64(3, lent);
	const frame = reader.fixed32(4, lent);
	const flags = reader.varints(5, lent);
	if (!page || !frame || !flags) return undefined;
	const request = reader.scalar(1);
	const space = reader.scalar(2);
	return { request, space, rows: page.length, page, frame, flags, contents: reader.content(6) };
}

// ---- UnmapBatch: request 1, space 2, page 3, return_dirty 4 ----

export function unmapBatchSize(batch: UnmapBatch): number {
	const rows = rowsOf('UnmapBatch', batch.rows, batch.page, batch.page, batch.page);
	const scalars = scalarSize(batch.request) + scalarSize(batch.space);
	return scalars + fixed64Size(rows) + scalarSize(batch.returnDirty ? 1 : 0);
}

export function writeUnmapBatch(writer: FieldWriter, batch: UnmapBatch): void {
	writer.scalar(1, batch.request);
	writer.scalar(2, batch.space);
	writeFixed64(writer, 3, batch.page, batch.rows ?? batch.page.length);
	writer.scalar(4, batch.returnDirty ? 1 : 0);
}

export function readUnmapBatch(
	reader: FieldReader,
	start: number,
	end: number,
): DecodedUnmapBatch | undefined {
	if (!reader.scan(start, end, 0b1000, 0b10110)) return undefined;
	const page = reader.fixed64(3);
	if (!page) return undefined;
	const request = reader.scalar(1);
	const space = reader.scalar(2);
	return { request, space, rows: page.length, page, returnDirty: reader.scalar(4) !== 0 };
}

// ---- CreditBatch: device 1, granted 2 ----

export function creditBatchSize(batch: CreditBatch): number {
	const rows = rowsOf('CreditBatch', batch.rows, batch.device, batch.granted, batch.granted);
	return fixed32Size(rows) + fixed64Size(rows);
}

export function writeCreditBatch(writer: FieldWriter, batch: CreditBatch): void {
	const rows = batch.rows ?? batch.device.length;
	writeFixed32(writer, 1, batch.device, rows);
	writeFixed64(writer, 2, batch.granted, rows);
}

export function readCreditBatch(
	reader: FieldReader,
	start: number,
	end: number,
): DecodedCreditBatch | undefined {
	if (!reader.scan(start, end, 0b110, 0)) return undefined;
	const device = reader.fixed32(1);
	const granted = reader.fixed64(2);
	if (!device || !granted) return undefined;
	return { rows: device.length, device, granted };
}

// ---- UnmapResult: request 1, dirty_row 2, contents 3, complete 4 ----

export function unmapResultSize(result: UnmapResult): number {
	const rows = rowsOf(
		'UnmapResult',
		result.rows,
		result.dirtyRow,
		result.dirtyRow,
		result.dirtyRow,
	);
	const scalars = scalarSize(result.request) + scalarSize(result.complete ? 1 : 0);
	return scalars + varintsSize(result.dirtyRow, rows) + bytesSize(result.contents ?? EMPTY);
}

export function writeUnmapResult(writer: FieldWriter, result: UnmapResult): void {
	writer.scalar(1, result.request);
	writeVarints(writer, 2, result.dirtyRow, result.rows ?? result.dirtyRow.length);
	writer.bytes(3, result.contents ?? EMPTY);
	writer.scalar(4, result.complete ? 1 : 0);
}

export function readUnmapResult(
	reader: FieldReader,
	start: number,
	end: number,
): DecodedUnmapResult | undefined {
	if (!reader.scan(start, end, 0b1100, 0b10010)) return undefined;
	const dirtyRow = reader.varints(2);
	if (!dirtyRow) return undefined;
	const request = reader.scalar(1);
	const complete = reader.scalar(4) !== 0;
	return { request, rows: dirtyRow.length, dirtyRow, contents: reader.content(3), complete };
}

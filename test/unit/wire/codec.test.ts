import { describe, expect, it } from 'vitest';
import { FaultlineError } from '../../../src/base/errors.js';
import {
	decodeAgentMessage,
	decodeHostMessage,
	encodeAgentMessage,
	encodeHostMessage,
} from '../../../src/wire/codec.js';
import { faultline } from '../../../src/wire/generated/faultline.js';
import { LentColumns } from '../../../src/wire/lent-columns.js';

const v1 = faultline.v1;

/** The error that `fn` throws, as [code, message]. */
function refusal(fn: () => unknown): [string, string] {
	try {
		fn();
	} catch (error) {
		if (error instanceof FaultlineError) return [error.code, error.message];
		throw error;
	}
	throw new Error('nothing was thrown');
}

describe('a message of an agent', () => {
	it('is decoded into columns that are lent, no two columns into the same', () => {
		const lent = new LentColumns();
		const batch = (rows: number, from: number) => {
			const page = Array.from({ length: rows }, (_, i) => from + i);
			return { request: from, space: 1, page, frame: page, flags: page.map(() => 1) };
		};
		for (const [rows, from] of [
			[1, 5],
			[3, 20],
			[300, 7],
			[1, 9],
		] as const) {
			// More batches than there are columns to lend.
			const map = Array.from({ length: 20 }, (_, i) => batch(rows, from + 1000 * i));
			const group = Array.from({ length: rows }, (_, i) => from + 50_000 + i);
			const code = group.map(() => 1);
			const bytes = encodeAgentMessage({ map, responses: { group, code } });
			const got = decodeAgentMessage(bytes, {}, lent);
			got.map.forEach((each, i) => {
				expect([...each.page]).toEqual(map[i]!.page);
				expect([...each.frame]).toEqual(map[i]!.frame);
				expect([...each.flags]).toEqual(map[i]!.flags);
			});
			expect([...got.responses!.group]).toEqual(group);
			expect([...got.responses!.code]).toEqual(code);
		}
	});

	it('has columns of its own for what is kept after it was handled', () => {
		const lent = new LentColumns();
		const decode = (page: number) => {
			const bytes = encodeAgentMessage({
				unmap: [{ request: 1, space: 1, page: [page], returnDirty: true }],
			});
			return decodeAgentMessage(bytes, {}, lent).unmap[0]!.page;
		};
		const first = decode(4);
		decode(5);
		expect([...first]).toEqual([4]);
	});
});

describe('a fault batch', () => {
	it('is decoded into columns that are lent, with the rows of this message and no others', () => {
		const columns = new LentColumns();
		const decode = (rows: number, from: number) => {
			const values = Array.from({ length: rows }, (_, i) => from + i);
			const batch = { group: values, page: values, device: values, pasid: values, flags: values };
			return decodeHostMessage(encodeHostMessage({ faults: batch }), {}, columns).faults!;
		};
		for (const [rows, from] of [
			[100, 0],
			[200, 50],
			[40, 7],
			[3, 1],
		] as const) {
			const batch = decode(rows, from);
			const values = Array.from({ length: rows }, (_, i) => from + i);
			expect(batch.rows).toBe(rows);
			for (const column of ['group', 'page', 'device', 'pasid', 'flags'] as const)
				expect([...batch[column]]).toEqual(values);
		}
		expect(decode(150, 9).group.buffer).toBe(decode(60, 1).group.buffer);
		expect(decode(2, 9).group).toBe(decode(2, 1).group);
		expect(decode(5000, 9).group.buffer).not.toBe(decode(5000, 1).group.buffer);
	});

	it('is the bytes that the protocol says', () => {
		const bytes = encodeHostMessage({
			faults: {
				group: [2 ** 40 + 5],
				page: [0x7f001],
				device: [3],
				pasid: [0xabcde],
				flags: [300],
			},
		});
		// Part 4 of 36 bytes, then fields 1 to 5, each with its length.
		expect(bytes.toString('hex')).toBe(
			['2224', '0a080500000000010000', '120801f0070000000000', '1a0403000000'].join('') +
				['2204debc0a00', '2a02ac02'].join(''),
		);
	});

	it('sends only the rows that it is told to, out of reused arrays', () => {
		const faults = {
			rows: 2,
			group: Float64Array.of(1, 2, 99),
			page: Float64Array.of(2 ** 52 - 1, 0, 99),
			device: Uint32Array.of(0, 2 ** 32 - 1, 99),
			pasid: Uint32Array.of(7, 8, 99),
			flags: Uint8Array.of(49, 17, 99),
		};
		const { faults: got } = decodeHostMessage(encodeHostMessage({ faults }));
		expect(got).toEqual({
			rows: 2,
			group: Float64Array.of(1, 2),
			page: Float64Array.of(2 ** 52 - 1, 0),
			device: Uint32Array.of(0, 2 ** 32 - 1),
			pasid: Uint32Array.of(7, 8),
			flags: Uint32Array.of(49, 17),
		});
	});

	it('is refused by the encoder when a column is too short', () => {
		const faults = { group: [1, 2], page: [1, 2], device: [0], pasid: [0, 0], flags: [16, 16] };
		expect(refusal(() => encodeHostMessage({ faults }))).toEqual([
			'COLUMN_LENGTH',
			'FaultBatch: a column of 1 rows where 2 are to be sent',
		]);
		expect(
			refusal(() => encodeHostMessage({ faults: { ...faults, device: [0, 0], rows: 3 } }))[0],
		).toBe('COLUMN_LENGTH');
	});
});

describe('decoding', () => {
	it('gives every part of an agent message, absent ones as undefined or empty', () => {
		expect(decodeAgentMessage(new Uint8Array(0))).toEqual({
			hello: undefined,
			bind: [],
			unbind: [],
			map: [],
			responses: undefined,
			unmap: [],
			credits: undefined,
			heartbeat: undefined,
			synced: [],
			leave: undefined,
			received: 0,
		});
	});

	it('keeps hot and other parts of one message', () => {
		const got = decodeAgentMessage(
			encodeAgentMessage({
				bind: [{ request: 1, device: 0, pasid: 5, space: 9 }],
				responses: { group: [10, 11], code: [1, 2] },
				unmap: [{ request: 4, space: 9, page: [1, 2, 3], returnDirty: true }],
				heartbeat: { sequence: 2 ** 53 - 1 },
			}),
		);
		expect(got.bind[0]).toMatchObject({ request: 1, device: 0, pasid: 5, space: 9 });
		expect(got.responses).toEqual({
			rows: 2,
			group: Float64Array.of(10, 11),
			code: Int32Array.of(1, 2),
		});
		expect(got.unmap).toEqual([
			{ request: 4, space: 9, rows: 3, page: Float64Array.of(1, 2, 3), returnDirty: true },
		]);
		expect(got.heartbeat?.sequence).toBe(2 ** 53 - 1);
		expect(got.map).toEqual([]);
	});

	it('treats an empty part and an absent field alike', () => {
		const { hello, responses } = decodeAgentMessage(Uint8Array.of(0x0a, 0, 0x2a, 0));
		expect(hello?.frames).toBe(0);
		expect(hello?.guest).toBe('');
		expect(hello?.devices).toEqual([]);
		expect(responses).toEqual({ rows: 0, group: new Float64Array(), code: new Int32Array() });
	});

	it('accepts split and unpacked columns, repeated parts and unknown fields', () => {
		// group: 1 unpacked, then [2, 3] packed; code: [1] and [2] packed, 1 unpacked; then field 9.
		const responses = Buffer.concat([
			Buffer.from('090100000000000000', 'hex'),
			Buffer.from('0a1002000000000000000300000000000000', 'hex'),
			Buffer.from('120101', 'hex'),
			Buffer.from('120102', 'hex'),
			Buffer.from('1001', 'hex'),
			Buffer.from('4a0161', 'hex'),
		]);
		const part = Buffer.concat([Buffer.from([0x2a, responses.length]), responses]);
		const more = encodeAgentMessage({ responses: { group: [4], code: [2] } });
		const unknown = Buffer.from('f20103666f6f', 'hex');
		expect(decodeAgentMessage(Buffer.concat([part, unknown, more])).responses).toEqual({
			rows: 4,
			group: Float64Array.of(1, 2, 3, 4),
			code: Int32Array.of(1, 2, 1, 2),
		});
	});

	it('joins the columns of a part that comes in two, and a column that comes in two', () => {
		const one = encodeAgentMessage({ responses: { group: [1, 2], code: [1, 1] } });
		const two = encodeAgentMessage({ responses: { group: [3], code: [2] } });
		const joined = {
			rows: 3,
			group: Float64Array.of(1, 2, 3),
			code: Int32Array.of(1, 1, 2),
		};
		expect(decodeAgentMessage(Buffer.concat([one, two])).responses).toEqual(joined);
		const body = Buffer.concat([one.subarray(2), two.subarray(2)]);
		const split = Buffer.concat([Buffer.from([0x2a, body.length]), body]);
		expect(decodeAgentMessage(split).responses).toEqual(joined);
	});

	it('leaves response codes that nobody knows to the session', () => {
		const bytes = encodeAgentMessage({
			responses: { group: [1, 2, 3], code: [0, 3, 2 ** 31 - 1] },
		});
		expect(decodeAgentMessage(bytes).responses?.code).toEqual(Int32Array.of(0, 3, 2 ** 31 - 1));
	});

	it('gives contents as a view of what was received', () => {
		const contents = new Uint8Array(4096).fill(7);
		const bytes = encodeAgentMessage({
			map: [{ request: 1, space: 2, page: [3, 4], frame: [5, 6], flags: [19, 35], contents }],
		});
		const batch = decodeAgentMessage(bytes).map[0];
		expect(batch?.contents.length).toBe(4096);
		expect(batch?.contents.buffer).toBe(bytes.buffer);
		expect(batch?.contents.every((byte) => byte === 7)).toBe(true);
	});
});

describe('decoding refuses', () => {
	it('columns that differ in length, naming both', () => {
		const bytes = v1.AgentMessage.encode({
			map: [{ page: [1, 2, 3], frame: [1, 2], flags: [1, 1, 1] }],
		}).finish();
		expect(refusal(() => decodeAgentMessage(bytes))).toEqual([
			'COLUMN_LENGTH',
			'map: column "frame" has 2 rows, column "page" has 3',
		]);
		const host = v1.HostMessage.encode({ expired: { group: [1], device: [] } }).finish();
		expect(refusal(() => decodeHostMessage(host))).toEqual([
			'COLUMN_LENGTH',
			'expired: column "device" has 0 rows, column "group" has 1',
		]);
	});

	it('contents that do not fit the rows', () => {
		const bytes = encodeAgentMessage({
			map: [{ request: 1, space: 1, page: [1], frame: [1], flags: [17] }],
		});
		expect(refusal(() => decodeAgentMessage(bytes))).toEqual([
			'MALFORMED_MESSAGE',
			'map: 0 bytes of contents for 1 rows with MAP_CONTENTS; 4096 would be right',
		]);
		const host = encodeHostMessage({
			unmapped: [{ request: 1, dirtyRow: [0], contents: new Uint8Array(4095), complete: true }],
		});
		expect(refusal(() => decodeHostMessage(host))[0]).toBe('MALFORMED_MESSAGE');
	});

	it('64-bit values that a number cannot hold, on both ways', () => {
		// responses.group = [2^53], code = [].
		const hot = Buffer.from('2a0a0a080000000000002000', 'hex');
		expect(refusal(() => decodeAgentMessage(hot))).toEqual([
			'MALFORMED_MESSAGE',
			'responses.group: about 9007199254740992 in row 0; values up to 2^53 - 1 are accepted',
		]);
		// heartbeat.sequence = 2^53 as varint
		const heartbeat = Buffer.from('4209088080808080808010', 'hex');
		expect(refusal(() => decodeAgentMessage(heartbeat))).toEqual([
			'MALFORMED_MESSAGE',
			'heartbeat.sequence: about 9007199254740992; values up to 2^53 - 1 are accepted',
		]);
	});

	it('a column that ends within a value', () => {
		for (const hex of ['2a0e0a0c010000000000000002000000', '3a070a050100000000', '2a0412020180'])
			expect(refusal(() => decodeAgentMessage(Buffer.from(hex, 'hex')))[0]).toBe(
				'MALFORMED_MESSAGE',
			);
	});

	it('page numbers from 2^52', () => {
		const bytes = encodeAgentMessage({
			unmap: [{ request: 1, space: 1, page: [5, 2 ** 52], returnDirty: false }],
		});
		expect(refusal(() => decodeAgentMessage(bytes))).toEqual([
			'MALFORMED_MESSAGE',
			'unmap: page 4503599627370496 in row 1; page numbers are below 2^52',
		]);
	});

	it('more rows or bytes than its limits', () => {
		const bytes = encodeAgentMessage({ responses: { group: [1, 2, 3], code: [1, 1, 1] } });
		expect(decodeAgentMessage(bytes, { batchRows: 3 }).responses?.rows).toBe(3);
		expect(refusal(() => decodeAgentMessage(bytes, { batchRows: 2 }))).toEqual([
			'MALFORMED_MESSAGE',
			'responses: column "group" has 3 rows; a batch has at most 2',
		]);
		expect(refusal(() => decodeAgentMessage(bytes, { messageBytes: bytes.length - 1 }))[0]).toBe(
			'MESSAGE_TOO_LARGE',
		);
	});

	it('every truncation of a message', () => {
		const bytes = encodeHostMessage({
			faults: { group: [1], page: [2], device: [3], pasid: [4], flags: [16] },
		});
		for (let length = 1; length < bytes.length; length++) {
			const cut = bytes.subarray(0, length);
			expect(refusal(() => decodeHostMessage(cut))[0]).toBe('MALFORMED_MESSAGE');
		}
	});
});

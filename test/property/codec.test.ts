import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FaultlineError } from '../../src/base/errors.js';
import {
	decodeAgentMessage,
	decodeHostMessage,
	encodeAgentMessage,
	encodeHostMessage,
} from '../../src/wire/codec.js';
import { faultline } from '../../src/wire/generated/faultline.js';
import { readAnyAgentMessage, readAnyHostMessage } from '../../src/wire/generated-decoder.js';
import type {
	AgentMessage,
	HostMessage,
	MapBatch,
	UnmapBatch,
	UnmapResult,
} from '../../src/wire/messages.js';

const v1 = faultline.v1;

const u32 = fc.oneof(
	{ weight: 3, arbitrary: fc.nat(15) },
	fc.nat(200),
	fc.integer({ min: 0, max: 2 ** 32 - 1 }),
);
const u64 = fc.oneof(fc.nat(1000), fc.maxSafeNat());
const page = fc.oneof(fc.nat(1000), fc.integer({ min: 0, max: 2 ** 52 - 1 }));
const code = fc.oneof(fc.nat(3), fc.integer({ min: 0, max: 2 ** 31 - 1 }));

/** Columns of equal length, one for each arbitrary. */
const columns = <T extends Record<string, fc.Arbitrary<number>>>(shape: T) =>
	fc
		.array(fc.record(shape), { maxLength: 12 })
		.map(
			(rows) =>
				Object.fromEntries(
					Object.keys(shape).map((name) => [name, rows.map((row) => row[name as never])]),
				) as { [K in keyof T]: number[] },
		);

/** Rarely with contents, which take their time. */
const mapFlags = fc.oneof({ weight: 8, arbitrary: fc.nat(15) }, { weight: 1, arbitrary: u32 });

const contentsOf = (flags: readonly number[]) =>
	new Uint8Array(flags.filter((flag) => (flag & 16) !== 0).length * 4096).fill(0xa5);

const map: fc.Arbitrary<MapBatch> = fc
	.tuple(u32, u32, columns({ page, frame: u32, flags: mapFlags }))
	.map(([request, space, c]) => ({ request, space, ...c, contents: contentsOf(c.flags) }));
const unmap: fc.Arbitrary<UnmapBatch> = fc
	.tuple(u32, u32, columns({ page }), fc.boolean())
	.map(([request, space, c, returnDirty]) => ({ request, space, ...c, returnDirty }));
const result: fc.Arbitrary<UnmapResult> = fc
	.tuple(u32, columns({ dirtyRow: u32 }), fc.boolean(), fc.nat(5))
	.map(([request, c, complete, filled]) => ({
		request,
		...c,
		contents: new Uint8Array(filled === 0 ? c.dirtyRow.length * 4096 : 0),
		complete,
	}));

const agentMessage: fc.Arbitrary<AgentMessage> = fc.record(
	{
		map: fc.array(map, { maxLength: 3 }),
		responses: columns({ group: u64, code }),
		unmap: fc.array(unmap, { maxLength: 3 }),
		credits: columns({ device: u32, granted: u64 }),
		heartbeat: fc.record({ sequence: u64 }),
		bind: fc.array(fc.record({ request: u32, device: u32, pasid: u32, space: u32 })),
		leave: fc.constant({}),
		received: fc.oneof(fc.nat(300), u64),
	},
	{ requiredKeys: [] },
);
const hostMessage: fc.Arbitrary<HostMessage> = fc.record(
	{
		faults: columns({ group: u64, page, device: u32, pasid: u32, flags: u32 }),
		unmapped: fc.array(result, { maxLength: 3 }),
		expired: columns({ group: u64, device: u32 }),
		sync: fc.array(fc.record({ request: u32 })),
		drain: fc.record({ deadlineMs: u32, reconnectTo: fc.string() }),
		inventory: columns({ space: u32, page, frame: u32, flags: u32 }),
	},
	{ requiredKeys: [] },
);

describe('the codec', () => {
	it('gives back what an agent message held, and agrees with the generated code', () => {
		fc.assert(
			fc.property(agentMessage, (message) => {
				const bytes = encodeAgentMessage(message);
				const got = decodeAgentMessage(bytes);
				expect(got).toEqual(readAnyAgentMessage(bytes));
				expect(got.map.map((batch) => Array.from(batch.page))).toEqual(
					(message.map ?? []).map((batch) => batch.page),
				);
				expect(Array.from(got.responses?.group ?? [])).toEqual(message.responses?.group ?? []);
				expect(Array.from(got.responses?.code ?? [])).toEqual(message.responses?.code ?? []);
				expect(Array.from(got.credits?.granted ?? [])).toEqual(message.credits?.granted ?? []);
				expect(got.unmap.map((batch) => batch.returnDirty)).toEqual(
					(message.unmap ?? []).map((batch) => batch.returnDirty),
				);
				expect(got.heartbeat?.sequence).toBe(message.heartbeat?.sequence);
				expect(got.received).toBe(message.received ?? 0);
			}),
		);
	});

	it('gives back what a host message held, and agrees with the generated code', () => {
		fc.assert(
			fc.property(hostMessage, (message) => {
				const bytes = encodeHostMessage(message);
				const got = decodeHostMessage(bytes);
				expect(got).toEqual(readAnyHostMessage(bytes));
				for (const column of ['group', 'page', 'device', 'pasid', 'flags'] as const)
					expect(Array.from(got.faults?.[column] ?? [])).toEqual(message.faults?.[column] ?? []);
				expect(got.unmapped.map((each) => Array.from(each.dirtyRow))).toEqual(
					(message.unmapped ?? []).map((each) => each.dirtyRow),
				);
			}),
		);
	});

	it('is read by the generated code, and reads what the generated code writes', () => {
		fc.assert(
			fc.property(hostMessage, (message) => {
				const plain = {
					...message,
					unmapped: (message.unmapped ?? []).map((each) => ({
						...each,
						dirtyRow: Array.from(each.dirtyRow),
						contents: each.contents ?? null,
					})),
				} as Parameters<typeof v1.HostMessage.encode>[0];
				const theirs = v1.HostMessage.encode(plain).finish();
				const ours = encodeHostMessage(message);
				expect(decodeHostMessage(theirs)).toEqual(decodeHostMessage(ours));
				expect(v1.HostMessage.decode(ours)).toEqual(v1.HostMessage.decode(theirs));
			}),
		);
	});

	it('throws nothing but its own errors for damaged messages, and both decoders agree', () => {
		const codes = new Set(['MALFORMED_MESSAGE', 'COLUMN_LENGTH', 'MESSAGE_TOO_LARGE']);
		/** What `fn` returns, or the error code it throws. */
		const outcome = (fn: () => unknown): unknown => {
			try {
				return fn();
			} catch (error) {
				if (!(error instanceof FaultlineError)) throw error;
				return error.code;
			}
		};
		const limits = { batchRows: 1000, messageBytes: 1_000_000 };
		fc.assert(
			fc.property(
				fc.oneof(agentMessage.map(encodeAgentMessage), hostMessage.map(encodeHostMessage)),
				fc.array(fc.tuple(fc.nat(), fc.nat(7)), { maxLength: 4 }),
				fc.option(fc.nat(), { freq: 3 }),
				(bytes, flips, cut) => {
					const length = cut === null ? bytes.length : cut % (bytes.length + 1);
					const damaged = Buffer.from(bytes.subarray(0, length));
					for (const [at, bit] of flips)
						if (length > 0) damaged[at % length] = damaged[at % length]! ^ (1 << bit);
					for (const [decode, generated] of [
						[decodeAgentMessage, readAnyAgentMessage],
						[decodeHostMessage, readAnyHostMessage],
					] as const) {
						const got = outcome(() => decode(damaged, limits));
						const reference = outcome(() => generated(damaged));
						if (typeof got === 'string') expect(codes).toContain(got);
						else expect(got).toEqual(reference);
						if (typeof reference === 'string') expect(got).toBe(reference);
					}
				},
			),
			{ numRuns: 500 },
		);
	});
});

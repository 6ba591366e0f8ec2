import fc from 'fast-check';
import { encodeAgentMessage, encodeHostMessage } from '../../src/wire/codec.js';
import type { AgentMessage, HostMessage } from '../../src/wire/messages.js';

/**
 * Well-formed messages that mean something, or nearly: ids, frames and pages are small, so that they meet what is
 * there, and now and then as large as their fields are.
 */

const small = (max: number) =>
	fc.oneof({ weight: 30, arbitrary: fc.nat(max) }, fc.integer({ min: 0, max: 2 ** 32 - 1 }));
const wide = (max: number) =>
	fc.oneof({ weight: 30, arbitrary: fc.nat(max) }, fc.integer({ min: 0, max: 2 ** 52 - 1 }));

/** Columns of equal length. */
const columns = <Shape extends Record<string, fc.Arbitrary<number>>>(shape: Shape, maxLength = 5) =>
	fc
		.array(fc.record(shape), { minLength: 1, maxLength })
		.map(
			(rows) =>
				Object.fromEntries(
					Object.keys(shape).map((name) => [name, rows.map((row) => row[name as never])]),
				) as { [Name in keyof Shape]: number[] },
		);

const some = <Each>(each: fc.Arbitrary<Each>) => fc.array(each, { minLength: 1, maxLength: 3 });

const device = small(4);
const request = small(3);
const space = small(2);
const page = fc.oneof(
	fc.integer({ min: 0x0ffe, max: 0x1010 }),
	fc.nat(60),
	fc.integer({ min: 0, max: 2 ** 52 - 1 }),
);
const pasid = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(5, 1) }, small(2 ** 20));
const code = small(3);

const agentMessage: fc.Arbitrary<AgentMessage> = fc.record(
	{
		bind: some(fc.record({ request, device, pasid, space, noPasid: fc.boolean() })),
		unbind: some(fc.record({ request, device, pasid, noPasid: fc.boolean() })),
		map: some(
			fc
				.tuple(request, space, columns({ page, frame: small(20), flags: small(47) }))
				.map(([request, space, batch]) => ({
					request,
					space,
					...batch,
					contents: new Uint8Array(4096 * batch.flags.filter((flag) => (flag & 16) !== 0).length),
				})),
		),
		responses: columns({ group: wide(40), code }, 10),
		unmap: some(
			fc
				.tuple(request, space, columns({ page }), fc.boolean())
				.map(([request, space, batch, returnDirty]) => ({ request, space, ...batch, returnDirty })),
		),
		credits: columns({ device, granted: wide(20) }),
		heartbeat: fc.record({ sequence: wide(5) }),
		synced: some(fc.record({ request, pages: wide(5) })),
		leave: fc.record({ handOver: fc.boolean() }),
		received: wide(8),
	},
	{ requiredKeys: [] },
);

/**
 * A Hello for a session that may be kept: `session-3` and so on, in the order in which sessions were welcomed. The first
 * two are honest agents', and their ids are secrets that a hostile one does not know.
 */
const returningHello: fc.Arbitrary<AgentMessage> = fc
	.tuple(fc.integer({ min: 2, max: 8 }), fc.nat(1))
	.map(([session, takeOver]) => ({
		hello: {
			protocolVersion: 1,
			guest: 'a',
			features: ['resume', 'drain'],
			resumeSession: session === 2 ? '' : `session-${session}`,
			takeOver,
		},
	}));

const inventory = fc
	.tuple(
		columns({ boundDevice: device, boundPasid: pasid, boundSpace: space, boundNoPasid: fc.nat(1) }),
		columns({ space, page, frame: small(20), flags: small(127) }),
		columns({ unmapRequest: request, unmapSpace: space, unmapPage: page }),
		fc.boolean(),
	)
	.map(([bound, mapped, unmapped, complete]) => ({ ...bound, ...mapped, ...unmapped, complete }));

const hostMessage: fc.Arbitrary<HostMessage> = fc.record(
	{
		assigned: some(
			fc.record({
				device,
				name: fc.constantFrom('d1', 'd2', ''),
				outstandingLimit: small(16),
				maxPasid: small(1000),
			}),
		),
		results: some(fc.record({ request, code: small(50) })),
		faults: columns({ group: wide(20), page: wide(60), device, pasid, flags: small(127) }, 8),
		unmapped: some(
			fc
				.tuple(request, columns({ dirtyRow: small(3) }), fc.boolean())
				.map(([request, { dirtyRow }, complete]) => ({
					request,
					dirtyRow,
					contents: new Uint8Array(4096 * dirtyRow.length),
					complete,
				})),
		),
		expired: columns({ group: wide(20), device }),
		refused: columns({ group: wide(20), code: small(50) }),
		revoked: some(fc.record({ device, code: small(50), message: fc.string({ maxLength: 4 }) })),
		heartbeat: fc.record({ sequence: wide(5) }),
		sync: some(fc.record({ request, evict: fc.boolean() })),
		drain: fc.record({
			deadlineMs: small(2000),
			reconnectTo: fc.constantFrom('', 'elsewhere:7700'),
			reason: fc.nat(2),
		}),
		inventory,
		left: fc.constant({}),
		fatal: fc.record({ code: small(50), message: fc.string({ maxLength: 4 }) }),
	},
	{ requiredKeys: [] },
);

/** Rarely the parts that end a session: most of what there is to try comes before. */
const lasting =
	<Message extends object>(endings: readonly (keyof Message)[]) =>
	([message, keep]: [Message, number]): Message => {
		if (keep === 0) return message;
		const rest = { ...message };
		for (const ending of endings) delete rest[ending];
		return rest;
	};

export const anyAgentMessage: fc.Arbitrary<Uint8Array> = fc
	.oneof(
		{
			weight: 9,
			arbitrary: fc.tuple(agentMessage, fc.nat(9)).map(lasting<AgentMessage>(['leave'])),
		},
		returningHello,
	)
	.map(encodeAgentMessage);

export const anyHostMessage: fc.Arbitrary<Uint8Array> = fc
	.tuple(hostMessage, fc.nat(9))
	.map(lasting<HostMessage>(['left', 'fatal']))
	.map(encodeHostMessage);

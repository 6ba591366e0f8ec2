import assert from 'node:assert/strict';
import type { ErrorCode } from '../../src/base/errors.js';
import { VirtualClock } from '../../src/base/virtual-clock.js';
import { AddressSpace } from '../../src/guest/address-space.js';
import { Agent } from '../../src/guest/agent.js';
import { decodeAgentMessage, decodeHostMessage, encodeHostMessage } from '../../src/wire/codec.js';
import { type MemoryTransport, memoryTransportPair } from '../../src/wire/memory-transport.js';
import type { DecodedHostMessage } from '../../src/wire/messages.js';
import { MemoryPager } from '../support/fake-port.js';
import { hostMessages } from './good-messages.js';
import { anyHostMessage } from './messages.js';
import { type Frame, meaningfulScript, readScript, writeScript } from './script.js';
import type { FuzzTarget } from './target.js';

const PAGE = 4096;
const PAGES = 50;
/** Longer than any time-out of an agent. */
const LONG_MS = 600_000;

/** Operations of a script; others send the payload as it is. */
const Operation = { ADVANCE: 1, CUT: 2, HOLD: 3, MODULUS: 16 } as const;

/** One connection, as a host that keeps no rule sees it. */
class HostileHost {
	readonly end: MemoryTransport;
	/** How often each group was delivered and not yet answered. */
	readonly #owed = new Map<number, number>();
	#frames = { first: 0, count: 0 };
	#welcomed = false;

	constructor(end: MemoryTransport) {
		this.end = end;
		end.open({
			onMessage: (bytes) => this.#heard(bytes),
			onDrain: () => {},
			onClose: () => {},
		});
	}

	say(bytes: Uint8Array): void {
		let message: DecodedHostMessage | undefined;
		try {
			message = decodeHostMessage(bytes);
		} catch {
			// The agent finds that out for itself.
		}
		if (message?.welcome && !this.#welcomed) {
			this.#welcomed = true;
			this.#frames = { first: message.welcome.firstFrame, count: message.welcome.frames };
		}
		for (const [row, group] of (message?.faults?.group ?? []).entries())
			if ((message!.faults!.flags[row]! & 16) !== 0)
				this.#owed.set(group, (this.#owed.get(group) ?? 0) + 1);
		this.end.send(bytes);
	}

	/** What the agent says is well-formed, answers what was asked, and keeps to its frames. */
	#heard(bytes: Uint8Array): void {
		const message = decodeAgentMessage(bytes);
		for (const group of message.responses?.group ?? []) {
			const owed = this.#owed.get(group) ?? 0;
			assert.ok(owed > 0, `group ${group} is answered more often than it was delivered`);
			this.#owed.set(group, owed - 1);
		}
		const { first, count } = this.#frames;
		for (const { frame } of message.map)
			for (const each of frame)
				assert.ok(
					each >= first && each < first + count,
					`frame ${each} is not one of ${first} to ${first + count - 1}`,
				);
	}
}

/** Lets what promises of this turn lead to happen. */
async function settle(clock: VirtualClock): Promise<void> {
	for (let i = 0; i < 4; i++) {
		clock.advance(0);
		await null;
	}
}

/** Our agent under a host that says anything in any order. */
export const agentSession: FuzzTarget = {
	name: 'agent-session',
	reads: 'script',
	about:
		'an agent under a hostile host: it stays within its frames, answers no group more often than asked, throws nothing unexpected, and ends when told to',
	seeds() {
		const say = hostMessages().map((message) => ({
			operation: 0,
			payload: encodeHostMessage(message),
		}));
		const op = (operation: number, value = 0) => ({ operation, payload: Uint8Array.of(value) });
		const [welcome, results, faults, assigned, ...rest] = say;
		return [
			writeScript(say),
			writeScript([welcome!, results!, faults!, faults!, op(Operation.ADVANCE, 50)]),
			writeScript([
				welcome!,
				faults!,
				op(Operation.CUT),
				op(Operation.ADVANCE, 200),
				welcome!,
				faults!,
			]),
			writeScript([welcome!, results!, op(Operation.HOLD), faults!, assigned!, ...rest]),
			writeScript(say.toReversed()),
		];
	},
	meaningful() {
		const start = hostMessages().slice(0, 2);
		return meaningfulScript(
			start.map((message) => ({ operation: 0, payload: encodeHostMessage(message) })),
			anyHostMessage,
			[Operation.ADVANCE, Operation.CUT, Operation.HOLD],
		);
	},
	async run(input) {
		const clock = new VirtualClock();
		const connections: HostileHost[] = [];
		const space = new AddressSpace({ name: 'memory', residentLimit: 0 });
		const area = {
			address: 0,
			length: PAGES * PAGE,
			permissions: 'rw',
			sharing: 'shared',
		} as const;
		space.map({ ...area, pager: new MemoryPager(PAGES) });
		const agent = new Agent({
			clock,
			guest: 'g',
			name: 'fuzzed 1.0',
			spaces: [{ device: '*', pasid: 1, space }],
			reconnect: { random: () => 0.5 },
			connect() {
				const [host, mine] = memoryTransportPair(clock);
				connections.push(new HostileHost(host));
				return mine;
			},
		});
		const refusals = new Set<ErrorCode>();
		let unexpected: unknown;
		agent.on((event) => {
			const code = 'error' in event ? event.error?.code : 'code' in event ? event.code : undefined;
			if (code !== undefined) refusals.add(code);
			// A host may say INTERNAL; one with a cause is an exception that an agent did not expect.
			if ('error' in event && event.error?.code === 'INTERNAL') unexpected ??= event.error.cause;
		});
		let started = false;
		agent.start().then(
			() => {
				started = true;
			},
			() => {
				started = true;
			},
		);
		await settle(clock);
		const step = ({ operation, payload }: Frame): void => {
			const host = connections.at(-1)!;
			const value = payload[0] ?? 0;
			const kind = operation % Operation.MODULUS;
			if (kind === Operation.ADVANCE) clock.advance(value * 20);
			else if (kind === Operation.CUT) host.end.link.cut();
			else if (kind === Operation.HOLD && value % 2 === 0) host.end.hold();
			else if (kind === Operation.HOLD) host.end.release();
			else host.say(payload);
		};
		for (const frame of readScript(input).slice(0, 64)) {
			step(frame);
			await settle(clock);
		}
		for (const { end } of connections) end.release();
		let stopped = false;
		agent.stop(1000).then(
			() => {
				stopped = true;
			},
			() => {
				stopped = true;
			},
		);
		await settle(clock);
		clock.advance(LONG_MS);
		await settle(clock);
		assert.ok(stopped, 'the agent did not end when it was told to');
		assert.ok(started, 'the wait for its start did not end');
		assert.ifError(unexpected);
		return refusals;
	},
};

import assert from 'node:assert/strict';
import { ERROR_CODES } from '../../src/base/errors.js';
import type { VfioDevice } from '../../src/host/kernel/vfio/vfio-device.js';
import { encodeAgentMessage } from '../../src/wire/codec.js';
import { type BenchAgent, RelayBench } from '../support/relay-bench.js';
import type { ArrayGuestMemory } from '../support/vfio-bench.js';
import { agentMessages } from './good-messages.js';
import { anyAgentMessage } from './messages.js';
import { type Frame, meaningfulScript, readScript, writeScript } from './script.js';
import type { FuzzTarget } from './target.js';

const DEADLINE_MS = 50;
const OUTSTANDING = 8;
const FRAMES = 16;
const PAGE = 4096;
/** Longer than any deadline, time-out or grace of a session. */
const LONG_MS = 600_000;
/** Connections at a time: a script that opens more closes the oldest. */
const MOST_CONNECTIONS = 4;

/** Operations of a script; others send the payload as it is. */
const Operation = { FAULT: 1, ADVANCE: 2, CONNECT: 3, CUT: 4, HOLD: 5, MODULUS: 16 } as const;
/** Faults are what most of it is about. */
const OTHERS = [
	Operation.FAULT,
	Operation.FAULT,
	Operation.FAULT,
	Operation.ADVANCE,
	Operation.CONNECT,
	Operation.CUT,
	Operation.HOLD,
];

/** Frames of the attacked guest that belong to its other, honest session. */
const NEIGHBOUR_FRAMES = 4;
const NEIGHBOUR_BYTE = 0x77;

/** Ids of the first two sessions, which honest agents have, are secrets that nobody guesses. */
class SecretiveBench extends RelayBench {
	protected override sessionId(n: number): string {
		return n <= 2 ? `7d1f0c3a9e5b48268f6ad2e4b1c0937${n}` : super.sessionId(n);
	}
}

/** A host with a guest that a hostile and an honest agent share, and the guest of another honest one. */
class Arena {
	readonly bench = new SecretiveBench({ messageBytes: 64 * 1024, batchRows: 1000 });
	readonly hostile: BenchAgent[] = [];
	readonly devices: VfioDevice[];
	readonly honest: BenchAgent;
	readonly #neighbour: BenchAgent;
	readonly #neighbourFrames: Uint8Array;
	readonly #honestDevice: VfioDevice;
	readonly #honestMemory: ArrayGuestMemory;
	readonly #honestBefore: Uint8Array;
	readonly #attacked;
	/** Groups that a device reported, in order, and those that the hardware got answers to. */
	readonly #reported = new Map<string, number[]>();
	readonly #answered = new Map<string, number[]>();
	readonly #next = new Map<string, number>();

	constructor() {
		const { bench } = this;
		this.#attacked = bench.guest('a', { frames: FRAMES, tables: 8 });
		this.devices = ['d0', 'd1'].map((name) =>
			bench.assigned(name, this.#attacked.guest, OUTSTANDING, DEADLINE_MS),
		);
		const { guest, memory } = bench.guest('b', { frames: FRAMES, tables: 8 });
		this.#honestMemory = memory;
		this.#honestDevice = bench.assigned('honest', guest, OUTSTANDING, DEADLINE_MS);
		this.honest = bench.connect();
		this.honest.hello({ guest: 'b' });
		this.honest.bind(this.#honestDevice);
		this.honest.grant(this.#honestDevice, 1000);
		this.#honestBefore = memory.bytes.slice();
		bench.assigned('d2', this.#attacked.guest, OUTSTANDING, DEADLINE_MS);
		this.#neighbour = bench.connect();
		const welcome = this.#neighbour.hello({ devices: ['d2'], frames: NEIGHBOUR_FRAMES });
		const first = welcome.firstFrame * PAGE;
		this.#neighbourFrames = this.#attacked.memory.bytes.subarray(
			first,
			first + NEIGHBOUR_FRAMES * PAGE,
		);
		this.#neighbourFrames.fill(NEIGHBOUR_BYTE);
		this.connect();
	}

	step({ operation, payload }: Frame): void {
		const { bench } = this;
		const number = payload[0] ?? 0;
		const agent = this.hostile.at(-1)!;
		switch (operation % Operation.MODULUS) {
			case Operation.FAULT:
				for (const device of this.devices) this.#fault(device, (number % 3) + 1);
				bench.clock.settle();
				break;
			case Operation.ADVANCE:
				bench.clock.advance(number * 4);
				break;
			case Operation.CONNECT:
				this.connect();
				break;
			case Operation.CUT:
				this.hostile[number % this.hostile.length]!.end.link.cut();
				bench.clock.settle();
				break;
			case Operation.HOLD:
				if (number % 2 === 0) agent.end.hold();
				else agent.end.release();
				bench.clock.settle();
				break;
			default:
				agent.sendBytes(payload);
		}
		this.#collect();
	}

	connect(): void {
		this.hostile.push(this.bench.connect());
		if (this.hostile.length > MOST_CONNECTIONS) this.hostile.shift()!.end.link.cut();
		this.bench.clock.settle();
	}

	/** Another group of `pages` pages, under an index that the device has free. */
	#fault(device: VfioDevice, pages: number): void {
		const { name } = device;
		const reported = this.#reported.get(name) ?? [];
		const answered = this.#answered.get(name) ?? [];
		if (reported.length - answered.length >= OUTSTANDING) return;
		const grpid = this.#next.get(name) ?? 0;
		this.#next.set(name, (grpid + 1) % 512);
		reported.push(grpid);
		this.#reported.set(name, reported);
		const first = 0x1000 + grpid;
		this.bench.group(
			device,
			grpid,
			Array.from({ length: pages }, (_, i) => first + i),
		);
	}

	#collect(): void {
		for (const line of this.bench.responses()) {
			const [, name, grpid] = line.split(' ');
			const answered = this.#answered.get(name!) ?? [];
			answered.push(Number(grpid));
			this.#answered.set(name!, answered);
		}
	}

	/** The honest guest is served as if nobody else were there, and nothing of it was touched. */
	checkHonest(): void {
		const { bench, honest } = this;
		assert.equal(honest.closed, undefined, 'the honest session ended');
		honest.take();
		this.#fault(this.#honestDevice, 1);
		bench.clock.settle();
		const [group] = honest.faults();
		assert.ok(group !== undefined, 'a fault of the honest guest was not delivered');
		honest.send({ responses: { group: [group], code: [1] } });
		const mine = bench.responses();
		assert.deepEqual(
			mine.filter((line) => line.includes(' honest ')).map((line) => line.split(' ')[3]),
			['SUCCESS'],
		);
		this.#answered.set('honest', [...this.#reported.get('honest')!]);
		for (const line of mine) {
			const [, name, grpid] = line.split(' ');
			if (name === 'honest') continue;
			this.#answered.set(name!, [...(this.#answered.get(name!) ?? []), Number(grpid)]);
		}
		assert.ok(
			this.#neighbourFrames.every((byte) => byte === NEIGHBOUR_BYTE),
			'frames of the other session of the same guest changed',
		);
		// The tables of its own agent's space lie beyond the frames that agents use.
		const bytes = FRAMES * PAGE;
		assert.ok(
			Buffer.from(this.#honestMemory.bytes.buffer, 0, bytes).equals(
				Buffer.from(this.#honestBefore.buffer, 0, bytes),
			),
			'memory of the honest guest changed',
		);
	}

	/** Every hostile session ends; then all that it had is free, and every group was answered once. */
	finish(): void {
		const { bench } = this;
		for (const agent of this.hostile) {
			agent.end.release();
			agent.end.link.cut();
		}
		bench.clock.settle();
		for (let i = 0; i < 4; i++) {
			for (const agent of [this.honest, this.#neighbour])
				agent.send({ heartbeat: { sequence: i } });
			bench.clock.advance(DEADLINE_MS * 2);
		}
		this.checkHonest();
		for (const agent of [this.honest, this.#neighbour]) agent.end.link.cut();
		bench.clock.advance(LONG_MS);
		this.#collect();
		for (const [name, reported] of this.#reported)
			assert.deepEqual(
				(this.#answered.get(name) ?? []).toSorted((a, b) => a - b),
				reported.toSorted((a, b) => a - b),
				`groups of ${name} were not answered once each`,
			);
		for (const { session } of this.hostile) {
			assert.equal(session.state, 'closed');
			const code = session.endReason?.code;
			assert.ok(
				code === undefined || (ERROR_CODES as readonly string[]).includes(code),
				`ended with ${code}`,
			);
		}
		assert.deepEqual(bench.relay.sessions(), []);
		assert.equal(bench.relay.refusals.of('INTERNAL'), 0, 'something unexpected was thrown');
		const lease = this.#attacked.guest.leaseFrames(FRAMES);
		assert.equal(lease?.count, FRAMES, 'frames of the attacked guest are still taken');
	}
}

/** Whole sessions: any messages in any order, while devices fault, time passes and connections break. */
export const hostSession: FuzzTarget = {
	name: 'host-session',
	reads: 'script',
	about:
		'a host under a hostile agent: every group answered once, everything given back, other sessions untouched',
	seeds() {
		const say = agentMessages().map((message) => ({
			operation: 0,
			payload: encodeAgentMessage(message),
		}));
		const op = (operation: number, value = 0) => ({ operation, payload: Uint8Array.of(value) });
		const [hello, bind, credits, filled, unmap, ...rest] = say;
		const start = [hello!, bind!, credits!];
		const again = (hello: object) => ({
			operation: 0,
			payload: encodeAgentMessage({
				hello: { protocolVersion: 1, guest: 'a', features: ['resume', 'drain'], ...hello },
			}),
		});
		const resume = (resumeSession: string) => again({ resumeSession });
		const takeOver = again({ takeOver: 1 });
		// The others are short, so that changes meet what steers and not what is carried.
		const map = {
			operation: 0,
			payload: encodeAgentMessage({
				map: [{ request: 3, space: 1, page: [0x1000, 0x1001], frame: [4, 5], flags: [35, 35] }],
				responses: { group: [1, 2], code: [1, 2] },
			}),
		};
		return [
			writeScript([...start, op(Operation.FAULT, 1), filled!, unmap, ...rest]),
			writeScript([...start, op(Operation.FAULT, 1), map, unmap, ...rest]),
			writeScript([...start, op(Operation.FAULT), op(Operation.ADVANCE, 60), map]),
			writeScript([...start, op(Operation.HOLD), op(Operation.FAULT), map, op(Operation.HOLD, 1)]),
			writeScript([
				...start,
				op(Operation.FAULT),
				op(Operation.CUT),
				op(Operation.CONNECT),
				...start,
			]),
			// Cut off with groups unanswered, and there again; and again as another agent.
			writeScript([
				...[...start, op(Operation.FAULT), op(Operation.CUT), op(Operation.FAULT)],
				...[op(Operation.CONNECT), resume('session-3'), credits!, map],
				...[op(Operation.CUT), op(Operation.CONNECT), takeOver, credits!, op(Operation.FAULT)],
			]),
			writeScript([...start, op(Operation.CONNECT), ...start, op(Operation.FAULT), map]),
			writeScript(say.filter((each) => each !== filled).toReversed()),
		];
	},
	meaningful() {
		const start = agentMessages().slice(0, 3);
		return meaningfulScript(
			start.map((message) => ({ operation: 0, payload: encodeAgentMessage(message) })),
			anyAgentMessage,
			OTHERS,
		);
	},
	run(input) {
		return new Set(
			play(input)
				.bench.relay.refusals.entries()
				.map(([code]) => code),
		);
	},
};

/** Plays a script, and checks what must hold. */
export function play(input: Uint8Array): Arena {
	const arena = new Arena();
	for (const frame of readScript(input).slice(0, 64)) arena.step(frame);
	arena.checkHonest();
	arena.finish();
	return arena;
}

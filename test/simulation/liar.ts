import type { Clock } from '../../src/base/clock.js';
import { VirtualProcess } from '../../src/testkit/virtual-process.js';
import { decodeHostMessage, encodeAgentMessage } from '../../src/wire/codec.js';
import type {
	AgentMessage,
	DecodedFaultBatch,
	DecodedHostMessage,
} from '../../src/wire/messages.js';
import type { Transport } from '../../src/wire/transport.js';
import { PAGE_BYTES } from './contents.js';
import { Draw } from './draw.js';
import type { Network } from './network.js';
import type { GuestPlan } from './topology.js';

const LAST = 16;
const PASID_VALID = 32;
const SUCCESS = 1;
const INVALID = 2;
const RETRY_MS = 50;
/** Heartbeats, so that it is its lies that end its sessions. */
const BEAT_MS = 150;

/** What a liar can be told to do. */
export const LIES = [
	'foreign',
	'duplicates',
	'late',
	'unknown',
	'bad-maps',
	'double-frames',
	'bad-unmaps',
	'unbind',
	'credit',
	'codes',
	'broken-columns',
	'second-hello',
	'garbage',
] as const;
export type Lie = (typeof LIES)[number];

/**
 * A guest whose agent speaks the protocol by hand and as it likes: it answers what it was not asked, twice, late, or not at
 * all, maps what it may not, and takes no notice of what it is told. Its contents are nobody's concern.
 */
export class Liar {
	readonly plan: GuestPlan;
	readonly network: Network;
	readonly #clock: Clock;
	readonly #draw: Draw;
	/** Ids that were delivered lately, to whomever. */
	readonly #ids: () => readonly number[];
	/** Names of sessions, whosoever. */
	readonly #sessionIds: () => readonly string[];
	#process: VirtualProcess;
	#transport: Transport | undefined;
	#request = 0;
	#handles: number[] = [];
	/** Groups that it got, by device. */
	readonly #delivered = new Map<number, number>();
	#frames: [number, number] = [0, 0];
	#used = 0;
	/** Groups that it keeps for later, and those that it answered. */
	#kept: number[] = [];
	#answered: number[] = [];

	constructor(
		plan: GuestPlan,
		network: Network,
		clock: Clock,
		seed: number,
		ids: () => readonly number[],
		sessionIds: () => readonly string[],
	) {
		this.plan = plan;
		this.network = network;
		this.#clock = clock;
		this.#draw = new Draw(seed, `liar ${plan.name}`);
		this.#ids = ids;
		this.#sessionIds = sessionIds;
		this.#process = new VirtualProcess(clock);
	}

	/** Connects, and again after each end, until it crashes. */
	start(): void {
		const process = new VirtualProcess(this.#clock);
		this.#process = process;
		this.#connect(process);
	}

	crash(): void {
		this.#process.kill();
		this.#transport = undefined;
		this.network.hangUp();
	}

	/** Lies, and repeats it a few times. */
	lie(what: Lie): void {
		const process = this.#process;
		for (const ms of [0, 2, 9, 30, 90])
			process.clock.after(ms, () => {
				if (this.#transport === undefined || this.#frames[1] === 0) return;
				const message = this.#make(what);
				if (message instanceof Uint8Array) this.#transport.send(message);
				else if (message !== undefined) this.#send(message);
			});
	}

	#connect(process: VirtualProcess): void {
		this.#frames = [0, 0];
		this.#handles = [];
		this.#used = 0;
		this.#delivered.clear();
		const again = () => {
			this.#transport = undefined;
			process.clock.after(RETRY_MS, () => this.#connect(process));
		};
		let transport: Transport;
		try {
			transport = this.network.connect(process);
		} catch {
			again();
			return;
		}
		this.#transport = transport;
		transport.open({
			onMessage: (bytes) => this.#received(decodeHostMessage(bytes, {})),
			onDrain: () => {},
			onClose: again,
		});
		this.#hello();
		const beat = () => {
			if (this.#transport !== transport) return;
			if (this.#frames[1] > 0) this.#send({ heartbeat: { sequence: 1 } });
			process.clock.after(BEAT_MS, beat);
		};
		process.clock.after(BEAT_MS, beat);
	}

	/** Now and then for a session that there is: its own, or another's; or for one that another agent has. */
	#hello(): void {
		const draw = this.#draw;
		const hello = { protocolVersion: 1, guest: this.plan.name, agent: 'liar' };
		const features = draw.chance(0.5) ? ['resume', 'drain'] : [];
		const ids = this.#sessionIds();
		const resumeSession = ids.length > 0 && draw.chance(0.4) ? draw.pick(ids) : '';
		const takeOver = draw.chance(0.3) ? draw.between(1, 2) : 0;
		this.#send({ hello: { ...hello, features, resumeSession, takeOver } });
	}

	#received({ welcome, assigned, faults, revoked }: DecodedHostMessage): void {
		if (welcome !== undefined) this.#frames = [welcome.firstFrame, welcome.frames];
		for (const info of [...(welcome?.devices ?? []), ...assigned]) {
			const device = info.device ?? 0;
			this.#handles.push(device);
			this.#send({
				bind: [
					{ request: ++this.#request, device, pasid: 1, space: 1 },
					{ request: ++this.#request, device, pasid: 2, space: this.#draw.between(1, 2) },
					{ request: ++this.#request, device, noPasid: true, space: 1 },
				],
			});
			this.#grant();
		}
		for (const { device } of revoked)
			if (this.#draw.chance(0.5)) this.#handles = this.#handles.filter((each) => each !== device);
		if (faults !== undefined) this.#faulted(faults);
	}

	/** A little more than it has got, so that groups wait at the host. */
	#grant(): void {
		this.#send({
			credits: {
				device: this.#handles,
				granted: this.#handles.map(
					(handle) => (this.#delivered.get(handle) ?? 0) + this.#draw.pick([1, 1, 2, 32]),
				),
			},
		});
	}

	/** Some groups are answered as they should be, others with a lie, others not. */
	#faulted(batch: DecodedFaultBatch): void {
		const groups: number[] = [];
		const codes: number[] = [];
		const pages: number[] = [];
		for (let row = 0; row < batch.rows; row++) {
			if (!pages.includes(batch.page[row]!)) pages.push(batch.page[row]!);
			if ((batch.flags[row]! & LAST) === 0) continue;
			const handle = batch.device[row]!;
			this.#delivered.set(handle, (this.#delivered.get(handle) ?? 0) + 1);
			const id = batch.group[row]!;
			const does = this.#draw.next();
			if (does < 0.2) this.#kept.push(id);
			else {
				groups.push(id);
				codes.push(does < 0.3 ? INVALID : SUCCESS);
				if (does > 0.9) {
					groups.push(id);
					codes.push(does > 0.95 ? SUCCESS : INVALID);
				}
			}
		}
		this.#answered.push(...groups);
		if (this.#answered.length > 32) this.#answered.splice(0, 16);
		const space = (batch.flags[0]! & PASID_VALID) !== 0 && batch.pasid[0] === 2 ? 2 : 1;
		const does = this.#draw.next();
		const map =
			does < 0.1 ? [this.#beyond(space, pages)] : does < 0.85 ? [this.#map(space, pages)] : [];
		// What may come next, before it is delivered; and what is another's.
		if (this.#draw.chance(0.2)) {
			const next = batch.group[batch.rows - 1]! + 1;
			for (const id of [next, next + 1, next + 2, this.#draw.pick(this.#ids())]) {
				groups.push(id);
				codes.push(SUCCESS);
			}
		}
		this.#send({ map, responses: { group: groups, code: codes } });
		if (this.#draw.chance(0.7)) this.#grant();
		else this.#process.clock.after(20, () => this.#grant());
	}

	/** Maps pages to its next frames, with zeros. It takes a frame again when it has none left. */
	#map(space: number, pages: readonly number[]): NonNullable<AgentMessage['map']>[number] {
		const [first, count] = this.#frames;
		return {
			request: ++this.#request,
			space,
			page: pages,
			frame: pages.map(() => first + (this.#used++ % count)),
			flags: pages.map(() => 1 | 2 | 32),
		};
	}

	/** Maps pages to frames beyond its own, which tables may be in. */
	#beyond(space: number, pages: readonly number[]): NonNullable<AgentMessage['map']>[number] {
		const [first, count] = this.#frames;
		return {
			request: ++this.#request,
			space,
			page: pages,
			frame: pages.map((_, i) => first + count + i),
			flags: pages.map(() => 1 | 2),
		};
	}

	#make(what: Lie): AgentMessage | Uint8Array | undefined {
		const draw = this.#draw;
		const [first, count] = this.#frames;
		const answer = (group: number[], code = SUCCESS): AgentMessage => ({
			responses: { group, code: group.map(() => code) },
		});
		const map = (page: number[], frame: number[], flags: number[]): AgentMessage => {
			const rows = flags.filter((each) => (each & 16) !== 0).length;
			const contents = rows > 0 ? { contents: new Uint8Array(rows * PAGE_BYTES).fill(0xee) } : {};
			return { map: [{ request: ++this.#request, space: 1, page, frame, flags, ...contents }] };
		};
		switch (what) {
			case 'foreign':
				return answer([...this.#ids()], draw.pick([SUCCESS, INVALID]));
			case 'duplicates':
				return answer([...this.#answered]);
			case 'late':
				return answer(this.#kept.splice(0));
			case 'unknown':
				return answer([
					0,
					2 ** 52,
					...[1, 2, 3, 4, 5, 6].map((n) => (this.#ids().at(-1) ?? 0) + n),
				]);
			case 'bad-maps':
				return map(
					[0x100, 2 ** 51, 0x101, 0x102, 0x103],
					[first + count, first, 2 ** 31, first, first],
					[3, 3, 3, 2, 64 | 1],
				);
			case 'double-frames':
				return map([0x9000, 0x9001, 0x9002], [first, first, first], [3 | 16, 3, 3 | 16]);
			case 'bad-unmaps':
				return {
					unmap: [0x100, 0x9000, 2 ** 51].map((page) => ({
						request: ++this.#request,
						space: draw.pick([1, 1, 7]),
						page: [page, page, page + 1],
						returnDirty: draw.chance(0.5),
					})),
				};
			case 'unbind':
				return {
					unbind: this.#handles.map((device) => ({
						request: ++this.#request,
						device,
						pasid: draw.pick([1, 1, 2, 3]),
					})),
				};
			case 'credit':
				return {
					credits: {
						device: [...this.#handles, 9999],
						granted: [...this.#handles, 9].map(() => 1),
					},
				};
			case 'codes':
				return { responses: { group: this.#kept, code: this.#kept.map(() => draw.between(3, 9)) } };
			case 'broken-columns':
				// A ResponseBatch (field 5) with one group (fixed64) and no code.
				return Uint8Array.from([0x2a, 10, 0x0a, 8, 1, 0, 0, 0, 0, 0, 0, 0]);
			case 'second-hello':
				return { hello: { protocolVersion: 1, guest: this.plan.name } };
			case 'garbage':
				return Uint8Array.from({ length: 24 }, () => draw.below(256));
		}
	}

	#send(message: AgentMessage): void {
		this.#transport?.send(encodeAgentMessage(message));
	}
}

import type { VirtualClock } from '../../src/base/virtual-clock.js';
import { decodeAgentMessage, encodeHostMessage } from '../../src/wire/codec.js';
import type { faultline } from '../../src/wire/generated/faultline.js';
import type { MemoryTransport, MemoryTransportOptions } from '../../src/wire/memory-transport.js';
import { memoryTransportPair } from '../../src/wire/memory-transport.js';
import type { DecodedAgentMessage, HostMessage } from '../../src/wire/messages.js';
import type { CloseReason, Transport } from '../../src/wire/transport.js';
import { FakeMachine } from './fake-machine.js';

const PAGE = 4096;

/** One request of a group. */
export interface FakeRequest {
	readonly page: number;
	/** 1 read, 2 write, 4 execute. */
	readonly access?: number;
	/** Default 1; 0: without a PASID. */
	readonly pasid?: number;
}

export interface FakeHostOptions {
	readonly welcome?: faultline.v1.Welcome.$Properties;
	readonly limits?: faultline.v1.Limits.$Properties;
	readonly devices?: faultline.v1.DeviceInfo.$Properties[];
	readonly frames?: number;
	readonly transport?: MemoryTransportOptions;
	/** False: the test sends the Welcome itself, or not at all. */
	readonly welcomes?: boolean;
	/** False: binds and unbinds are not answered. */
	readonly binds?: boolean;
	/** ErrorCode of the answers to further binds; default 0: they are done. */
	readonly bindCode?: number;
	/** False: unmappings wait until the test completes them. */
	readonly unmaps?: boolean;
	/** False: Leave is not answered. */
	readonly leaves?: boolean;
}

/**
 * The host's side of sessions, by hand: welcomes, binds, maps and unmaps on a FakeMachine, keeps the
 * credit, and holds the agent to the protocol (a second answer, an answer without its mapping, or a message
 * that is too large is an error). Faults come when the test sends them.
 */
export class FakeHost {
	readonly clock: VirtualClock;
	readonly options: FakeHostOptions;
	readonly machine = new FakeMachine();
	/** All that came, in order, over all sessions. */
	readonly messages: DecodedAgentMessage[] = [];
	/** Sizes of the encoded messages. */
	readonly sizes: number[] = [];
	/** Answers of this session: group to ResponseCode. */
	readonly answers = new Map<number, number>();
	/** Cumulative credit by device. */
	readonly credit = new Map<number, number>();
	/** Binds by `device/pasid`: the space. */
	readonly bound = new Map<string, number>();
	/** How each session ended, as the host saw it. */
	readonly ends: (CloseReason | undefined)[] = [];
	transport: MemoryTransport | undefined;
	sessions = 0;
	#owed = new Set<number>();

	constructor(clock: VirtualClock, options: FakeHostOptions = {}) {
		this.clock = clock;
		this.options = options;
	}

	/** What an agent's `connect` is to do. */
	readonly connect = (): Transport => {
		const [host, agent] = memoryTransportPair(this.clock, {
			peers: ['agent', 'fake-host'],
			...this.options.transport,
		});
		this.transport = host;
		this.machine.reset();
		this.answers.clear();
		this.credit.clear();
		this.bound.clear();
		this.#owed.clear();
		host.open({
			onMessage: (bytes) => this.#received(bytes),
			onDrain: () => {},
			onClose: (reason) => this.ends.push(reason),
		});
		return agent;
	};

	send(message: HostMessage): void {
		this.transport?.send(encodeHostMessage(message));
	}

	/** Welcomes the agent. */
	welcome(): void {
		const { devices, frames, limits, welcome } = this.options;
		this.send({
			welcome: {
				protocolVersion: 1,
				session: `session-${++this.sessions}`,
				devices: devices ?? [device(1, 'd1')],
				frames: frames ?? 64,
				firstFrame: 100,
				pageSize: PAGE,
				pageLimit: 2 ** 35,
				limits: {
					batchRows: 1024,
					messageBytes: 1 << 20,
					unmapsOutstanding: 64,
					heartbeatTimeoutMs: 15_000,
					spaces: 16,
					...limits,
				},
				...welcome,
			},
		});
	}

	/** Delivers groups of one device as one batch. */
	fault(from: number, groups: Readonly<Record<number, readonly FakeRequest[]>>): void {
		const rows = Object.entries(groups).flatMap(([group, requests]) =>
			requests.map((request, i) => ({
				...request,
				group: Number(group),
				last: i === requests.length - 1,
			})),
		);
		for (const { group } of rows) this.#owed.add(group);
		this.send({
			faults: {
				group: rows.map(({ group }) => group),
				page: rows.map(({ page }) => page),
				device: rows.map(() => from),
				pasid: rows.map(({ pasid }) => pasid ?? 1),
				flags: rows.map(
					({ access, last, pasid }) => (access ?? 1) | (pasid === 0 ? 0 : 32) | (last ? 16 : 0),
				),
			},
		});
	}

	/** The host answers groups itself, as at the end of a binding: the agent owes no answer any more. */
	answerInvalid(...groups: number[]): void {
		for (const group of groups) this.#owed.delete(group);
	}

	/** Groups that were delivered and not answered. */
	get owed(): number[] {
		return [...this.#owed];
	}

	/** Completes the oldest unmapping. */
	finishUnmap(): void {
		this.send({ unmapped: [this.machine.finish()] });
	}

	/** Lets messages pass until nothing happens any more at this time. */
	settle(): void {
		this.clock.advance(0);
	}

	#received(bytes: Uint8Array): void {
		const { limits, welcome, welcomes, binds, unmaps, leaves } = this.options;
		const messageBytes = limits?.messageBytes ?? welcome?.limits?.messageBytes ?? 1 << 20;
		const batchRows = limits?.batchRows ?? 1024;
		const message = decodeAgentMessage(bytes, { messageBytes, batchRows });
		this.messages.push(message);
		this.sizes.push(bytes.length);
		if (message.hello !== undefined && welcomes !== false) this.welcome();
		for (const { request, device: of, pasid, noPasid, space } of message.bind) {
			const code = this.options.bindCode ?? 0;
			if (code === 0) this.bound.set(`${of}/${noPasid ? 'none' : pasid}`, space);
			if (binds !== false) this.send({ results: [{ request, code, message: 'no' }] });
		}
		for (const { request, device: of, pasid, noPasid } of message.unbind) {
			this.bound.delete(`${of}/${noPasid ? 'none' : pasid}`);
			if (binds !== false) this.send({ results: [{ request }] });
		}
		for (const batch of message.map) {
			let at = 0;
			for (let row = 0; row < batch.rows; row++) {
				const flags = batch.flags[row] ?? 0;
				this.machine.map(
					batch.space,
					batch.page[row] ?? -1,
					batch.frame[row] ?? -1,
					flags,
					batch.contents,
					at,
				);
				if ((flags & 16) !== 0) at += PAGE;
			}
		}
		const { responses } = message;
		for (let row = 0; row < (responses?.rows ?? 0); row++) {
			const group = responses?.group[row] ?? -1;
			if (!this.#owed.delete(group)) throw new Error(`group ${group} is answered, but not owed`);
			this.answers.set(group, responses?.code[row] ?? -1);
		}
		for (const batch of message.unmap) {
			this.machine.unmap(batch.request, batch.space, [...batch.page]);
			if (unmaps !== false) this.send({ unmapped: [this.machine.finish()] });
		}
		const { credits, heartbeat } = message;
		for (let row = 0; row < (credits?.rows ?? 0); row++)
			this.credit.set(credits?.device[row] ?? -1, credits?.granted[row] ?? -1);
		if (heartbeat !== undefined) this.send({ heartbeat: { sequence: heartbeat.sequence } });
		if (message.leave !== undefined && leaves !== false) this.send({ left: {} });
	}
}

/** A device as a Welcome names it. */
export function device(
	handle: number,
	name: string,
	outstandingLimit = 512,
): faultline.v1.DeviceInfo.$Properties {
	return { device: handle, name, outstandingLimit, maxPasid: 1000 };
}

import { systemClock } from '../../src/base/clock.js';
import type { PciFunction } from '../../src/emulator/endpoint/pci-function.js';
import type { TlsPaths } from '../../src/guest/index.js';
import { type HostConfigInput, parseHostConfig } from '../../src/host/config.js';
import { Host } from '../../src/host/host.js';
import { createLogger } from '../../src/host/ops/log.js';
import { expectEqual, pause, tell, told } from './child.js';
import { deviceName, guestName, PAGE_BYTES, STALLED_GUEST, stalledName } from './layout.js';

/** What a benchmark's host looks like; see `hostConfig`. */
export interface HostShape {
	readonly devices: number;
	/** Requests that each device may have outstanding. */
	readonly outstanding: number;
	/** Guests, each with the same number of devices. */
	readonly guests: number;
	/** Pages that may be resident in each guest. */
	readonly pages: number;
	/** Entries of each device's ATC; default 4096. */
	readonly atcEntries?: number;
	/** Other limits than the host's defaults: rows of a batch, bytes of a message. */
	readonly batchRows?: number;
	readonly messageBytes?: number;
	/**
	 * Frames of each guest that are written once and given back before the agents come: their storage is then
	 * used again, as in a machine that has been up for a while, and not taken from the system one page fault at a time.
	 */
	readonly usedFrames?: number;
	/** Mutual TLS; absent: plaintext. */
	readonly tls?: TlsPaths;
	/** Devices of one guest more, with as much outstanding each, that are not in `functions`. */
	readonly stalled?: number;
	/** Response deadline of each device in milliseconds; default a minute. */
	readonly deadlineMs?: number;
}

/** Frames of each guest for first-level tables, as the host reckons them, and of the machine for the rest. */
const TABLES_SHARE = 1 / 8;
const GUEST_EXTRA = 4096;
const FRAMES_PER_DEVICE = 16;
/** The first 4 GiB have a hole for interrupt messages, which no guest's memory can cross: guests lie above. */
const MACHINE_EXTRA = 0x10_0000;
const POLL_MS = 10;
/** Frames of the guest that the further devices belong to. */
const STALLED_PAGES = 1024;

/** The configuration of a host of this shape, everything else as it is by default. */
export function hostConfig(shape: HostShape): HostConfigInput {
	const {
		devices,
		outstanding,
		guests,
		pages,
		atcEntries = 4096,
		batchRows,
		messageBytes,
		tls,
	} = shape;
	const { stalled = 0, deadlineMs = 60_000 } = shape;
	const perGuest = Math.ceil(pages * (1 + TABLES_SHARE)) + GUEST_EXTRA;
	const all = devices + stalled;
	const frames = perGuest * (guests + 1) + all * FRAMES_PER_DEVICE + MACHINE_EXTRA;
	const device = (name: string, index: number, guest: string) => ({
		...{ name, guest, outstanding, atc_entries: atcEntries, address: pciAddress(index + 8) },
	});
	return {
		listen: '127.0.0.1:0',
		log_level: 'warn',
		...(tls === undefined ? {} : { tls }),
		memory: frames * PAGE_BYTES,
		guests: [
			...Array.from({ length: guests }, (_, i) => ({
				name: guestName(i),
				memory: pages * PAGE_BYTES,
			})),
			...(stalled > 0 ? [{ name: STALLED_GUEST, memory: STALLED_PAGES * PAGE_BYTES }] : []),
		],
		devices: [
			...Array.from({ length: devices }, (_, i) =>
				device(deviceName(i), i, guestName(Math.floor((i * guests) / devices))),
			),
			...Array.from({ length: stalled }, (_, i) =>
				device(stalledName(i), devices + i, STALLED_GUEST),
			),
		],
		limits: {
			pending_groups: Math.max(1024, all * outstanding),
			// The suite measures; an answer that is late because the machine is busy is still one.
			response_deadline: `${deadlineMs}ms`,
			sessions: Math.max(64, guests * 2),
			bindings: Math.max(1024, all),
			...(batchRows === undefined ? {} : { batch_rows: batchRows }),
			...(messageBytes === undefined ? {} : { message_size: messageBytes }),
		},
	};
}

function pciAddress(id: number): string {
	const hex = (value: number) => value.toString(16).padStart(2, '0');
	return `${hex(id >> 8)}:${hex((id >> 3) & 31)}.${id & 7}`;
}

/** Counts of a host's sessions at one moment. */
export interface SessionCounts {
	readonly rows: number;
	readonly messagesIn: number;
	readonly messagesOut: number;
}

/** A host in this process, and what the benchmarks need of it. */
export class BenchHost {
	readonly functions: readonly PciFunction[];
	/** Those of the guest that stops reading. */
	readonly stalled: readonly PciFunction[];
	readonly #host: Host;
	readonly #shape: HostShape;

	private constructor(host: Host, shape: HostShape) {
		this.#host = host;
		this.#shape = shape;
		const named = (name: string): PciFunction => {
			const found = host.machine.functions.get(name);
			if (found === undefined) throw new Error(`no function ${name}`);
			return found;
		};
		this.functions = Array.from({ length: shape.devices }, (_, i) => named(deviceName(i)));
		this.stalled = Array.from({ length: shape.stalled ?? 0 }, (_, i) => named(stalledName(i)));
	}

	/** Groups that the host answered because their deadline had passed. */
	expired(): number {
		return this.#host.devices().reduce((sum, { counters }) => sum + (counters?.expired ?? 0), 0);
	}

	/** Groups that the guest that stops reading was sent, that wait for it, and that are pending in all. */
	stalledGroups(): { delivered: number; waiting: number; pending: number } {
		const sum = { delivered: 0, waiting: 0, pending: 0 };
		for (const { guest, counters, outbox, pending } of this.#host.devices()) {
			if (guest !== STALLED_GUEST) continue;
			sum.delivered += counters?.delivered ?? 0;
			sum.waiting += outbox ?? 0;
			sum.pending += pending ?? 0;
		}
		return sum;
	}

	/** Starts it, tells the parent the address, and resolves when the parent says that the agents serve. */
	static async start(shape: HostShape): Promise<BenchHost> {
		const host = await Host.start(parseHostConfig(hostConfig(shape)), {
			clock: systemClock,
			log: createLogger('bench-host', 'warn'),
		});
		for (const { memory } of host.guestsByName.values()) {
			const { usedFrames = 0 } = shape;
			for (let frame = 0; frame < usedFrames; frame++) memory.writeWord(frame, 0, 1);
			for (let frame = 0; frame < usedFrames; frame++) memory.zero(frame);
		}
		tell({ address: host.addresses[0] });
		await told('go');
		const self = new BenchHost(host, shape);
		while (!self.#served()) await pause(POLL_MS);
		return self;
	}

	/** Whether every device can have its faults answered: of many devices, some are bound after it serves. */
	#served(): boolean {
		return this.#host.devices().every(({ pasids, credit }) => pasids?.length === 1 && credit !== 0);
	}

	/** Everything is measured: resolves when the agents have told what they counted. */
	async measured(): Promise<void> {
		tell({ measured: true });
		await told('end');
	}

	sessions(): SessionCounts {
		let rows = 0;
		let messagesIn = 0;
		let messagesOut = 0;
		for (let i = 0; i < this.#shape.guests; i++)
			for (const session of this.#host.relay.sessionsOf(guestName(i))) {
				rows += session.serving.delivery.rows;
				messagesIn += session.messagesIn;
				messagesOut += session.serving.messagesOut;
			}
		return { rows, messagesIn, messagesOut };
	}

	/**
	 * Throws unless the counts of the devices, of the fault core and of the guests agree that exactly
	 * `accesses` accesses missed, were asked for once, answered SUCCESS and hit when they were tried again.
	 */
	verify(accesses: number): void {
		const sum = { requests: 0, success: 0, retries: 0, errors: 0 };
		for (const { counters } of this.functions) {
			sum.requests += counters.pageRequests;
			sum.success += counters.responsesSuccess;
			sum.retries += counters.retries;
			sum.errors += counters.dmaErrors + counters.responsesUnexpected;
		}
		expectEqual('page requests of the devices', sum.requests, accesses);
		expectEqual('SUCCESS responses at the devices', sum.success, accesses);
		expectEqual('retries of the devices', sum.retries, accesses);
		expectEqual('errors of the devices', sum.errors, 0);
		const core = { groups: 0, success: 0, other: 0 };
		for (const { counters, guest } of this.#host.devices()) {
			if (guest === STALLED_GUEST) continue;
			core.groups += counters?.groups ?? 0;
			core.success += counters?.responsesSuccess ?? 0;
			core.other += (counters?.responsesInvalid ?? 0) + (counters?.responsesFailure ?? 0);
		}
		expectEqual('groups of the fault core', core.groups, accesses);
		expectEqual('SUCCESS answers of the fault core', core.success, accesses);
		expectEqual('other answers of the fault core', core.other, 0);
		let maps = 0;
		for (const guest of this.#host.guestsByName.values()) maps += guest.counters.maps;
		expectEqual('pages mapped', maps, accesses);
	}
}

import { systemClock } from '../../src/base/clock.js';
import type { PciFunction } from '../../src/emulator/endpoint/pci-function.js';
import type { TlsPaths } from '../../src/guest/index.js';
import { type HostConfigInput, parseHostConfig } from '../../src/host/config.js';
import { Host } from '../../src/host/host.js';
import { createLogger } from '../../src/host/ops/log.js';
import { expectEqual, pause, tell, told } from './child.js';
import { deviceName, guestName, PAGE_BYTES } from './layout.js';

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
}

/** Frames of each guest for first-level tables, as the host reckons them, and of the machine for the rest. */
const TABLES_SHARE = 1 / 8;
const GUEST_EXTRA = 4096;
const FRAMES_PER_DEVICE = 16;
/** The first 4 GiB have a hole for interrupt messages, which no guest's memory can cross: guests lie above. */
const MACHINE_EXTRA = 0x10_0000;
const POLL_MS = 10;

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
	const perGuest = Math.ceil(pages * (1 + TABLES_SHARE)) + GUEST_EXTRA;
	const frames = perGuest * guests + devices * FRAMES_PER_DEVICE + MACHINE_EXTRA;
	return {
		listen: '127.0.0.1:0',
		log_level: 'warn',
		...(tls === undefined ? {} : { tls }),
		memory: frames * PAGE_BYTES,
		guests: Array.from({ length: guests }, (_, i) => ({
			name: guestName(i),
			memory: pages * PAGE_BYTES,
		})),
		devices: Array.from({ length: devices }, (_, i) => ({
			name: deviceName(i),
			address: pciAddress(i + 8),
			guest: guestName(Math.floor((i * guests) / devices)),
			outstanding,
			atc_entries: atcEntries,
		})),
		limits: {
			pending_groups: Math.max(1024, devices * outstanding),
			// The suite measures; an answer that is late because the machine is busy is still one.
			response_deadline: '60s',
			sessions: Math.max(64, guests * 2),
			bindings: Math.max(1024, devices),
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
	readonly #host: Host;
	readonly #shape: HostShape;

	private constructor(host: Host, shape: HostShape) {
		this.#host = host;
		this.#shape = shape;
		this.functions = Array.from({ length: shape.devices }, (_, i) => {
			const found = host.machine.functions.get(deviceName(i));
			if (found === undefined) throw new Error(`no function ${deviceName(i)}`);
			return found;
		});
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
		for (const { counters } of this.#host.devices()) {
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

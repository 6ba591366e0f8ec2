import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ControlClient } from '../../src/cli/client.js';
import { securityOf } from '../../src/cli/security.js';
import { TcpLine } from '../../src/testkit/tcp-line.js';
import { Certificates } from '../chaos/fleet.js';
import { PROGRAM, RealProcess } from '../support/real-process.js';

const PROBE = fileURLToPath(new URL('probe.mjs', import.meta.url));

/** The ways in which faults are recovered, and the IOMMU of each. */
export const LANES = [
	{ name: 'vtd', iommu: 'vtd', stall: false },
	{ name: 'smmuv3', iommu: 'smmuv3', stall: false },
	{ name: 'stall', iommu: 'smmuv3', stall: true },
	{ name: 'amdvi', iommu: 'amdvi', stall: false },
	{ name: 'riscv', iommu: 'riscv', stall: false },
] as const;
export type Lane = (typeof LANES)[number];

/**
 * `a` has the file that is copied and `b` the one that it is copied to; their connections are cut. Devices of `c` write and read
 * while its agent is killed, ended and replaced. Devices of `d` do while they are reset, taken away and made to fail.
 */
export const GUESTS = ['a', 'b', 'c', 'd'] as const;
export type GuestName = (typeof GUESTS)[number];

export const PASID = 1;
/** What one lane copies, writes or reads: a range of its own in the guest's one area and file. */
export const LANE_BYTES = 2 * 1024 ** 2;
const FILE_BYTES = LANES.length * LANE_BYTES;
/** Far less than all lanes together use, so that pages are taken away all the time. */
const RESIDENT = '1MiB';
const AREA = 0x10_0000_0000;

export const deviceOf = (guest: GuestName, { name }: Lane): string => `${guest}-${name}`;
const offsetOf = (lane: Lane): number => LANES.indexOf(lane) * LANE_BYTES;

/** Where a lane's device of a guest does its DMA. */
export const rangeOf = (guest: GuestName, lane: Lane) => ({
	device: deviceOf(guest, lane),
	pasid: PASID,
	address: AREA + offsetOf(lane),
});

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A host of four IOMMUs and four guests whose agents reach it through a proxy each, all as real processes over TCP. */
export class World {
	readonly folder = mkdtempSync(join(tmpdir(), 'faultline-soak-'));
	readonly proxies = new Map<GuestName, TcpLine>();
	readonly agents = new Map<GuestName, RealProcess>();
	readonly #certificates: Certificates | undefined;
	#host: RealProcess | undefined;
	#client: ControlClient | undefined;

	/** With `tls` every connection is mutual TLS; else plaintext on loopback. */
	constructor(tls: boolean) {
		writeFileSync(this.#path('a'), randomBytes(FILE_BYTES));
		if (tls) this.#certificates = new Certificates(join(this.folder, 'pki'), ['127.0.0.1'], GUESTS);
	}

	get host(): RealProcess {
		return this.#host!;
	}

	get client(): ControlClient {
		return this.#client!;
	}

	/** For the checks that chaos has too. */
	async ask<Answer>(what: 'devices' | 'guests'): Promise<Answer> {
		return (await this.client[what]()) as Answer;
	}

	/** The host is up; no agent is. */
	async startHost(): Promise<void> {
		const config = join(this.folder, 'host.yaml');
		const tls = this.#certificates?.paths('host-host');
		// JSON is YAML.
		writeFileSync(config, JSON.stringify({ ...CONFIG, ...(tls === undefined ? {} : { tls }) }));
		this.#host = this.#spawn('host', /^listening on /, ['host', '--config', config]);
		await this.#host.ready;
		const address = this.#host.readyLine.slice('listening on '.length);
		const paths = this.#certificates?.paths('operator-op');
		const security =
			paths === undefined
				? {}
				: securityOf({ tlsCa: paths.ca, tlsCert: paths.cert, tlsKey: paths.key });
		this.#client = new ControlClient(address, security, 30_000);
		for (const guest of GUESTS) this.proxies.set(guest, await TcpLine.start(address));
	}

	/** Starts an agent, as the guest's one; resolves once it serves. */
	async startAgent(guest: GuestName, ...options: string[]): Promise<void> {
		const access = guest === 'a' ? ':r' : `,size=${FILE_BYTES}:rw`;
		const agent = this.#spawn(`agent ${guest}`, /^serving guest /, [
			...['agent', '--guest', guest, '--host', this.proxies.get(guest)!.address],
			...(this.#certificates?.options(`guest-${guest}`) ?? []),
			...['--resident', RESIDENT, '--map', `${PASID}@${AREA}=${this.#path(guest)}${access}`],
			...options,
		]);
		this.agents.set(guest, agent);
		await agent.ready;
	}

	/** Hash of a lane's part of a guest's file. */
	fileHash(guest: GuestName, lane: Lane): string {
		const start = offsetOf(lane);
		return sha256(readFileSync(this.#path(guest)).subarray(start, start + LANE_BYTES));
	}

	get processes(): RealProcess[] {
		return [this.#host, ...this.agents.values()].filter((each) => each !== undefined);
	}

	/** Ends what still runs and takes everything away. */
	async remove(): Promise<void> {
		this.#client?.close();
		for (const process of this.processes) if (process.running) await process.kill();
		for (const proxy of this.proxies.values()) proxy.close();
		rmSync(this.folder, { recursive: true });
	}

	#spawn(name: string, ready: RegExp, args: readonly string[]): RealProcess {
		const command = [process.execPath, '--import', PROBE, PROGRAM, ...args, '--log-level', 'warn'];
		return new RealProcess(name, ready, command, true);
	}

	#path(guest: GuestName): string {
		return join(this.folder, `${guest}.bin`);
	}
}

const KINDS = [...new Set(LANES.map(({ iommu }) => iommu))];
/** Stream ids above those that PCI functions have. */
const FIRST_STREAM = 0x10000;

const CONFIG = {
	listen: '127.0.0.1:0',
	memory: '256MiB',
	guests: GUESTS.map((name) => ({ name, memory: '8MiB' })),
	iommus: KINDS.map((kind) => ({ name: kind, kind })),
	devices: LANES.flatMap((lane) =>
		GUESTS.map((guest, i) => ({
			name: deviceOf(guest, lane),
			iommu: lane.iommu,
			guest,
			...(lane.stall
				? {
						...{ bus: 'platform', stream_id: FIRST_STREAM + i },
						...{ stall: true, outstanding: 64, pasid_bits: 4 },
					}
				: { address: `0${i + 1}:00.0` }),
		})),
	),
	// Longer than anything that is made to happen lasts.
	limits: { response_deadline: '60s' },
	sessions: { resume_ms: '30s' },
};

import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Certificates, ChaosAgent, ChaosHost, PORT } from './fleet.js';
import { Network } from './network.js';
import { run } from './shell.js';
import type { Disk } from './troubles.js';

/** Bytes that are copied, and that the guest with its own disk writes and reads. */
export const COPY_BYTES = 12 * 1024 ** 2;
export const DISK_BYTES = 4 * 1024 ** 2;
/** What the disk has beside that file. */
const DISK_SPARE_BYTES = 1024 ** 2;

export const GUESTS = ['a', 'b', 'c'] as const;
export type GuestName = (typeof GUESTS)[number];
/** Whose files stand on the small disk. */
export const DISK_GUEST = 'c';

const ADDRESS = { a: 0x10_0000_0000, b: 0x20_0000_0000, c: 0x30_0000_0000 } as const;
/** A device and its PASID's range, as `ctl run` takes it. */
export const range = (device: string, guest: GuestName): string =>
	`${device}/1@0x${ADDRESS[guest].toString(16)}`;

/** Longer than any trouble: what is cut off for so long is to go on as if nothing had been. */
const GRACE = { deadline: '120s', resume: '90s' };

/** A host of several IOMMUs, three guests, and their agents, each on a machine of its own. */
export class World {
	readonly folder = mkdtempSync(join(tmpdir(), 'faultline-chaos-'));
	readonly host: ChaosHost;
	readonly agents: Readonly<Record<GuestName, ChaosAgent>>;
	readonly disk: Disk;
	readonly sourceHash: string;
	readonly #network = new Network();

	constructor() {
		const machines = GUESTS.map((guest) => this.#network.machine(guest, PORT));
		this.disk = { folder: join(this.folder, 'disk') };
		mkdirSync(this.disk.folder);
		const size = `size=${DISK_BYTES + DISK_SPARE_BYTES}`;
		run('mount', '-t', 'tmpfs', '-o', size, 'faultline-chaos', this.disk.folder);
		const source = randomBytes(COPY_BYTES);
		this.sourceHash = createHash('sha256').update(source).digest('hex');
		writeFileSync(this.#path('source'), source);
		const certificates = new Certificates(
			join(this.folder, 'pki'),
			machines.map(({ hostAddress }) => hostAddress),
			GUESTS,
		);
		this.host = new ChaosHost(this.#network.host, certificates, this.folder, CONFIG);
		const [a, b, c] = machines;
		const agent = (guest: GuestName, machine: typeof a, file: string, rest: string) =>
			new ChaosAgent(guest, machine!, certificates, [
				'--resident=2MiB',
				`--map=1@0x${ADDRESS[guest].toString(16)}=${file}${rest}`,
			]);
		this.agents = {
			a: agent('a', a, this.#path('source'), ':r'),
			b: agent('b', b, this.#path('target'), `,size=${COPY_BYTES}:rw`),
			c: agent('c', c, join(this.disk.folder, 'file'), `,size=${DISK_BYTES}:rw`),
		};
	}

	/** Everything up and serving. */
	async start(): Promise<void> {
		await this.host.start();
		await Promise.all(Object.values(this.agents).map((agent) => agent.start()));
	}

	/** Hash of what guest b's agent wrote. */
	targetHash(): string {
		return createHash('sha256')
			.update(readFileSync(this.#path('target')))
			.digest('hex');
	}

	/** Hash of what guest c's agent wrote. */
	diskHash(): string {
		const bytes = readFileSync(join(this.disk.folder, 'file'));
		return createHash('sha256').update(bytes).digest('hex');
	}

	/** Ends what still runs and takes everything away. */
	async remove(): Promise<void> {
		for (const { process } of [this.host, ...Object.values(this.agents)])
			if (process?.running) {
				process.child.kill('SIGCONT');
				await process.kill();
			}
		run('umount', this.disk.folder);
		this.#network.remove();
		rmSync(this.folder, { recursive: true });
	}

	#path(name: string): string {
		return join(this.folder, name);
	}
}

const CONFIG = {
	memory: '256MiB',
	guests: GUESTS.map((name) => ({ name, memory: '16MiB' })),
	iommus: [
		{ name: 'iommu0', kind: 'vtd' },
		{ name: 'iommu1', kind: 'smmuv3' },
		{ name: 'iommu2', kind: 'riscv' },
	],
	devices: [
		{ name: 'source', iommu: 'iommu0', address: '01:00.0', guest: 'a' },
		{
			...{ name: 'target', iommu: 'iommu1', bus: 'platform', stream_id: 0x10000, guest: 'b' },
			...{ stall: true, outstanding: 256, pasid_bits: 4 },
		},
		{ name: 'disk', iommu: 'iommu2', address: '02:00.0', guest: 'c' },
	],
	limits: { response_deadline: GRACE.deadline },
	sessions: { resume_ms: GRACE.resume },
};

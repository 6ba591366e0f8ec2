import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { agentMaps, COPY, demoHost, type Lane } from './layout.js';
import { Part } from './processes.js';

export interface LocalFleetOptions {
	readonly source: string;
	readonly residentBytes: number;
	readonly lanes: readonly Lane[];
}

/**
 * A host and two guest agents as three processes over TCP on loopback, with a temporary folder. `stop` leaves
 * nothing behind, whenever it is called.
 */
export class LocalFleet {
	/** The file that guest B writes back to. */
	readonly target: string;
	readonly #options: LocalFleetOptions;
	readonly #folder = mkdtempSync(join(tmpdir(), 'faultline-demo-'));
	readonly #parts: Part[] = [];
	#stopped: Promise<string[]> | undefined;

	constructor(options: LocalFleetOptions) {
		this.#options = options;
		this.target = join(this.#folder, 'target.bin');
	}

	/** Starts the processes; resolves with the host's address once both guests are served. */
	async start(): Promise<string> {
		const { source, residentBytes, lanes } = this.#options;
		const config = join(this.#folder, 'host.yaml');
		const listen = { listen: '127.0.0.1:0', log_level: 'warn' };
		writeFileSync(config, stringify({ ...demoHost(residentBytes, lanes), ...listen }));
		const host = this.#add('host', ['host', '--config', config]);
		const [, address = ''] = await host.line(/^listening on (127\.0\.0\.1:\d+)$/);
		const targetSize = statSync(source).size;
		const maps = agentMaps({ source, target: this.target, targetSize });
		for (const guest of [COPY.sourceGuest, COPY.targetGuest]) {
			const agent = this.#add(`agent of guest ${guest}`, [
				'agent',
				...['--host', address, '--guest', guest, '--log-level', 'warn'],
				...['--resident', String(residentBytes)],
				...(maps[guest] ?? []).flatMap((map) => ['--map', map]),
			]);
			await agent.line(/^serving guest /);
		}
		return address;
	}

	/** Makes the target zeros again, as it was at first. Nothing of it may be resident. */
	clearTarget(): void {
		const { size } = statSync(this.target);
		truncateSync(this.target, 0);
		truncateSync(this.target, size);
	}

	/** Ends agents, then the host; returns the parts that did not end well. May be called again. */
	stop(): Promise<string[]> {
		this.#stopped ??= this.#stop();
		return this.#stopped;
	}

	async #stop(): Promise<string[]> {
		const bad: string[] = [];
		for (const part of [...this.#parts].reverse()) {
			const code = await part.stop();
			if (code !== 0) bad.push(`${part.name} ended with status ${code}: ${part.errors}`.trim());
		}
		rmSync(this.#folder, { recursive: true, force: true });
		return bad;
	}

	#add(name: string, args: readonly string[]): Part {
		const part = new Part(name, args);
		this.#parts.push(part);
		return part;
	}
}

import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { agentMaps, COPY, demoHost } from './layout.js';
import { Part } from './processes.js';

export interface LocalFleetOptions {
	readonly source: string;
	readonly residentBytes: number;
}

/** A host and two guest agents as three processes over TCP on loopback, in a temporary folder. */
export class LocalFleet {
	readonly address: string;
	readonly target: string;
	readonly #folder: string;
	readonly #parts: Part[];

	private constructor(address: string, folder: string, target: string, parts: Part[]) {
		this.address = address;
		this.#folder = folder;
		this.target = target;
		this.#parts = parts;
	}

	static async start(options: LocalFleetOptions): Promise<LocalFleet> {
		const folder = mkdtempSync(join(tmpdir(), 'faultline-demo-'));
		const parts: Part[] = [];
		try {
			const config = join(folder, 'host.yaml');
			writeFileSync(
				config,
				stringify({ ...demoHost(options.residentBytes), listen: '127.0.0.1:0', log_level: 'warn' }),
			);
			const host = await Part.start(
				'host',
				['host', '--config', config],
				/^listening on (127\.0\.0\.1:\d+)$/,
			);
			parts.push(host.part);
			const address = host.match[1] ?? '';
			const target = join(folder, 'target.bin');
			const maps = agentMaps({
				source: options.source,
				target,
				targetSize: statSync(options.source).size,
			});
			for (const guest of [COPY.sourceGuest, COPY.targetGuest]) {
				const agent = await Part.start(
					`agent of guest ${guest}`,
					[
						'agent',
						...['--host', address, '--guest', guest, '--log-level', 'warn'],
						...['--resident', String(options.residentBytes)],
						...(maps[guest] ?? []).flatMap((map) => ['--map', map]),
					],
					/^serving guest /,
				);
				parts.push(agent.part);
			}
			return new LocalFleet(address, folder, target, parts);
		} catch (error) {
			for (const part of parts.reverse()) await part.stop();
			rmSync(folder, { recursive: true, force: true });
			throw error;
		}
	}

	/** Ends agents, then the host; returns the parts that did not end well. */
	async stop(): Promise<string[]> {
		const bad: string[] = [];
		for (const part of [...this.#parts].reverse()) {
			const code = await part.stop();
			if (code !== 0) bad.push(`${part.name} ended with status ${code}: ${part.errors}`.trim());
		}
		rmSync(this.#folder, { recursive: true, force: true });
		return bad;
	}
}

import { styleText } from 'node:util';
import { formatSize } from '../../base/units.js';
import { progressLine } from '../ctl-views.js';
import { count, formatFields, micros } from '../table.js';
import type { OnProgress, SceneResult } from './scene.js';

/** What the demo tells a person: on a terminal one line that renews itself, else a line now and then. */
export class Reporter {
	readonly #quiet: boolean;
	readonly #live = process.stdout.isTTY === true;
	#lastLine = 0;

	constructor(quiet: boolean) {
		this.#quiet = quiet;
	}

	say(text: string): void {
		if (!this.#quiet) process.stdout.write(`${text}\n`);
	}

	readonly progress: OnProgress = (scene, progress) => {
		if (this.#quiet) return;
		const line = `  ${scene}: ${progressLine(progress)}`;
		if (this.#live) process.stdout.write(`\r${line.slice(0, process.stdout.columns - 1)}\x1b[K`);
		else if (progress.elapsedS - this.#lastLine >= 2 || progress.elapsedS < this.#lastLine) {
			this.#lastLine = progress.elapsedS;
			process.stdout.write(`${line}\n`);
		}
	};

	result(scene: SceneResult): void {
		if (this.#quiet) return;
		if (this.#live) process.stdout.write('\r\x1b[K');
		const { SUCCESS, INVALID, FAILURE } = scene.responses;
		const fields: [string, string][] = [
			['scene', `${scene.name} (${scene.iommu}, ${scene.mode})`],
			['bytes', `${count(scene.bytes)} (${formatSize(scene.bytes)})`],
			['faults', `${count(scene.faults)} in ${count(scene.groups)} groups`],
			[
				'responses',
				`SUCCESS ${count(SUCCESS)}, INVALID ${count(INVALID)}, FAILURE ${count(FAILURE)}`,
			],
			['latency', `p50 ${micros(scene.latency_us.p50)}, p99 ${micros(scene.latency_us.p99)}`],
			[
				'time',
				`${scene.elapsed_s.toFixed(2)} s, ${count(scene.faults / scene.elapsed_s)} faults/s`,
			],
			['evictions', `${count(scene.evictions)}, ${count(scene.writebacks)} pages written back`],
		];
		if (scene.accesses !== undefined)
			fields.push([
				'accesses',
				`${count(scene.accesses.done)} done, ${count(scene.accesses.given_up)} given up`,
			]);
		if (scene.sha256 !== undefined)
			fields.push(
				['sha256 source', scene.sha256.source],
				['sha256 devices', scene.sha256.device],
				['sha256 target', scene.sha256.target],
			);
		const mark = (ok: boolean) => (ok ? styleText('green', 'ok  ') : styleText('red', 'FAIL'));
		const checks = scene.checks.map((each) => `  ${mark(each.ok)} ${each.name}: ${each.detail}`);
		process.stdout.write(`\n${formatFields(fields)}\n\n${checks.join('\n')}\n\n`);
	}
}

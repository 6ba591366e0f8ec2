import { readdirSync, readFileSync } from 'node:fs';
import { findSourceMap, SourceMap } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../root.js';

interface CallFrame {
	readonly functionName: string;
	readonly url: string;
	readonly lineNumber: number;
	readonly columnNumber: number;
}

/** A profile as V8 writes it: nodes of the call tree, and which of them was on top at each sample. */
interface CpuProfile {
	readonly nodes: readonly {
		readonly id: number;
		readonly callFrame: CallFrame;
		readonly positionTicks?: readonly { readonly line: number; readonly ticks: number }[];
	}[];
	readonly samples: readonly number[];
	readonly timeDeltas: readonly number[];
}

/** A function's own time, and its samples by line. */
interface Cost {
	us: number;
	readonly ticks: Map<number, number>;
}

/** Places that are no work of the program; the inspector dispatches what starts and stops the profile. */
const NOT_WORK = new Set(['(idle)', '(root)', 'dispatch']);

const ROWS = 25;
const LINES = 3;

/**
 * For each profile of the folder the functions with the most time of their own, in percent of the busy
 * time, and their hottest lines; of what was inlined, the lines are those of its own file.
 */
export function topCosts(folder: string): string {
	const files = readdirSync(folder).filter((file) => file.endsWith('.cpuprofile'));
	return files
		.sort()
		.map((name) => `${name}\n${costsOf(JSON.parse(readFileSync(join(folder, name), 'utf8')))}`)
		.join('\n');
}

function costsOf(profile: CpuProfile): string {
	const costs = new Map<string, Cost>();
	const place = new Map<number, string>();
	for (const { id, callFrame, positionTicks = [] } of profile.nodes) {
		const where = placeOf(callFrame);
		place.set(id, where);
		const cost = costs.get(where) ?? { us: 0, ticks: new Map() };
		costs.set(where, cost);
		for (const { line, ticks } of positionTicks) {
			const at = sourceOf(callFrame.url, line - 1, 0).line;
			cost.ticks.set(at, (cost.ticks.get(at) ?? 0) + ticks);
		}
	}
	let busy = 0;
	profile.samples.forEach((id, i) => {
		const where = place.get(id) ?? '';
		if (NOT_WORK.has(where)) return;
		const us = profile.timeDeltas[i] ?? 0;
		busy += us;
		costs.get(where)!.us += us;
	});
	const rows = [...costs].sort((a, b) => b[1].us - a[1].us).slice(0, ROWS);
	const lines = rows.map(([where, cost]) => {
		const percent = (us: number) => `${((us / busy) * 100).toFixed(1)} %`;
		let all = 0;
		for (const n of cost.ticks.values()) all += n;
		const hottest = [...cost.ticks].sort((a, b) => b[1] - a[1]).slice(0, LINES);
		const rest = hottest.map(([line, n]) => `${line}: ${percent((cost.us * n) / all)}`).join(', ');
		return `${percent(cost.us).padStart(8)}  ${where}${where.includes(':') ? `  (${rest})` : ''}`;
	});
	return [`  busy ${Math.round(busy / 1000)} ms`, ...lines].join('\n');
}

function placeOf({ functionName, url, lineNumber, columnNumber }: CallFrame): string {
	const name = functionName || '(anonymous)';
	if (url === '') return name;
	const { path, line } = sourceOf(url, lineNumber, columnNumber);
	return `${name}  ${path}:${line}`;
}

const maps = new Map<string, SourceMap | undefined>();

/** Where a place of a compiled file (counted from 0) is in its source (counted from 1). */
function sourceOf(url: string, line: number, column: number): { path: string; line: number } {
	if (!url.startsWith('file:')) return { path: url, line: line + 1 };
	const file = fileURLToPath(url);
	const path = relative(packageRoot(), file);
	let map = maps.get(file);
	if (!maps.has(file)) {
		map = findSourceMap(file) ?? readMap(file);
		maps.set(file, map);
	}
	const entry = map?.findEntry(line, column + 1);
	if (entry === undefined || !('originalLine' in entry)) return { path, line: line + 1 };
	return {
		path: path.replace(/^dist-bench\//, '').replace(/\.js$/, '.ts'),
		line: entry.originalLine + 1,
	};
}

function readMap(file: string): SourceMap | undefined {
	try {
		return new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
	} catch {
		// A file of a package that ships none.
		return undefined;
	}
}

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDuration, parseSize } from '../../../src/base/units.js';
import { agentCommand } from '../../../src/cli/agent.js';
import { parseHostConfig } from '../../../src/host/config.js';

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const text = read('docs/flow-control.md');

interface Row {
	readonly what: string;
	readonly number: number | undefined;
	readonly setBy: string;
	readonly seenIn: string;
}

/** Rows of the tables of bounds: those with five columns. */
const rows: Row[] = [
	...text.matchAll(/^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| [^|]+ \| ([^|]+) \|$/gm),
]
	.map(([, what = '', byDefault = '', setBy = '', seenIn = '']) => {
		const number = /^\d+/.exec(byDefault)?.[0];
		return { what, setBy, seenIn, number: number === undefined ? undefined : Number(number) };
	})
	.filter(({ what }) => what !== 'what waits' && !what.startsWith('---'));

const config = parseHostConfig({
	guests: [{ name: 'a' }],
	devices: [{ name: 'd', address: '01:00.0' }],
});

/** The value that the code has for what the document says it is set by; undefined: it names no number. */
async function defaultOf(setBy: string): Promise<number | undefined> {
	const constant = /^`([\w/-]+\.ts) ([A-Z_]+)`$/.exec(setBy);
	if (constant !== null) {
		const source = read(`src/${constant[1]}`);
		const found = new RegExp(`const ${constant[2]} = ([^;]+);`).exec(source)?.[1];
		if (found === undefined) throw new Error(`${constant[1]} has no constant ${constant[2]}`);
		return found
			.replaceAll('_', '')
			.split(' * ')
			.map((factor) => factor.split(' ** ').map(Number))
			.reduce((product, [base = Number.NaN, power = 1]) => product * base ** power, 1);
	}
	const key = /^`(limits|sessions|devices\[\]|guests\[\])\.([\w.]+)`$/.exec(setBy);
	if (key !== null) {
		const [, table = '', path = ''] = key;
		const tables = {
			limits: config.limits,
			sessions: config.sessions,
			'devices[]': config.devices[0],
			'guests[]': config.guests[0],
		};
		let value: unknown = tables[table as keyof typeof tables];
		for (const name of path.split('.')) value = (value as Record<string, unknown>)[name];
		if (typeof value !== 'number')
			throw new Error(`the configuration has no number ${table}.${path}`);
		return value;
	}
	const option = /^`(--[\w-]+)`/.exec(setBy);
	if (option === null) return undefined;
	const found = agentCommand().options.find(({ long }) => long === option[1]);
	if (found === undefined) throw new Error(`faultline agent has no option ${option[1]}`);
	const value = String(found.defaultValue);
	return /^\d+$/.test(value) ? Number(value) : (parseSize(value) ?? parseDuration(value));
}

describe('docs/flow-control.md', () => {
	it('has tables', () => {
		expect(rows.length).toBeGreaterThan(40);
	});

	it.each(rows)('$what: $setBy has the default that it says', async ({ setBy, number }) => {
		const value = await defaultOf(setBy);
		if (value !== undefined && number !== undefined) expect(number).toBe(value);
		// What has no value in the code has its source in words.
		if (value === undefined) expect(setBy).not.toMatch(/^`/);
	});

	it.each(rows)('$what is seen in fields that there are: $seenIn', ({ seenIn }) => {
		const proto = read('proto/faultline/v1/control.proto');
		const sources: Record<string, string> = {
			AgentCounters: read('src/guest/agent-counters.ts'),
			SpaceCounters: read('src/guest/space-state.ts'),
		};
		for (const [, type = '', field = ''] of seenIn.matchAll(/`(\w+)\.(\w+)`/g)) {
			const source = sources[type] ?? proto;
			const body =
				new RegExp(`(?:message|interface) ${type} \\{([^}]+)\\}`).exec(source)?.[1] ?? '';
			expect(body, `${type}.${field}`).toMatch(new RegExp(`\\b${field}( =|:)`));
		}
	});

	it('names every limit of the configuration', () => {
		const told = new Set([...text.matchAll(/`limits\.(\w+)/g)].map(([, name]) => name));
		expect(Object.keys(config.limits).filter((name) => !told.has(name))).toEqual([]);
	});

	it('names every collection in the source that can grow, and no other', () => {
		const field =
			/^\t(?:readonly |static )*(#?\w+)!?(?:: [^=;\n]+)? = (?:new (?:Map|Set|WeakMap|WeakSet)\b|\[\];)/gm;
		const found = new Set<string>();
		for (const room of ['base', 'cli', 'guest', 'host', 'wire'])
			for (const file of readdirSync(new URL(`src/${room}`, root), { recursive: true }).map(
				String,
			)) {
				if (!file.endsWith('.ts') || file.startsWith('generated/')) continue;
				const path = `${room}/${file}`;
				for (const [, name] of read(`src/${path}`).matchAll(field)) found.add(`${path} ${name}`);
			}
		const told = new Set<string>();
		const section = text.slice(text.indexOf('## Where collections are held'));
		for (const [, cell = ''] of section.matchAll(/^\| (`[^|]+) \|/gm)) {
			let path = '';
			for (const [, word = ''] of cell.matchAll(/`([^`]+)`/g))
				if (word.endsWith('.ts')) path = word;
				else told.add(`${path} ${word}`);
		}
		expect([...found].sort()).toEqual([...told].sort());
	});
});

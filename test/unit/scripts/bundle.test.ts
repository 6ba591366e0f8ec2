import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

interface Bundler {
	bundle(options: {
		root: string;
		entryPoints: string[];
		outdir: string;
		ours: RegExp;
		splitting: boolean;
	}): Promise<void>;
}

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'faultline-bundle-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** As tsc writes it: one declaration a line, indented by four. */
const COUNTER = `export const STEP = 2;
export const Kind = { UP: 1, DOWN: -1 };
let made = 0;
export class Counter {
    #count;
    count = 100;
    #kind = Kind.UP;
    static #most = 7;
    constructor(count) {
        this.#count = count;
        made++;
    }
    add() {
        this.#step(STEP * this.#kind);
        return [this.#count, this.count, Counter.#most, made];
    }
    #step(by) {
        this.#count += by;
    }
}
/** Has a #count of its own beside the one that it inherits, and text that looks like one. */
export class Named extends Counter {
    #count = 'text with this.#count in it';
    get text() {
        const own = class {
            #count = 1;
            twice() {
                return this.#count * 2;
            }
        };
        return [this.#count, new own().twice()];
    }
}
`;
const ENTRY = `import { Counter, Named } from './counter.js';
export const counter = new Counter(5);
export const named = new Named(8);
export const names = Object.keys(counter);
`;

test('constants stay constants, private fields become plain ones, and the code does the same', async () => {
	writeFileSync(join(folder, 'counter.js'), COUNTER);
	writeFileSync(join(folder, 'entry.js'), ENTRY);
	const script = new URL('../../../scripts/bundle.mjs', import.meta.url).href;
	const { bundle } = (await import(script)) as Bundler;
	const outdir = join(folder, 'out');
	await bundle({
		root: folder,
		entryPoints: ['entry.js'],
		outdir,
		ours: /(counter|entry)\.js$/,
		splitting: false,
	});

	const code = readFileSync(join(outdir, 'entry.js'), 'utf8');
	expect(code).toMatch(/^const STEP = 2;$/m);
	expect(code).toMatch(/^const Kind = /m);
	expect(code).toMatch(/^const Counter = /m);
	// It is assigned later.
	expect(code).toMatch(/^var made = 0;$/m);
	expect(code.replaceAll('text with this.#count in it', '')).not.toMatch(/#\w/);

	const { counter, named, names } = await import(pathToFileURL(join(outdir, 'entry.js')).href);
	expect(counter.add()).toEqual([7, 100, 7, 2]);
	expect(counter.add()).toEqual([9, 100, 7, 2]);
	// A field without a value is not there before the constructor assigns it.
	expect(names).toEqual(['count', '$kind$Counter', '$count$Counter']);
	expect(named.text).toEqual(['text with this.#count in it', 2]);
	expect(named.add()).toEqual([10, 100, 7, 2]);
});

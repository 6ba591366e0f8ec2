import fc from 'fast-check';
import { expect } from 'vitest';
import { FaultlineError } from '../../src/base/errors.js';
import { VirtualClock } from '../../src/base/virtual-clock.js';
import { PageState } from '../../src/guest/page-table.js';
import { zeroPager } from '../../src/guest/pager.js';
import type { SpaceEngine } from '../../src/guest/space-engine.js';
import { pattern } from '../support/fake-machine.js';
import { FakePort, fault, MemoryPager, makeSpace } from '../support/fake-port.js';

const PAGE = 4096;
const ZEROS = new Uint8Array(PAGE);

/** Page numbers of the areas that each of the two spaces has. */
const SHARED = 0;
const PRIVATE = 20;
const ZERO = 40;
const READ_ONLY = 60;
const AREA_PAGES = 4;
const WRITABLE_AREAS = [SHARED, PRIVATE, ZERO];

/** One thing that happens. Indices count modulo what there is. */
export type Step =
	| { readonly kind: 'fault'; space: number; pages: number[]; access: number }
	| { readonly kind: 'write'; space: number; index: number }
	| { readonly kind: 'finish'; index: number }
	| { readonly kind: 'call'; index: number; fails: boolean; prefer?: 'read' | 'write' }
	| { readonly kind: 'refuse'; space: number; index: number }
	| { readonly kind: 'expire'; index: number; step: number }
	| { readonly kind: 'send' }
	| { readonly kind: 'advance'; ms: number }
	| { readonly kind: 'sync'; space: number }
	| { readonly kind: 'reclaim'; space: number; pages: number }
	| { readonly kind: 'reattach' };

export interface Setting {
	/** Resident limit of each space. */
	readonly limits: readonly [number, number];
	/** Frames that both spaces share. */
	readonly frames: number;
	readonly faultAround: number;
	readonly maxPageIns: number;
	readonly swapLimitPages: number;
	readonly unmapsAllowed: number;
	readonly unmapRows: number;
}

const index = fc.nat(1000);
const space = fc.nat(1);
const page = fc.oneof(
	{ weight: 9, arbitrary: fc.constantFrom(SHARED, PRIVATE, ZERO, READ_ONLY) },
	{ weight: 1, arbitrary: fc.constant(100) },
);
const pages = fc.array(
	fc.tuple(page, fc.nat(AREA_PAGES - 1)).map(([first, offset]) => first + offset),
	{ minLength: 1, maxLength: 4 },
);

const often = (weight: number, shape: Record<string, fc.Arbitrary<unknown>>) => ({
	weight,
	arbitrary: fc.record(shape),
});
const kind = (name: Step['kind']) => fc.constant(name);

export const step = fc.oneof(
	often(12, { kind: kind('fault'), space, pages, access: fc.nat(3) }),
	often(10, { kind: kind('write'), space, index }),
	often(9, { kind: kind('finish'), index }),
	often(8, { kind: kind('call'), index, fails: fc.constant(false) }),
	often(3, {
		...{ kind: kind('call'), index, fails: fc.constant(true) },
		prefer: fc.constantFrom('read', 'write', 'write'),
	}),
	often(1, { kind: kind('refuse'), space, index }),
	often(2, { kind: kind('expire'), index, step: fc.constantFrom(1, 2, 1000) }),
	often(5, { kind: kind('send') }),
	often(2, { kind: kind('advance'), ms: fc.constantFrom(10, 1001) }),
	often(2, { kind: kind('sync'), space }),
	often(8, { kind: kind('reclaim'), space, pages: fc.integer({ min: 1, max: 4 }) }),
	often(2, { kind: kind('reattach') }),
) as fc.Arbitrary<Step>;

export const setting: fc.Arbitrary<Setting> = fc.record({
	limits: fc.tuple(
		fc.oneof(fc.integer({ min: 4, max: 8 }), fc.constantFrom(1, 20)),
		fc.oneof(fc.integer({ min: 4, max: 8 }), fc.constantFrom(2, 32)),
	),
	frames: fc.oneof(fc.constant(100), fc.integer({ min: 1, max: 12 })),
	faultAround: fc.constantFrom(0, 0, 3),
	maxPageIns: fc.constantFrom(64, 1, 3),
	swapLimitPages: fc.constantFrom(100, 4),
	unmapsAllowed: fc.constantFrom(64, 1, 2),
	unmapRows: fc.constantFrom(256, 1, 3),
});

/** A group that is not answered. */
interface Group {
	readonly space: number;
	readonly pages: readonly number[];
	readonly access: number;
	/** What the answer must be, when that can be told. */
	readonly answer: boolean | undefined;
}

class CheckedPort extends FakePort {
	onRespond: (group: number, success: boolean) => void = () => {};

	override respond(of: number, group: number, success: boolean): void {
		super.respond(of, group, success);
		this.onRespond(group, success);
	}
}

/**
 * Two address spaces on one session, beside a model of what their memory holds. Checked at each step: every
 * mapping shows what the model holds; a group is answered at most once, SUCCESS only with all of its pages
 * mapped and allowed; no space has more frames than its limit. The FakeMachine behind it checks that no frame
 * is used twice, and none before its unmapping is complete.
 */
export class AddressSpaceModel {
	readonly #clock = new VirtualClock(10_000);
	readonly #setting: Setting;
	readonly #spaces: SpaceEngine[] = [];
	readonly #pagers: MemoryPager[] = [];
	#port!: CheckedPort;
	/** By space and page: what devices see, and what the agent had in hand last. */
	readonly #seen = new Map<string, Uint8Array>();
	readonly #safe = new Map<string, Uint8Array>();
	readonly #groups = new Map<number, Group>();
	#lastGroup = 0;
	#version = 0;
	/** Something was made to fail: groups may be answered INVALID for it. */
	#failed = false;

	constructor(from: Setting) {
		this.#setting = from;
		const { faultAround, maxPageIns, swapLimitPages } = from;
		for (const residentLimit of from.limits) {
			const made = makeSpace({ residentLimit, faultAround, maxPageIns, swapLimitPages });
			const pager = new MemoryPager(2 * AREA_PAGES, true);
			const area = { length: AREA_PAGES * PAGE, permissions: 'rw', pager } as const;
			const { areas } = made.state;
			areas.add({ ...area, address: SHARED * PAGE, sharing: 'shared' });
			areas.add({ ...area, address: PRIVATE * PAGE, offset: AREA_PAGES * PAGE });
			areas.add({ ...area, address: ZERO * PAGE, pager: zeroPager() });
			areas.add({
				...area,
				address: READ_ONLY * PAGE,
				permissions: 'r',
				offset: AREA_PAGES * PAGE,
			});
			this.#spaces.push(made);
			this.#pagers.push(pager);
		}
		this.#attach();
	}

	/** Counts of both spaces. */
	count(name: 'writeFailures' | 'readFailures' | 'writebacks' | 'silenced' | 'success'): number {
		return this.#spaces.reduce((sum, each) => sum + each.state.counters[name], 0);
	}

	async run(next: Step): Promise<void> {
		const { machine } = this.#port;
		switch (next.kind) {
			case 'fault':
				this.#fault(next.space, next.pages, next.access);
				break;
			case 'write':
				this.#write(next.space, next.index);
				break;
			case 'finish':
				if (machine.unmappings.length > 0) this.#finish(next.index % machine.unmappings.length);
				break;
			case 'call':
				await this.#endCall(next.index, next.fails, next.prefer);
				break;
			case 'refuse':
				this.#refuse(next.space, next.index);
				break;
			case 'expire':
				this.#expire(next.index, next.step);
				break;
			case 'send':
				this.#port.send();
				break;
			case 'advance':
				this.#clock.advance(next.ms);
				break;
			case 'sync':
				this.#spaces[next.space]?.sync(() => {});
				break;
			case 'reclaim':
				this.#spaces[next.space]?.reclaim(next.pages);
				break;
			case 'reattach':
				this.#reattach();
				break;
		}
		this.#check();
	}

	/** Lets everything end: all groups are answered, and all that devices wrote has reached its place. */
	async end(): Promise<void> {
		await this.#drain();
		expect([...this.#groups.keys()]).toEqual([]);
		for (const each of this.#spaces) expect(each.unanswered).toBe(0);
		// What failed before is left alone for a second.
		this.#clock.advance(1001);
		const results: number[] = [];
		for (const each of this.#spaces)
			each.sync(({ failed }) => {
				results.push(failed);
			});
		await this.#drain();
		expect(results).toHaveLength(2);
		this.#spaces.forEach((each, id) => {
			expect(each.state.pages.count[PageState.EVICTING]).toBe(0);
			for (let offset = 0; offset < AREA_PAGES; offset++)
				same(this.#pagers[id]?.page(offset), this.#contents(id, SHARED + offset));
		});
		await this.#readEverything();
	}

	/** Every page once more, through whatever way it takes. */
	async #readEverything(): Promise<void> {
		for (let id = 0; id < this.#spaces.length; id++)
			for (const first of [...WRITABLE_AREAS, READ_ONLY])
				for (let offset = 0; offset < AREA_PAGES; offset++) {
					this.#fault(id, [first + offset], 1);
					await this.#drain();
					this.#check();
				}
		expect([...this.#groups.keys()]).toEqual([]);
	}

	async #drain(): Promise<void> {
		const { machine } = this.#port;
		for (let rounds = 0; rounds < 10_000; rounds++) {
			this.#port.send();
			const waiting = this.#pagers.some(({ pending }) => pending.length > 0);
			if (!waiting && machine.unmappings.length === 0) return;
			if (machine.unmappings.length > 0) this.#finish(0);
			await this.#endCall(0, false);
			this.#check();
		}
		throw new Error('it never ends');
	}

	#attach(): void {
		const { frames, unmapRows, unmapsAllowed } = this.#setting;
		const port = new CheckedPort(this.#clock, frames, unmapRows);
		port.unmapsAllowed = unmapsAllowed;
		port.machine.onMap = (id, at, contents) => same(contents, this.#contents(id, at));
		port.onRespond = (group, success) => this.#responded(group, success);
		this.#port = port;
		for (const each of this.#spaces) port.attach(each);
	}

	/** The session is lost: what devices wrote since the agent had it in hand is lost too. */
	#reattach(): void {
		for (const each of this.#spaces) each.detach();
		this.#groups.clear();
		this.#seen.clear();
		for (const [key, contents] of this.#safe) this.#seen.set(key, contents);
		this.#attach();
	}

	#fault(id: number, wanted: readonly number[], access: number): void {
		const group = ++this.#lastGroup;
		const allowed = wanted.every((at) => at < 100 && ((access & 2) === 0 || at < READ_ONLY));
		const distinct = new Set(wanted).size;
		const { frames, limits } = this.#setting;
		const plenty = frames >= limits[0] + limits[1] && distinct <= (limits[id] ?? 0);
		let answer: boolean | undefined;
		if (!allowed) answer = false;
		else if (plenty) answer = true;
		this.#groups.set(group, { space: id, pages: wanted, access, answer });
		const engine = this.#spaces[id];
		if (engine !== undefined) fault(engine, group, wanted, access);
	}

	#responded(id: number, success: boolean): void {
		const group = this.#groups.get(id);
		if (group === undefined) throw new Error(`group ${id} is answered, but not owed`);
		this.#groups.delete(id);
		if (success)
			for (const at of group.pages) {
				const permissions = this.#port.machine.permissions(group.space, at);
				expect(permissions & (group.access | 1)).toBe(group.access | 1);
			}
		if (group.answer === false) expect(success).toBe(false);
		if (group.answer === true && !this.#failed) expect(success).toBe(true);
	}

	/** A device writes to a page that is mapped. */
	#write(id: number, at: number): void {
		const mapped = this.#port.machine.mapped(id);
		const target = mapped[at % mapped.length];
		if (target === undefined) return;
		const contents = pattern(target, ++this.#version);
		if (this.#port.machine.write(id, target, contents)) this.#seen.set(key(id, target), contents);
	}

	#finish(at: number): void {
		const unmapping = this.#port.machine.unmappings[at];
		unmapping?.pages.forEach((each) => {
			const name = key(unmapping.space, each);
			const contents = this.#seen.get(name);
			if (contents !== undefined) this.#safe.set(name, contents);
		});
		// A full swap area is a failure too.
		if (this.#setting.swapLimitPages < 2 * AREA_PAGES) this.#failed = true;
		this.#port.finish(at, 1 + (this.#version % 3));
	}

	async #endCall(at: number, fails: boolean, prefer?: 'read' | 'write'): Promise<void> {
		const all = this.#pagers.flatMap(({ pending }) => pending);
		const preferred = all.filter((each) => each.kind === prefer);
		const calls = preferred.length > 0 ? preferred : all;
		const call = calls[at % calls.length];
		if (fails && call !== undefined) this.#failed = true;
		const code = call?.kind === 'read' ? 'PAGER_READ' : 'PAGER_WRITE';
		await call?.end(fails ? new FaultlineError(code, 'as planned') : undefined);
	}

	/** The host refuses the mapping of a page that nobody wrote to. */
	#refuse(id: number, at: number): void {
		const { machine } = this.#port;
		const mapped = machine.mapped(id).filter((each) => !machine.isDirty(id, each));
		const target = mapped[at % mapped.length];
		const engine = this.#spaces[id];
		if (target === undefined || engine === undefined) return;
		this.#failed = true;
		const { pages: table } = engine.state;
		const slot = table.find(target);
		machine.refuse(id, target);
		const row = table.mapRow[slot];
		expect(engine.mapRefused(table.mapRequest[slot] ?? 0, (each) => each === row)).toBe(1);
	}

	/** The host answers every `step`th of the groups that wait itself. */
	#expire(at: number, step: number): void {
		const waiting = [...this.#groups.keys()];
		const first = at % Math.max(1, waiting.length);
		const ids = new Set(waiting.filter((_, i) => (i - first) % step === 0));
		for (const id of ids) this.#groups.delete(id);
		for (const each of this.#spaces) each.silence(ids);
	}

	#check(): void {
		this.#spaces.forEach((each, id) => {
			const { pages: table } = each.state;
			expect(table.framed).toBeLessThanOrEqual(this.#setting.limits[id] ?? 0);
			const owed = [...this.#groups.values()].filter((group) => group.space === id);
			expect(each.unanswered).toBe(owed.length);
			checkPins(each);
			for (const at of this.#port.machine.mapped(id))
				same(this.#port.machine.read(id, at), this.#contents(id, at));
		});
		const held = this.#spaces.reduce((sum, each) => sum + each.state.pages.framed, 0);
		expect(this.#port.frames.available).toBe(this.#setting.frames - held);
	}

	/** What devices see in a page. */
	#contents(id: number, at: number): Uint8Array {
		const written = this.#seen.get(key(id, at));
		if (written !== undefined) return written;
		if (at >= READ_ONLY) return pattern(at - READ_ONLY + AREA_PAGES);
		if (at >= ZERO) return ZEROS;
		return pattern(at >= PRIVATE ? at - PRIVATE + AREA_PAGES : at);
	}
}

/** A page is pinned once by each entry of a group that is not answered and has joined it. */
function checkPins({ state: { groups, pages: table } }: SpaceEngine): void {
	const pins = new Uint32Array(table.end);
	groups.forEach((group) => {
		for (let entry = groups.first[group]!; entry >= 0; entry = groups.nextOfGroup[entry]!)
			if (groups.entrySlot[entry]! >= 0) pins[groups.entrySlot[entry]!]!++;
	});
	for (let slot = 0; slot < table.end; slot++)
		if (table.state[slot] !== PageState.FREE) expect(table.pins[slot]).toBe(pins[slot]);
}

const key = (id: number, at: number): string => `${id}:${at}`;

function same(actual: Uint8Array | undefined, expected: Uint8Array): void {
	if (actual === undefined || Buffer.compare(actual, expected) !== 0)
		throw new Error(`a page holds ${word(actual)} instead of ${word(expected)}`);
}

const word = (bytes: Uint8Array | undefined): string =>
	Buffer.from(bytes?.subarray(0, 8) ?? []).toString('hex');

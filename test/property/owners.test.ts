import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RECOVERABLE } from '../support/iommu-rows.js';
import { OWNERS, OwnersWorld, PAGES } from './owners-model.js';

/** What a step needs of the device, so that it makes sense. */
interface Model {
	readonly plugged: boolean[];
}

class Step implements fc.Command<Model, OwnersWorld> {
	readonly #text: string;
	readonly #at: number;
	readonly #wanted: boolean;
	readonly #run: (world: OwnersWorld, model: Model) => void;

	/** `wanted`: whether the device has to be plugged in, or out. */
	constructor(
		text: string,
		at: number,
		run: (world: OwnersWorld, model: Model) => void,
		wanted = true,
	) {
		this.#text = text;
		this.#at = at;
		this.#run = run;
		this.#wanted = wanted;
	}

	check(model: Readonly<Model>): boolean {
		return model.plugged[this.#at] === this.#wanted;
	}

	run(model: Model, world: OwnersWorld): void {
		this.#run(world, model);
		world.check();
	}

	toString(): string {
		return `${this.#text}(${this.#at})`;
	}
}

const device = fc.constantFrom(0, 1);
const pasid = fc.constantFrom(1, 2, 3);
const page = fc.nat({ max: PAGES - 1 });
const step = (text: string, run: (world: OwnersWorld, at: number) => void) =>
	device.map((at) => new Step(text, at, (world) => run(world, at)));

const access = fc
	.tuple(device, fc.constantFrom(1, 1, 2, 2, 3), page, fc.boolean())
	.map(
		([at, p, n, write]) =>
			new Step(`${write ? 'write' : 'read'} ${p} ${n}`, at, (world) =>
				world.access(at, p, n, write),
			),
	);
const bind = fc
	.tuple(device, fc.constantFrom(...OWNERS))
	.map(([at, owner]) => new Step(`bind ${owner}`, at, (world) => world.bind(at, owner)));
const settle = step('settle', (world) => world.machine.clock.settle());
// So that others come between a fault and what is done about it.
const turn = step('turn', (world) => world.machine.clock.turn());
const take = step('take', (world, at) => world.take(at));
const answer = fc
	.tuple(device, fc.boolean())
	.map(([at, ok]) => new Step(`answer ${ok}`, at, (world) => world.answer(at, ok)));
const late = fc
	.tuple(device, fc.nat({ max: 31 }))
	.map(([at, index]) => new Step(`answer late ${index}`, at, (world) => world.answerLate(index)));
const event = fc
	.tuple(device, pasid)
	.map(([at, p]) => new Step(`event ${p}`, at, (world) => world.event(at, p)));
const release = fc.tuple(device, pasid).map(
	([at, p]) =>
		new Step(`release ${p}`, at, (world) => {
			world.machine.quarantine.release(world.plugged[at]!.device, p);
		}),
);
const override = fc
	.tuple(device, fc.constantFrom(undefined, undefined, 'vfio', 'sva'))
	.map(
		([at, driver]) => new Step(`override ${driver}`, at, (world) => world.setOverride(at, driver)),
	);
const unplug = device.map(
	(at) =>
		new Step('unplug', at, (world, model) => {
			model.plugged[at] = false;
			world.unplug(at);
		}),
);
const plug = device.map(
	(at) =>
		new Step(
			'plug',
			at,
			(world, model) => {
				if (!world.free(at)) return;
				model.plugged[at] = true;
				world.plug(at);
			},
			false,
		),
);
const often = <T>(times: number, what: T): T[] => new Array<T>(times).fill(what);

const steps = [
	...often(8, access),
	...often(2, settle),
	...often(6, turn),
	...often(3, bind),
	...often(3, take),
	...often(3, answer),
	...[plug, plug, late, event, release, override, unplug],
	step('unbind', (world, at) => world.unbind(at)),
	step('reset', (world, at) => world.reset(at)),
	step('unregister', (world, at) => world.unregister(at)),
	// Invalidations wait, so that what needs them is still under way when other things come.
	step('pause', (world, at) => world.pause(at, true)),
	...often(
		2,
		step('resume', (world, at) => world.pause(at, false)),
	),
];

test.each(RECOVERABLE)(
	'$name: whoever owns a device, every group is answered once, by its owner, with its own memory',
	(row) => {
		const seen = { unbound: 0, reset: 0, unplugged: 0, late: 0, groups: 0 };
		fc.assert(
			fc.property(fc.commands(steps, { maxCommands: 200, size: 'max' }), (commands) => {
				const real = new OwnersWorld(row);
				fc.modelRun(() => ({ model: { plugged: [true, true] }, real }), commands);
				real.finish();
				for (const key of Object.keys(seen) as (keyof typeof seen)[]) seen[key] += real.seen[key];
			}),
			{ numRuns: 100 },
		);
		// The steps do lead to what this is about.
		expect(seen.groups).toBeGreaterThan(200);
		expect(Math.min(seen.unbound, seen.reset, seen.unplugged, seen.late)).toBeGreaterThan(4);
	},
);

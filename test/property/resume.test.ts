import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HostSession } from '../../src/host/relay/host-session.js';
import { PAGES, ResumeModel } from './resume-model.js';

type Step =
	| { do: 'access'; page: number; write: boolean }
	| { do: 'advance'; ms: number }
	| { do: 'cut'; after: number; side: 'both' | 'host' | 'agent' }
	| { do: 'silence' | 'crash' | 'replace' | 'hand over' | 'sync' | 'hold' | 'release' };

const step: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 12,
		arbitrary: fc.record({
			do: fc.constant('access' as const),
			page: fc.nat(PAGES - 1),
			write: fc.boolean(),
		}),
	},
	{ weight: 6, arbitrary: fc.record({ do: fc.constant('advance' as const), ms: fc.nat(40) }) },
	{
		weight: 4,
		arbitrary: fc.record({
			do: fc.constant('cut' as const),
			after: fc.integer({ min: 1, max: 12 }),
			side: fc.constantFrom('both' as const, 'both' as const, 'host' as const, 'agent' as const),
		}),
	},
	{
		weight: 4,
		arbitrary: fc.record({
			do: fc.constantFrom(
				'silence' as const,
				'crash' as const,
				'crash' as const,
				'replace' as const,
				'hand over' as const,
				'sync' as const,
				'hold' as const,
				'release' as const,
			),
		}),
	},
);

function run(model: ResumeModel, action: Step): void {
	const { bench } = model;
	if (action.do === 'access') model.access(action.page, action.write);
	else if (action.do === 'advance') model.advance(action.ms);
	else if (action.do === 'cut') model.cut(action.after, action.side);
	else if (action.do === 'silence') model.silence();
	else if (action.do === 'crash') {
		model.kill();
		model.advance(3);
		model.start('suspended');
	} else if (action.do === 'replace') model.start('live');
	else if (action.do === 'hand over') {
		bench.relay.handOver('a', 200, () => {});
		model.advance(60);
		if (model.current?.agent.state.name === 'closed') model.start('suspended');
	} else if (action.do === 'sync') model.current?.space.sync().catch(() => {});
	else {
		bench.iommu.hold = action.do === 'hold';
		if (!bench.iommu.hold) bench.iommu.completeAll();
	}
	bench.clock.settle();
	model.answers();
}

describe('sessions whose connections break at any message, and whose agents die and are replaced,', () => {
	it('lose no data, and have every group answered once, SUCCESS', { timeout: 120_000 }, () => {
		fc.assert(
			fc.property(
				fc.array(step, { minLength: 5, maxLength: 50 }),
				fc.array(fc.nat(6), { minLength: 1, maxLength: 20 }),
				(steps, delays) => {
					const model = new ResumeModel(delays);
					const { bench } = model;
					const session = model.vfio.consumer as HostSession;
					for (const each of steps) {
						run(model, each);
						expect(model.problems).toEqual([]);
					}
					bench.iommu.hold = false;
					bench.iommu.completeAll();
					model.cut(Number.POSITIVE_INFINITY, 'both');
					for (let i = 0; i < 100 && (i < 20 || model.waiting.size > 0); i++) {
						// A hand-over may be done late.
						if (model.current?.agent.state.name === 'closed') model.start('suspended');
						model.advance(50);
					}
					expect(model.problems).toEqual([]);
					expect([...model.waiting.keys()]).toEqual([]);
					expect(model.vfio.consumer).toBe(session);
					expect(bench.relay.sessionsOf('a')).toEqual([session]);
					model.stop();
					model.advance(300);
					expect([session.state, session.endReason]).toEqual(['closed', undefined]);
					const file = model.expected.map((_, page) => model.file[page * 4096 + 7]);
					expect(file).toEqual(model.expected);
					expect(bench.relay.refusals.of('INTERNAL')).toBe(0);
					expect([bench.core.groups.used, bench.iommu.unflushed]).toEqual([0, 0]);
				},
			),
			{ numRuns: 200 },
		);
	});

	it('lose nothing when an agent dies at any time around the writing of what it got back', () => {
		for (let after = 0; after < 15; after++) {
			const model = new ResumeModel([1]);
			model.access(0, true);
			model.advance(15);
			model.current?.space.sync().catch(() => {});
			model.advance(after);
			model.kill();
			model.start('suspended');
			model.advance(50);
			model.access(0, false);
			model.advance(50);
			expect(model.problems).toEqual([]);
			expect(model.waiting.size).toBe(0);
		}
	});
});

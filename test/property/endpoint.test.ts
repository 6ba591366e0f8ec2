import fc from 'fast-check';
import { expect, it } from 'vitest';
import { History, step } from './endpoint-model.js';

it('no history of accesses, answers, invalidations and resets loses a job or ends one twice', () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 1, max: 9 }),
			fc.integer({ min: 1, max: 4 }),
			fc.boolean(),
			fc.array(step, { maxLength: 120 }),
			(allocation, pagesPerGroup, busy, steps) => {
				const history = new History(allocation, pagesPerGroup, busy);
				for (const s of steps) {
					history.run(s);
					history.check();
				}
				history.drain();
				for (const job of history.jobs) expect(job.ends).toBe(1);
				expect(history.fn.outstandingRequests).toBe(0);
			},
		),
		{ numRuns: 400 },
	);
});

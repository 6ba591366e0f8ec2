import { drawPlan } from './plan.js';
import type { Failure, FromWorker, ToWorker } from './pool.js';
import { run } from './run.js';
import { shrink, tell } from './shrink.js';

/** One process of a simulation: runs the seeds that it is sent, and shrinks a history that fails. */
process.on('message', (message: ToWorker) => {
	void answer(message).then((result) => process.send?.(result));
});

async function answer(message: ToWorker): Promise<FromWorker> {
	if (message.kind === 'shrink') {
		const plan = await shrink(drawPlan(message.seed), async (part) => {
			const { violations } = await run(part);
			return violations.some(({ law }) => law === message.law);
		});
		const { violations, lines } = await run(plan, { lines: true });
		return { kind: 'shrunk', history: tell(plan), violations, lines: lines?.slice(-60) ?? [] };
	}
	let steps = 0;
	let transfers = 0;
	const hashes: string[] = [];
	const failures: Failure[] = [];
	for (const seed of message.seeds) {
		const result = await run(drawPlan(seed));
		steps += result.steps;
		transfers += result.transfers;
		hashes.push(result.hash);
		if (result.violations.length > 0) failures.push({ seed, violations: result.violations });
	}
	return { kind: 'ran', seeds: message.seeds, steps, transfers, hashes, failures };
}

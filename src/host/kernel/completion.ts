/**
 * Starts all steps and calls `done` once each of them has called its own, which may be inside `start`. With no steps
 * that is at once.
 */
export function whenAll(steps: readonly ((done: () => void) => void)[], done: () => void): void {
	// One more than the steps, so that ends inside the loop are not the end of all.
	let left = steps.length + 1;
	const ended = () => {
		left--;
		if (left === 0) done();
	};
	for (const start of steps) start(ended);
	ended();
}

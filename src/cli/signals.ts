/**
 * Calls `stop` at the first SIGINT or SIGTERM; a second one ends the process at once with status 130.
 */
export function onStopSignal(stop: (signal: NodeJS.Signals) => void): void {
	let stopping = false;
	const handle = (signal: NodeJS.Signals) => {
		if (stopping) process.exit(130);
		stopping = true;
		stop(signal);
	};
	process.on('SIGINT', handle);
	process.on('SIGTERM', handle);
}

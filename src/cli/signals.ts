import { constants } from 'node:os';

/**
 * Calls `stop` at the first SIGINT or SIGTERM; a second one ends the process at once, with the status by which a shell
 * tells that a signal did: 130 or 143.
 */
export function onStopSignal(stop: (signal: NodeJS.Signals) => void): void {
	let stopping = false;
	const handle = (signal: NodeJS.Signals) => {
		if (stopping) process.exit(128 + constants.signals[signal]);
		stopping = true;
		stop(signal);
	};
	process.on('SIGINT', handle);
	process.on('SIGTERM', handle);
}

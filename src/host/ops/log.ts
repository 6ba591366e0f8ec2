import { type Logger, pino } from 'pino';
import { FaultlineError } from '../../base/errors.js';

export type { Logger };

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/**
 * The host's and the agent's logger: JSON lines on standard error, for changes of state only. A fault
 * is never a log line; counters tell of faults. Throws CONFIG for a level that there is not.
 */
export function createLogger(name: string, level: string): Logger {
	if (!LEVELS.includes(level))
		throw new FaultlineError('CONFIG', `log level "${level}" is none of ${LEVELS.join(', ')}`);
	return pino({ name, level, base: { pid: process.pid } }, pino.destination({ fd: 2, sync: true }));
}

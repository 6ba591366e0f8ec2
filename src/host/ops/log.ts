import { type Logger, pino } from 'pino';

export type { Logger };

/**
 * The host's and the agent's logger: JSON lines on standard error, for changes of state only. A fault
 * is never a log line; counters tell of faults.
 */
export function createLogger(name: string, level: string): Logger {
	return pino({ name, level, base: { pid: process.pid } }, pino.destination({ fd: 2, sync: true }));
}

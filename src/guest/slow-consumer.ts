import type { faultline } from '../wire/generated/faultline.js';
import type { SlowConsumerEvent } from './events.js';

/** The states of ConsumerState, by number. */
const STATES = [undefined, 'slow', 'paused', 'recovered'] as const;

/** The host's notice as the event of it; undefined for a state that this version does not know. */
export function slowConsumerEvent(
	device: string,
	notice: faultline.v1.SlowConsumer,
): SlowConsumerEvent | undefined {
	const state = STATES[notice.state];
	if (state === undefined) return undefined;
	const { waiting, oldestMs, idleMs, credit, warnMs, pauseMs, revokeMs } = notice;
	return {
		...{ type: 'slow-consumer', device, state, waiting, oldestMs, idleMs },
		...{ credit, warnMs, pauseMs, revokeMs },
	};
}

import type { Action } from './actions.js';
import type { Plan } from './plan.js';

/** Runs that shrinking one history may take. */
const MOST_RUNS = 600;

/**
 * The shortest history found that still fails: actions are left out, many at first, then one by one, for as long as it fails
 * without them (delta debugging). No action is added or moved, so the result replays like the whole.
 */
export async function shrink(
	plan: Plan,
	failsWith: (plan: Plan) => boolean | Promise<boolean>,
): Promise<Plan> {
	let runs = 0;
	const fails = (actions: readonly Action[]) => {
		runs++;
		return failsWith({ ...plan, actions });
	};
	let actions = [...plan.actions];
	// What came after the failure had no part in it.
	for (let keep = Math.floor(actions.length / 2); keep >= 1; keep = Math.floor(keep / 2))
		while (actions.length > keep && runs < MOST_RUNS && (await fails(actions.slice(0, -keep))))
			actions = actions.slice(0, -keep);
	for (let size = Math.ceil(actions.length / 2); size >= 1; ) {
		let removed = false;
		for (let at = 0; at < actions.length && runs < MOST_RUNS; ) {
			const rest = [...actions.slice(0, at), ...actions.slice(at + size)];
			if (await fails(rest)) {
				actions = rest;
				removed = true;
			} else at += size;
		}
		if (size === 1 && !removed) break;
		size = size === 1 ? 1 : Math.ceil(size / 2);
		if (runs >= MOST_RUNS) break;
	}
	return { ...plan, actions };
}

/** A history as people read it. */
export function tell({ seed, hosts, actions }: Plan): string {
	const lines = [`seed ${seed}, ${actions.length} actions`];
	for (const host of hosts) {
		for (const { name, kind, frames, residentLimit, credit } of host.guests)
			lines.push(
				`  guest ${name}: ${kind}, ${frames} frames, ${residentLimit} resident, credit ${credit}`,
			);
		for (const { name, kind, bus, recovery, outstanding, deadlineMs, guest } of host.devices)
			lines.push(
				`  device ${name}: ${kind}, ${bus}, ${recovery}, ${outstanding} outstanding, ${deadlineMs} ms, of ${guest ?? 'nobody'}`,
			);
	}
	for (const { at, name, parameters } of actions)
		lines.push(`  ${at.toFixed(2).padStart(9)} ms  ${name} ${JSON.stringify(parameters)}`);
	return lines.join('\n');
}

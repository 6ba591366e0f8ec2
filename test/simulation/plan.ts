import { type Action, fleetOf, ROWS } from './actions.js';
import { Draw } from './draw.js';
import { drawTopology, type HostPlan } from './topology.js';

/** A run before it is run: what there is, and what happens when. Plain data; drawn from its seed and nothing else. */
export interface Plan {
	readonly seed: number;
	readonly hosts: readonly HostPlan[];
	/** By ascending time. */
	readonly actions: readonly Action[];
}

/** The default size: how much happens, and in how many virtual milliseconds. */
const ACTIONS = 90;
const SPAN_MS = 2500;

export function drawPlan(seed: number, actions = ACTIONS): Plan {
	const hosts = drawTopology(seed);
	const draw = new Draw(seed, 'actions');
	const fleet = fleetOf(hosts);
	const drawn: Action[] = [];
	// Not every run has everything: what is left out of one has more room in others.
	const rows = ROWS.filter(
		({ name, weight }) => name === 'transfer' || (weight > 0 && draw.chance(0.6)),
	);
	let at = draw.between(0, 30);
	while (drawn.length < actions) {
		const row = draw.weighted(rows);
		const parameters = row.draw(draw, fleet);
		if (parameters !== undefined) drawn.push({ at, name: row.name, parameters });
		// In bursts, so that things meet.
		if (draw.chance(0.45)) at += draw.next() * ((SPAN_MS / actions) * 4.4);
	}
	const rare = new Draw(seed, 'once');
	for (const row of ROWS) {
		if (row.once === undefined || !rare.chance(row.once)) continue;
		const parameters = row.draw(rare, fleet);
		const { at } = rare.pick(drawn);
		if (parameters === undefined) continue;
		const place = drawn.findIndex((action) => action.at > at);
		drawn.splice(place < 0 ? drawn.length : place, 0, { at, name: row.name, parameters });
	}
	return { seed, hosts, actions: drawn };
}

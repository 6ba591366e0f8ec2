import { random } from '../support/random.js';
import type { Trouble, TroubleName } from './troubles.js';

export interface PlanOptions {
	readonly seed: number;
	readonly rounds: number;
	readonly guests: readonly string[];
	/** The guest whose files stand on a small disk of their own. */
	readonly diskGuest: string;
	/** No trouble lasts longer, in milliseconds. */
	readonly longestMs: number;
}

/** One round: what befalls the agents while the devices work, and whether the host is drained in the middle of it. */
export interface Round {
	readonly troubles: readonly Trouble[];
	readonly drainAtMs: number | undefined;
}

const KINDS: readonly TroubleName[] = [
	'unplug',
	'silence',
	'drop',
	'limit',
	'kill',
	'suspend',
	'fill',
];
const SHORTEST_MS = 200;
/** Troubles of one machine come one after the other, with a breath between them. */
const BREATH_MS = 500;
const MOST_TROUBLES = 3;

/** Everything that will happen, drawn from the seed. In the first rounds each kind of trouble comes at least once. */
export function plan({ seed, rounds, guests, diskGuest, longestMs }: PlanOptions): Round[] {
	const next = random(seed);
	const pick = <Each>(from: readonly Each[]): Each => from[next() % from.length]!;
	const due = [...KINDS];
	return Array.from({ length: rounds }, (_, round) => {
		const troubles: Trouble[] = [];
		for (const guest of guests) {
			let atMs = 100 + (next() % 1000);
			for (let left = 1 + (next() % MOST_TROUBLES); left > 0; left--) {
				const possible = (name: TroubleName) => name !== 'fill' || guest === diskGuest;
				const index = due.findIndex(possible);
				const name = index === -1 ? pick(KINDS.filter(possible)) : due.splice(index, 1)[0]!;
				// Short ones are more common, as in the world.
				const share = (next() % 1000) / 1000;
				const lastsMs = Math.round(SHORTEST_MS + share ** 2 * (longestMs - SHORTEST_MS));
				const amount =
					name === 'drop'
						? 0.05 + (next() % 30) / 100
						: name === 'limit'
							? 2000 + (next() % 20_000)
							: 0;
				troubles.push({ name, guest, atMs, lastsMs, amount });
				atMs += lastsMs + BREATH_MS;
			}
		}
		const drained = round > 0 && round % 3 === 2;
		return { troubles, drainAtMs: drained ? 500 + (next() % 2000) : undefined };
	});
}

import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/base/clock.js';
import { TurnTime } from '../../../src/base/turn-time.js';

/** A clock that the test moves, and whose turns it ends. */
function bench() {
	const turn: (() => void)[] = [];
	const state = { now: 0, looks: 0 };
	const clock: Clock = {
		now: () => {
			state.looks++;
			return state.now;
		},
		after: () => {
			throw new Error('no timers');
		},
		soon: (fn) => turn.push(fn),
		afterInput: () => {
			throw new Error('no input');
		},
	};
	const end = (): void => {
		for (const fn of turn.splice(0)) fn();
	};
	return { time: new TurnTime(clock), state, end };
}

describe('TurnTime', () => {
	it('looks at the clock once for the reads of a turn', () => {
		const { time, state } = bench();
		state.now = 5;
		expect(time.now()).toBe(5);
		state.now = 7;
		expect(time.now()).toBe(5);
		expect(state.looks).toBe(1);
	});

	it('looks again in the next turn', () => {
		const { time, state, end } = bench();
		state.now = 5;
		time.now();
		end();
		state.now = 7;
		expect(time.now()).toBe(7);
		end();
		end();
		state.now = 9;
		expect(time.now()).toBe(9);
	});

	it('is behind by no more than 63 reads within a long turn', () => {
		const { time, state } = bench();
		for (let read = 0; read < 64 * 3; read++) {
			state.now = read;
			expect(time.now()).toBe(read - (read % 64));
		}
		expect(state.looks).toBe(3);
	});
});

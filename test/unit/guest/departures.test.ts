import { beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/base/clock.js';
import { Departures } from '../../../src/guest/departures.js';

/** A clock whose turns the test takes one step at a time. */
class StepClock implements Clock {
	readonly soons: (() => void)[] = [];
	readonly ends: (() => void)[] = [];
	now = () => 0;
	after = () => ({ cancel: () => {} });
	soon(fn: () => void): void {
		this.soons.push(fn);
	}
	afterInput(fn: () => void): void {
		this.ends.push(fn);
	}
	/** The running code returns. */
	returns(): void {
		for (const fn of this.soons.splice(0)) fn();
	}
	/** Everything that has arrived was handled. */
	endTurn(): void {
		this.returns();
		for (const fn of this.ends.splice(0)) fn();
		this.returns();
	}
}

describe('what a session has collected', () => {
	let clock: StepClock;
	let left: number;
	let departures: Departures;

	/** A message comes that has an answer. */
	const message = () => {
		departures.arrived();
		departures.schedule();
	};

	beforeEach(() => {
		clock = new StepClock();
		left = 0;
		departures = new Departures(clock, () => {
			left++;
		});
	});

	it('leaves once the running code has returned, when it is the only thing of its turn', () => {
		for (let turn = 1; turn <= 3; turn++) {
			message();
			departures.schedule();
			expect(left).toBe(turn - 1);
			clock.returns();
			expect(left).toBe(turn);
			clock.endTurn();
			expect(left).toBe(turn);
		}
	});

	it('is gathered for the rest of a turn once something has left in it', () => {
		for (let i = 0; i < 5; i++) {
			message();
			clock.returns();
		}
		expect(left).toBe(1);
		clock.endTurn();
		expect(left).toBe(2);
	});

	it('leaves together while more than one message comes in a turn, and at once again when that is over', () => {
		message();
		message();
		clock.endTurn();
		left = 0;
		for (let i = 0; i < 5; i++) {
			message();
			clock.returns();
		}
		expect(left).toBe(0);
		clock.endTurn();
		expect(left).toBe(1);

		// The last turn to be gathered, since the one before had five messages.
		message();
		clock.returns();
		expect(left).toBe(1);
		clock.endTurn();
		expect(left).toBe(2);

		message();
		clock.returns();
		expect(left).toBe(3);
	});

	/** Departures of turns of one message each until the next one that is looked at. */
	const unseen = () => {
		let count = 0;
		for (;;) {
			message();
			clock.returns();
			if (clock.ends.length > 0) return count;
			count++;
		}
	};

	it('leaves without a look at the end of the turn more and more often while turns are quiet', () => {
		const counts: number[] = [];
		for (let look = 0; look < 11; look++) {
			counts.push(unseen());
			clock.endTurn();
		}
		expect(counts).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 8]);
		expect(left).toBe(counts.reduce((sum, count) => sum + count + 1, 0));
	});

	it('is looked at in every turn again once more than one message came in one', () => {
		for (let look = 0; look < 4; look++) {
			unseen();
			clock.endTurn();
		}
		unseen();
		message();
		clock.endTurn();
		for (let turn = 0; turn < 3; turn++) {
			left = 0;
			message();
			message();
			clock.returns();
			expect([left, clock.ends.length]).toEqual([0, 1]);
			clock.endTurn();
			expect(left).toBe(1);
		}
	});

	it('is not sent for when nothing was asked for, and asks the clock for nothing then', () => {
		departures.arrived();
		clock.endTurn();
		expect([left, clock.soons.length, clock.ends.length]).toEqual([0, 0, 0]);
	});

	it('that is collected while it leaves goes with the end of the turn', () => {
		departures = new Departures(clock, () => {
			if (++left === 1) departures.schedule();
		});
		departures.schedule();
		clock.returns();
		expect(left).toBe(1);
		clock.endTurn();
		expect(left).toBe(2);
		expect(clock.ends).toHaveLength(0);
	});
});

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

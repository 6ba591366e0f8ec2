import { expect, test } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.js';

test('timers fire in the order of time, then of setting, and see their own time', () => {
	const clock = new VirtualClock(100);
	const seen: string[] = [];
	const note = (name: string) => () => seen.push(`${name}@${clock.now()}`);
	clock.after(20, note('late'));
	clock.after(10, note('first'));
	clock.after(10, note('second'));
	clock.after(10, note('cancelled')).cancel();
	clock.after(31, note('not yet'));
	clock.advance(30);
	expect(seen).toEqual(['first@110', 'second@110', 'late@120']);
	expect(clock.now()).toBe(130);
	expect(clock.pending).toBe(1);
});

test('soon runs before the next timer, in order, and what it asks for runs too', () => {
	const clock = new VirtualClock();
	const seen: string[] = [];
	clock.after(1, () => {
		seen.push('timer');
		clock.soon(() => seen.push('soon of timer'));
	});
	clock.after(1, () => seen.push('next timer'));
	clock.soon(() => {
		seen.push('soon');
		clock.soon(() => seen.push('nested'));
	});
	clock.advance(1);
	expect(seen).toEqual(['soon', 'nested', 'timer', 'soon of timer', 'next timer']);
});

test('what was asked for after the input runs when nothing waits for soon, before the next timer', () => {
	const clock = new VirtualClock();
	const seen: string[] = [];
	clock.after(0, () => seen.push('timer'));
	clock.afterInput(() => {
		seen.push('after input');
		clock.soon(() => seen.push('soon of it'));
		clock.afterInput(() => seen.push('after input again'));
	});
	clock.afterInput(() => seen.push('second after input'));
	clock.soon(() => clock.soon(() => seen.push('soon')));
	clock.advance(0);
	expect(seen).toEqual([
		...['soon', 'after input', 'soon of it', 'second after input', 'after input again', 'timer'],
	]);
});

test('steps go from timer to timer, in the order of many that were set in none', () => {
	const clock = new VirtualClock();
	const seen: number[] = [];
	const times = Array.from({ length: 200 }, (_, i) => (i * 7919) % 101);
	for (const at of times) {
		const timer = clock.after(at, () => seen.push(at));
		if (at % 5 === 0) timer.cancel();
	}
	const wanted = times.filter((at) => at % 5 !== 0).sort((a, b) => a - b);
	while (clock.next < Number.POSITIVE_INFINITY) {
		const { next } = clock;
		clock.step();
		expect(clock.now()).toBe(next);
	}
	expect(seen).toEqual(wanted);
	expect(clock.settled).toBe(true);
});

test('after a jump what fell due fires late, in order, at the time of the jump', () => {
	const clock = new VirtualClock();
	const seen: string[] = [];
	clock.after(20, () => seen.push(`second@${clock.now()}`));
	clock.after(10, () => seen.push(`first@${clock.now()}`));
	clock.jump(100);
	expect(seen).toEqual([]);
	clock.advance(0);
	expect(seen).toEqual(['first@100', 'second@100']);
});

test('a wait that is less than the time can tell apart ends all the same', () => {
	const clock = new VirtualClock(4395.461724910212);
	let times = 0;
	const again = () => {
		if (clock.now() === 4395.461724910212 && times < 10) clock.after(1e-13, again);
		times++;
	};
	clock.after(1e-13, again);
	clock.advance(1);
	expect(times).toBe(1);
});

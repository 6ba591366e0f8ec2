import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { IdleWatch } from '../../../src/testkit/idle-watch.js';

/** The watch looks four times in the time that a host may be idle. */

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watch(idleMs = 1000) {
	const state = { uses: 0, forgotten: 0 };
	const made = new IdleWatch(
		idleMs,
		() => state.uses,
		() => void state.forgotten++,
	);
	return { state, made };
}

test('nothing happens: forgotten once, after the time', () => {
	const { state } = watch();
	vi.advanceTimersByTime(1000);
	expect(state.forgotten).toBe(0);
	vi.advanceTimersByTime(250);
	expect(state.forgotten).toBe(1);
	vi.advanceTimersByTime(10_000);
	expect(state.forgotten).toBe(1);
});

test('each use puts it off', () => {
	const { state } = watch();
	for (let i = 0; i < 20; i++) {
		vi.advanceTimersByTime(900);
		state.uses++;
	}
	expect(state.forgotten).toBe(0);
	vi.advanceTimersByTime(1500);
	expect(state.forgotten).toBe(1);
});

test('while something is waited for it is in use, however that ends', async () => {
	const { state, made } = watch();
	let fail: (error: Error) => void = () => {};
	const waits = made.during(
		new Promise((_, reject) => {
			fail = reject;
		}),
	);
	vi.advanceTimersByTime(10_000);
	expect(state.forgotten).toBe(0);
	fail(new Error('over'));
	await expect(waits).rejects.toThrow('over');
	vi.advanceTimersByTime(1500);
	expect(state.forgotten).toBe(1);
});

test('one that has ended, or has no time, forgets nothing', () => {
	const ended = watch();
	ended.made.end();
	const never = watch(0);
	vi.advanceTimersByTime(100_000);
	expect([ended.state.forgotten, never.state.forgotten]).toEqual([0, 0]);
});

import { beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import { Pace, SMALL_GROUPS, SMALL_MESSAGES } from '../../../src/host/relay/pace.js';

describe('the pace of a session', () => {
	let clock: VirtualClock;
	let goneOn: number;
	let pace: Pace;

	const send = (messages: number, groups = 1) => {
		for (let i = 0; i < messages; i++) pace.sent(groups);
	};

	beforeEach(() => {
		clock = new VirtualClock();
		goneOn = 0;
		pace = new Pace(clock, () => {
			goneOn++;
		});
	});

	it('holds faults while some small messages are not answered', () => {
		send(SMALL_MESSAGES - 1);
		expect(pace.hold()).toBe(false);
		send(1);
		expect(pace.hold()).toBe(true);
		pace.answered(1);
		expect(pace.hold()).toBe(false);
		send(1);
		expect(pace.hold()).toBe(true);
		pace.answered(SMALL_MESSAGES);
		send(SMALL_MESSAGES - 1);
		expect(pace.hold()).toBe(false);
	});

	it('counts an answer for its share of what is under way, and for one message at least', () => {
		send(1, 1000);
		send(SMALL_MESSAGES, 10);
		pace.answered(540);
		// Half of the groups, so half of the messages.
		send(SMALL_MESSAGES / 2 - 1);
		expect(pace.hold()).toBe(false);
		send(1);
		expect(pace.hold()).toBe(true);
		pace.answered(1);
		expect(pace.hold()).toBe(false);
	});

	it('begins anew when groups ended that the agent will not answer', () => {
		send(SMALL_MESSAGES, 100);
		pace.forget();
		expect(pace.hold()).toBe(false);
		// Answers of before count for nothing else.
		pace.answered(500);
		send(SMALL_MESSAGES - 1);
		expect(pace.hold()).toBe(false);
	});

	it('does not count messages whose rows cost more than they do', () => {
		send(100, SMALL_GROUPS);
		expect(pace.hold()).toBe(false);
		expect(clock.pending).toBe(0);
	});

	it('lets one message go in each millisecond in which the agent answers nothing', () => {
		send(SMALL_MESSAGES);
		for (let ms = 1; ms <= 3; ms++) {
			expect(pace.hold()).toBe(true);
			expect(pace.hold()).toBe(true);
			expect(clock.pending).toBe(1);
			clock.advance(1);
			expect(goneOn).toBe(ms);
			expect(pace.hold()).toBe(false);
			send(1);
		}
	});

	it('does not call when the agent has answered meanwhile, nor after its end', () => {
		send(SMALL_MESSAGES);
		pace.hold();
		pace.answered(SMALL_MESSAGES);
		clock.advance(5);
		expect(goneOn).toBe(0);
		send(SMALL_MESSAGES);
		pace.hold();
		pace.stop();
		clock.advance(5);
		expect([goneOn, clock.pending]).toEqual([0, 0]);
	});
});

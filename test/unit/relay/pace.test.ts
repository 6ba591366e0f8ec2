import { beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import { Pace, SMALL_ROWS, UNHEARD_MESSAGES } from '../../../src/host/relay/pace.js';

describe('the pace of a session', () => {
	let clock: VirtualClock;
	let goneOn: number;
	let pace: Pace;

	const send = (messages: number, rows = 1) => {
		for (let i = 0; i < messages; i++) pace.sent(rows);
	};

	beforeEach(() => {
		clock = new VirtualClock();
		goneOn = 0;
		pace = new Pace(clock, () => {
			goneOn++;
		});
	});

	it('holds faults after some small messages to which the agent has said nothing', () => {
		send(UNHEARD_MESSAGES - 1);
		expect(pace.hold()).toBe(false);
		send(1);
		expect(pace.hold()).toBe(true);
		pace.heard();
		expect(pace.hold()).toBe(false);
	});

	it('does not count messages whose rows cost more than they do', () => {
		send(100, SMALL_ROWS);
		expect(pace.hold()).toBe(false);
		expect(clock.pending).toBe(0);
	});

	it('lets one message go in each millisecond in which the agent says nothing', () => {
		send(UNHEARD_MESSAGES);
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

	it('does not call when the agent has said something meanwhile, nor after its end', () => {
		send(UNHEARD_MESSAGES);
		pace.hold();
		pace.heard();
		clock.advance(5);
		expect(goneOn).toBe(0);
		send(UNHEARD_MESSAGES);
		pace.hold();
		pace.stop();
		clock.advance(5);
		expect([goneOn, clock.pending]).toEqual([0, 0]);
	});
});

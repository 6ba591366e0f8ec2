import { expect, it } from 'vitest';
import { VirtualClock } from '../../../../../src/base/virtual-clock.js';
import { DriverLog } from '../../../../../src/host/kernel/drivers/shared/log.js';

function open() {
	const clock = new VirtualClock();
	const logged: string[] = [];
	return { clock, logged, log: new DriverLog('vtd', 'u', clock, (line) => logged.push(line)) };
}

it('passes 10 messages in 5 seconds, and says how many it held back', () => {
	const { clock, log, logged } = open();
	for (let n = 0; n < 13; n++) log.say(`m${n}`);
	expect(logged).toEqual(Array.from({ length: 10 }, (_, n) => `vtd u: m${n}`));
	clock.advance(4999);
	log.say('early');
	clock.advance(1);
	log.say('late');
	expect(logged.slice(10)).toEqual(['vtd u: late (4 messages held back before this one)']);
});

it('says what comes in bursts once in 5 seconds, and so has room for the rest', () => {
	const { clock, log, logged } = open();
	for (let n = 0; n < 20; n++) log.sayRarely('overflow');
	log.say('given up');
	clock.advance(5000);
	log.sayRarely('overflow');
	expect(logged).toEqual(['vtd u: overflow', 'vtd u: given up', 'vtd u: overflow']);
});

import { describe, expect, it } from 'vitest';
import { ResponseBacklog } from '../../../../../src/host/kernel/drivers/shared/response-backlog.js';
import { ResponseCode } from '../../../../../src/host/kernel/fault.js';
import { VtdDriverBench } from '../../../../support/vtd-registers-bench.js';

/** Takes the oldest response out. */
function take(backlog: ResponseBacklog): number[] {
	const words = [backlog.peek(0), backlog.peek(1), backlog.peek(2), backlog.peek(3)];
	backlog.shift();
	return words;
}

const words = (n: number): [number, number, number, number] => [
	0x9 + n,
	2 ** 31 + n,
	2 ** 32 - 1 - n,
	n,
];

describe('responses that wait for room in the queue of commands', () => {
	it('come out whole and in the order in which they went in', () => {
		const backlog = new ResponseBacklog();
		for (let n = 0; n < 5; n++) backlog.push(...words(n));
		expect(backlog.length).toBe(5);
		for (let n = 0; n < 5; n++) expect(take(backlog)).toEqual(words(n));
		expect(backlog.length).toBe(0);
	});

	it('are all there after it grew, wherever the oldest one stood', () => {
		for (const before of [0, 1, 100, 255, 256, 300]) {
			const backlog = new ResponseBacklog();
			let pushed = 0;
			let taken = 0;
			const push = (count: number) => {
				for (let i = 0; i < count; i++) backlog.push(...words(pushed++));
			};
			const expectTaken = (count: number) => {
				for (let i = 0; i < count; i++) expect(take(backlog)).toEqual(words(taken++));
			};
			for (let i = 0; i < before; i++) {
				push(1);
				expectTaken(1);
			}
			// Over two doublings, with some taken between them.
			push(400);
			expectTaken(150);
			push(900);
			expect(backlog.length).toBe(1150);
			expectTaken(1150);
			expect(backlog.length).toBe(0);
		}
	});

	it('are not overtaken by one that comes when there is room again', () => {
		const b = new VtdDriverBench();
		const device = b.bound(0x10, 3);
		const respond = (grpid: number) =>
			b.driver.pageResponse(device, grpid, -1, 2, ResponseCode.SUCCESS);
		b.unit.hold = true;
		for (let grpid = 0; grpid < 200; grpid++) respond(grpid);
		expect(b.driver.counters.responsesDelayed).toBeGreaterThan(0);
		// Hardware got on, and the driver has not heard of it.
		b.unit.step(100);
		respond(200);
		b.driver.flush();
		while (b.unit.step(100) > 0) b.clock.settle();
		const answered = b.unit.executed.filter(([w0]) => (w0 & 0xf) === 9).map(([, , w2]) => w2 >> 3);
		expect(answered).toEqual(Array.from({ length: 201 }, (_, grpid) => grpid));
		expect(b.driver.counters).toMatchObject({ responses: 201, responsesLost: 0 });
	});
});

describe('responses that wait for room when the invalidation queue is declared dead', () => {
	it('are all counted as lost, and so is every later one', () => {
		const b = new VtdDriverBench();
		const device = b.bound(0x10, 3);
		const respond = (grpid: number) =>
			b.driver.pageResponse(device, grpid, -1, 2, ResponseCode.SUCCESS);
		b.unit.hold = true;
		for (let grpid = 0; grpid < 200; grpid++) respond(grpid);
		const { responses, responsesDelayed } = b.driver.counters;
		expect(responses + responsesDelayed).toBe(200);
		expect(responsesDelayed).toBeGreaterThan(50);
		expect(b.driver.counters.responsesLost).toBe(0);

		b.unit.check = () => 2;
		b.unit.hold = false;
		b.unit.step(1);
		b.clock.settle();
		expect(b.logged.at(-1)).toContain('does not go on');
		// The response that was refused counts too.
		const lost = b.driver.counters.responsesLost;
		expect(lost).toBeGreaterThan(responsesDelayed);

		respond(200);
		b.driver.flush();
		expect(b.driver.counters).toMatchObject({ responses, responsesLost: lost + 1 });
	});
});

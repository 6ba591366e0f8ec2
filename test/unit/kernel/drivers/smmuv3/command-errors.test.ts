import { describe, expect, it } from 'vitest';
import { PageRequestFlag, ResponseCode } from '../../../../../src/host/kernel/fault.js';
import { SmmuV3FakeBench } from '../../../../support/smmuv3-fake.js';

const ILLEGAL = 1;
const ABORT = 2;
const ATC_TIMEOUT = 3;

/** A function bound at PASID 5 in space 5. */
function one() {
	const bench = new SmmuV3FakeBench();
	const device = bench.bound(0x10, 5);
	const invalidate = () => {
		let done = 0;
		const users = [{ device, pasid: 5 }];
		bench.driver.invalidate(bench.ref, users, { pages: [1], counts: [1] }, true, () => {
			done++;
		});
		return () => done;
	};
	return { bench, device, invalidate };
}

const opcodes = (bench: SmmuV3FakeBench) => bench.unit.take().map(([w0]) => w0! & 0xff);

describe('a command that is refused', () => {
	it('is overwritten with a CMD_SYNC, and its request sent again', () => {
		const { bench, invalidate } = one();
		let left = 1;
		bench.unit.judge = ([w0]) => ((w0! & 0xff) === 0x40 && left-- > 0 ? ILLEGAL : 0);
		const done = invalidate();
		expect(bench.unit.errors).toBe(1);
		bench.clock.settle();
		expect(bench.unit.errors).toBe(0);
		expect(done()).toBe(1);
		expect(opcodes(bench)).toEqual([0x12, 0x46, 0x46, 0x46, 0x12, 0x46, 0x40, 0x46]);
		expect(bench.driver.counters).toMatchObject({
			commandErrors: 1,
			invalidationRetries: 1,
			invalidationsGivenUp: 0,
		});
		expect(bench.logged).toEqual([
			expect.stringContaining('stopped at entry 7, error 1, first word'),
		]);
	});

	it('has nobody else’s sent again', () => {
		const { bench, invalidate } = one();
		bench.unit.running = false;
		const done = [invalidate(), invalidate(), invalidate()];
		let atc = 0;
		bench.unit.judge = ([w0]) => ((w0! & 0xff) === 0x40 && ++atc === 2 ? ILLEGAL : 0);
		bench.unit.running = true;
		bench.unit.run();
		bench.clock.settle();
		expect(done.map((each) => each())).toEqual([1, 1, 1]);
		// The second asked for twice: once refused, and once more.
		expect(atc).toBe(4);
		expect(bench.driver.counters).toMatchObject({ commandErrors: 1, invalidationRetries: 1 });
	});

	it('again and again is given up after three more tries, and done all the same', () => {
		const { bench, invalidate } = one();
		bench.unit.judge = ([w0]) => ((w0! & 0xff) === 0x40 ? ILLEGAL : 0);
		const done = invalidate();
		bench.clock.settle();
		expect(done()).toBe(1);
		expect(bench.driver.counters).toMatchObject({
			commandErrors: 4,
			invalidationRetries: 3,
			invalidationsGivenUp: 1,
		});
	});

	it('and is an answer: it is lost, and others are not', () => {
		const { bench, device } = one();
		bench.unit.judge = ([, , w2]) => ((w2! & 0x1ff) === 7 ? ILLEGAL : 0);
		for (const index of [6, 7, 8])
			bench.driver.pageResponse(device, index, 5, PageRequestFlag.LAST_PAGE, ResponseCode.SUCCESS);
		bench.driver.flush();
		bench.clock.settle();
		expect(opcodes(bench)).toEqual([0x41, 0x46, 0x41]);
		expect(bench.driver.counters).toMatchObject({ responses: 3, responsesLost: 1 });
	});

	it('as a CMD_SYNC too: nothing is sent any more, and nobody waits', () => {
		const { bench, device, invalidate } = one();
		bench.unit.judge = () => ILLEGAL;
		const first = invalidate();
		bench.clock.settle();
		const second = invalidate();
		expect(second()).toBe(0);
		bench.driver.pageResponse(device, 1, 5, PageRequestFlag.LAST_PAGE, ResponseCode.SUCCESS);
		bench.clock.settle();
		expect([first(), second()]).toEqual([1, 1]);
		expect(bench.unit.take()).toEqual([]);
		expect(bench.driver.counters).toMatchObject({ invalidationsGivenUp: 2, responsesLost: 1 });
		expect(bench.logged.at(-1)).toContain('does not go on');
	});

	it('because it could not be fetched is tried once more', () => {
		const { bench, invalidate } = one();
		let left = 1;
		bench.unit.judge = () => (left-- > 0 ? ABORT : 0);
		const done = invalidate();
		bench.clock.settle();
		expect(done()).toBe(1);
		expect(opcodes(bench)).toEqual([0x12, 0x46, 0x40, 0x46]);
		expect(bench.driver.counters).toMatchObject({ commandErrors: 1, invalidationRetries: 0 });
	});
});

describe('an ATC that does not complete', () => {
	it('in time: the CMD_SYNC is repeated and the invalidation sent again; those before it are done', () => {
		const { bench, invalidate } = one();
		const before = invalidate();
		let left = 1;
		let atc = 0;
		bench.unit.judge = ([w0]) => {
			if ((w0! & 0xff) === 0x40) atc++;
			return (w0! & 0x10ff) === 0x1046 && atc > 0 && left-- > 0 ? ATC_TIMEOUT : 0;
		};
		const done = invalidate();
		const after = invalidate();
		expect(bench.unit.errors).toBe(1);
		bench.clock.settle();
		expect([before(), done(), after()]).toEqual([1, 1, 1]);
		expect(atc).toBe(3);
		expect(bench.driver.counters).toMatchObject({
			commandErrors: 1,
			invalidationRetries: 1,
			invalidationsGivenUp: 0,
		});
		expect(bench.unresponsive).toEqual([]);
	});

	it('at all: it is given up after three more tries, and the function named', () => {
		const { bench, device, invalidate } = one();
		let pending = 0;
		bench.unit.judge = ([w0]) => {
			if ((w0! & 0xff) === 0x40) pending++;
			if ((w0! & 0xff) !== 0x46 || pending === 0) return 0;
			pending = 0;
			return ATC_TIMEOUT;
		};
		const done = invalidate();
		bench.clock.settle();
		expect(done()).toBe(1);
		expect(bench.unresponsive).toEqual([device.name]);
		expect(bench.driver.counters).toMatchObject({
			commandErrors: 4,
			invalidationRetries: 3,
			invalidationsGivenUp: 1,
		});
		expect(bench.logged.at(-1)).toContain('stream 0x10 has to be reset');
	});

	it('holds up what stands behind it, and nothing before', () => {
		const { bench, invalidate } = one();
		const done = invalidate();
		bench.unit.judge = ([w0]) => ((w0! & 0x10ff) === 0x1046 ? -1 : 0);
		const slow = invalidate();
		const behind = invalidate();
		bench.clock.settle();
		expect([done(), slow(), behind()]).toEqual([1, 0, 0]);
		bench.unit.judge = () => 0;
		bench.unit.run();
		bench.clock.settle();
		expect([done(), slow(), behind()]).toEqual([1, 1, 1]);
	});
});

describe('global errors', () => {
	it('of the event queue: events are read, their loss is told', () => {
		const { bench } = one();
		bench.unit.muted = true;
		bench.record('event', [0x04, 0x10, 0, 0, 0, 0, 0, 0]);
		bench.unit.muted = false;
		bench.unit.raise(0x04);
		bench.clock.settle();
		expect(bench.core.faults).toHaveLength(1);
		expect(bench.core.losses).toBe(1);
		expect(bench.unit.errors).toBe(0);
		expect(bench.driver.counters).toMatchObject({ globalErrors: 1, faultOverflows: 1 });
	});

	it('of the PRI queue: requests are read, and incomplete groups dropped', () => {
		const { bench } = one();
		bench.record('request', [0x10, 0x9000_0005, 0x1003, 0]);
		bench.unit.raise(0x08);
		bench.clock.settle();
		expect(bench.core.faults).toHaveLength(1);
		expect(bench.core.discards).toBe(1);
		expect(bench.unit.errors).toBe(0);
		expect(bench.driver.counters.partialsDiscarded).toBe(3);
	});

	it('of messages: what they would have told of is looked at', () => {
		const bench = new SmmuV3FakeBench();
		bench.unit.registers.set(0x60, 0x20);
		bench.unit.interrupt(0x51);
		bench.unit.registers.set(0x1_00a8, 1);
		bench.clock.settle();
		expect(bench.unit.readRegister(0x1_00ac)).toBe(1);
		expect(bench.unit.errors).toBe(0);
		expect(bench.logged[0]).toBe('smmuv3 smmu0: interrupts were lost, GERROR 0x20');
	});

	it('of the service is told once and stays', () => {
		const { bench } = one();
		bench.unit.raise(0x100);
		bench.clock.settle();
		bench.unit.interrupt(0x51);
		bench.clock.settle();
		expect(bench.unit.errors).toBe(0x100);
		expect(bench.logged).toEqual([expect.stringContaining('SFM_ERR')]);
		expect(bench.driver.counters.globalErrors).toBe(1);
	});
});

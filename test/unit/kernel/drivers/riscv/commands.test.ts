import { describe, expect, it } from 'vitest';
import { ResponseCode } from '../../../../../src/host/kernel/fault.js';
import { NO_PASID } from '../../../../../src/host/kernel/fault-source.js';
import { RiscvDriverBench } from '../../../../support/riscv-driver-bench.js';

const { SUCCESS } = ResponseCode;
type Options = ConstructorParameters<typeof RiscvDriverBench>[0];

/** A bench with one bound device, and invalidations of one page that write down their completion. */
function bench(pasid = 3, options: Options = {}) {
	const b = new RiscvDriverBench(options);
	const dev = b.bound(0x10, pasid);
	b.unit.takeExecuted();
	const order: number[] = [];
	const users = [{ device: dev, pasid }];
	const invalidate = (n: number) => {
		const runs = { pages: [n], counts: [1] };
		b.driver.invalidate(b.domain, users, runs, true, () => order.push(n));
	};
	return Object.assign(b, { dev, order, invalidate, users });
}
const isAts = (words: readonly number[]) => (words[0]! & 0x3ff) === 4;

describe('an invalidation', () => {
	it('goes to the IOMMU, is waited for, and then goes to the device', () => {
		const b = bench();
		b.unit.hold = true;
		b.invalidate(7);
		expect(b.unit.step(2)).toBe(2);
		expect(b.unit.takeExecuted()).toEqual(['100300005401 1c00', '2 0']);
		b.clock.settle();
		expect(b.order).toEqual([]);
		expect(b.unit.step(9)).toBe(2);
		expect(b.unit.takeExecuted()).toEqual(['100100003004 7000', 'fence']);
		expect(b.order).toEqual([]);
		b.clock.settle();
		expect(b.order).toEqual([7]);
	});

	it('cuts runs into aligned blocks, with NL where tables were unlinked', () => {
		const b = bench(0xa_bcde);
		const runs = { pages: [6, 2 ** 34], counts: [3, 2] };
		b.driver.invalidate(b.domain, b.users, runs, false, () => {});
		// Pages 6 and 7: S with nothing below its upper bit.
		expect(b.unit.takeExecuted()).toEqual([
			...['100700005401 1a00', '100700005401 2000', '100700005401 100000000200', '2 0'],
			...['1001abcde004 6800', '1001abcde004 8000', '1001abcde004 400000000800', 'fence'],
		]);
	});

	it('of a larger block codes its size in the address', () => {
		const b = bench();
		b.driver.invalidate(b.domain, b.users, { pages: [512], counts: [512] }, true, () => {});
		// 512 pages: eight ones, and 0 above them.
		expect(b.unit.takeExecuted()).toEqual([
			...['100300005401 bfe00', '2 0', '100100003004 2ff800', 'fence'],
		]);
	});

	it('of more than 64 blocks is the whole space', () => {
		const b = bench();
		const pages = Array.from({ length: 65 }, (_, i) => i * 2);
		b.driver.invalidate(b.domain, b.users, { pages, counts: pages.map(() => 1) }, true, () => {});
		expect(b.unit.takeExecuted()).toEqual([
			...['100300005001 0', '2 0', '100100003004 7ffffffffffff800', 'fence'],
		]);
	});

	it('without ranges goes page by page; without NL an unlinked table takes the whole space', () => {
		const b = bench(3, { registers: { 4: 0x01ee } });
		const runs = { pages: [6], counts: [2] };
		const [user] = b.users;
		b.driver.invalidate(b.domain, b.users, runs, true, () => {});
		expect(b.unit.takeExecuted().slice(0, 2)).toEqual(['100300005401 1800', '100300005401 1c00']);
		b.driver.invalidate(b.domain, [user!], runs, false, () => {});
		expect(b.unit.takeExecuted().slice(0, 2)).toEqual(['100300005001 0', '2 0']);
	});

	it('of requests without a PASID names them both ways in the ATC of a device with PASIDs', () => {
		const b = bench(NO_PASID);
		b.invalidate(7);
		expect(b.unit.takeExecuted()).toEqual([
			...['100300005401 1c00', '2 0', '100000000004 7000', '100100000004 7000', 'fence'],
		]);
	});

	it('leaves out who has no ATC, is gone, or uses another guest', () => {
		const b = bench();
		const plain = b.bound(0x11, 3, { ats: false, pri: false });
		const gone = b.probed(0x12);
		b.driver.releaseDevice(gone);
		b.unit.takeExecuted();
		const users = [plain, gone].map((device) => ({ device, pasid: 3 }));
		const runs = { pages: [7], counts: [1] };
		b.driver.invalidate(b.domain, users, runs, true, () => b.order.push(1));
		expect(b.unit.takeExecuted()).toEqual(['100300005401 1c00', 'fence']);
		const nobody = { ...b.domain, secondLevelRoot: 0x300 };
		b.driver.invalidate(nobody, users, runs, true, () => b.order.push(2));
		expect(b.unit.takeExecuted()).toEqual(['fence']);
		b.clock.settle();
		expect(b.order).toEqual([1, 2]);
	});
});

describe('the command queue', () => {
	it('keeps the order of commands and responses, and rings once for a batch', () => {
		const b = bench();
		b.unit.hold = true;
		b.driver.pageResponse(b.dev, 1, 3, 4, SUCCESS);
		b.invalidate(7);
		b.driver.pageResponse(b.dev, 2, 3, 4, SUCCESS);
		b.driver.pageResponse(b.dev, 3, 3, 4, SUCCESS);
		b.unit.takeWrites();
		b.driver.flush();
		b.driver.flush();
		expect(b.unit.takeWrites()).toHaveLength(1);
		b.unit.step(99);
		expect(b.unit.takeExecuted().map((each) => each.replace(/^1001000030/, ''))).toEqual([
			...['84 100000000', '100300005401 1c00', '2 0', '04 7000', 'fence'],
			...['84 200000000', '84 300000000'],
		]);
	});

	it('that is full holds back requests and responses, and loses none', () => {
		const b = bench(3, { commandOrder: 3 });
		b.unit.hold = true;
		for (let n = 0; n < 20; n++) b.invalidate(n);
		for (let n = 0; n < 20; n++) b.driver.pageResponse(b.dev, n, 3, 4, SUCCESS);
		b.driver.flush();
		expect(b.driver.counters.responsesDelayed).toBe(20);
		for (let n = 0; n < 40; n++) {
			b.unit.step(3);
			b.clock.settle();
		}
		b.unit.step(99);
		b.clock.settle();
		expect(b.order).toEqual(Array.from({ length: 20 }, (_, n) => n));
		const executed = b.unit.takeExecuted();
		expect(executed.filter((each) => each.startsWith('100100003084'))).toHaveLength(20);
		expect(executed.filter((each) => each.startsWith('100100003004'))).toHaveLength(20);
		expect(b.driver.counters).toMatchObject({ responses: 20, responsesLost: 0, commandErrors: 0 });
	});

	it('that times out at a fence has what was begun sent again', () => {
		const b = bench();
		let failures = 1;
		b.unit.check = (words) =>
			(words[0] & 0x7f) === 2 && words[1] === 2 && failures-- > 0 ? 0x200 : 0;
		b.invalidate(7);
		b.clock.settle();
		expect(b.order).toEqual([7]);
		expect(b.unit.takeExecuted()).toEqual([
			...['100300005401 1c00', '2 0', '100100003004 7000', 'fence'],
			...['100300005401 1c00', '2 0', '100100003004 7000', 'fence'],
		]);
		expect(b.unit.get(0x48) & 0x700).toBe(0);
		expect(b.unit.get(0x54)).toBe(0);
		expect(b.driver.counters).toMatchObject({ invalidationRetries: 1, invalidationsGivenUp: 0 });
	});

	it('gives an invalidation up after four time-outs, and tells whose it was', () => {
		const b = bench();
		let ats = 0;
		b.unit.check = (words) => {
			if (isAts(words)) ats++;
			if ((words[0] & 0x7f) !== 2 || ats === 0) return 0;
			ats = 0;
			return 0x200;
		};
		b.invalidate(7);
		b.clock.settle();
		expect(b.order).toEqual([7]);
		expect(b.unresponsive).toEqual(['dev0']);
		expect(b.driver.counters).toMatchObject({ invalidationRetries: 3, invalidationsGivenUp: 1 });
		b.unit.check = () => 0;
		b.invalidate(8);
		b.clock.settle();
		expect(b.order).toEqual([7, 8]);
	});

	it('that refuses a command goes on without it, and its request is sent again', () => {
		const b = bench();
		let failures = 1;
		b.unit.check = (words) => (isAts(words) && failures-- > 0 ? 0x400 : 0);
		b.invalidate(7);
		b.clock.settle();
		expect(b.order).toEqual([7]);
		expect(b.driver.counters).toMatchObject({ commandErrors: 1, invalidationRetries: 1 });
		failures = 1;
		b.unit.check = (words) => ((words[0] & 0x3ff) === 0x84 && failures-- > 0 ? 0x400 : 0);
		b.driver.pageResponse(b.dev, 1, 3, 4, SUCCESS);
		b.driver.pageResponse(b.dev, 2, 3, 4, SUCCESS);
		b.driver.flush();
		b.clock.settle();
		expect(b.unit.takeExecuted().filter((each) => each.startsWith('100100003084'))).toEqual([
			'100100003084 200000000',
		]);
		expect(b.driver.counters.responsesLost).toBe(1);
		expect(b.logged[0]).toMatch('the command queue stopped at entry');
	});

	it('that cannot be read is tried again once, and then given up with all that is in it', () => {
		const b = bench();
		let failures = 1;
		b.unit.check = () => (failures-- > 0 ? 0x100 : 0);
		b.invalidate(7);
		b.clock.settle();
		expect([b.order, b.driver.counters.commandErrors]).toEqual([[7], 1]);
		b.unit.check = () => 0x100;
		b.invalidate(8);
		b.driver.pageResponse(b.dev, 1, 3, 4, SUCCESS);
		b.clock.settle();
		b.invalidate(9);
		b.driver.pageResponse(b.dev, 2, 3, 4, SUCCESS);
		b.clock.settle();
		expect(b.order).toEqual([7, 8, 9]);
		expect(b.driver.counters).toMatchObject({ invalidationsGivenUp: 2, responsesLost: 1 });
		let done = false;
		b.driver.unbindPasid(b.dev, 3, () => {
			done = true;
		});
		b.clock.settle();
		expect(done).toBe(true);
		b.driver.releaseDevice(b.dev);
		b.clock.settle();
		b.unit.check = () => 0;
		b.driver.stop();
		expect(b.frames.available).toBe(4080);
	});
});

describe('an unbinding', () => {
	it('clears the process, then the IOMMU, then the ATC, drains, and leads the device home', () => {
		const b = bench();
		const order: string[] = [];
		b.core.onReport = (_device, { page }) => order.push(`page ${page}`);
		b.unit.hold = true;
		b.driver.unbindPasid(b.dev, 3, () => order.push('done'));
		const step = () => {
			b.unit.step(99);
			b.clock.settle();
			return b.unit.takeExecuted();
		};
		expect(step()).toEqual(['100200003083 0', 'fence']);
		b.unit.set(0x54, 8);
		b.unit.pageRequest(0x10n << 40n, 0x5005n);
		expect(step()).toEqual(['100300005001 0', '2 0', '100100003004 7ffffffffffff800', 'fence']);
		expect(order).toEqual(['page 5']);
		expect(b.pages.mapped.size).toBe(4);
		expect(step()).toEqual([
			...['100200000003 0', '2 0', '100200000001 0', '100200000081 0', 'fence'],
		]);
		expect(order).toEqual(['page 5', 'done']);
		expect([b.pages.mapped.size, b.dev.references]).toEqual([0, 2]);
	});

	it('drains again as long as the queue overflows, 16 times', () => {
		const b = bench();
		let drains = 0;
		b.unit.check = (words) => {
			if (isAts(words)) {
				drains++;
				b.unit.set(0x50, b.unit.get(0x50) | 0x200);
			}
			return 0;
		};
		let done = false;
		b.driver.unbindPasid(b.dev, 3, () => {
			done = true;
		});
		b.clock.settle();
		expect([done, drains]).toEqual([true, 16]);
		expect(b.logged).toContain('riscv unit0: page requests overflowed in all 16 drains of PASID 3');
	});

	it('of the last PASID does not lead home for good when another is bound meanwhile', () => {
		const b = bench();
		b.unit.hold = true;
		b.driver.unbindPasid(b.dev, 3, () => {});
		for (let n = 0; n < 2; n++) {
			b.unit.step(99);
			b.clock.settle();
		}
		expect(b.context(0x10)[1]).toBe('9000000000000ff8');
		b.driver.bindPasid(b.dev, b.domain, 4, { rootPage: 0x77 });
		b.unit.hold = false;
		b.unit.step(99);
		b.clock.settle();
		expect(b.context(0x10)[1]).toBe('9000100000000008');
		expect(b.process(0x4_0000, 4)).toEqual(['5001', '9000000000000077']);
		expect(b.dev.references).toBe(3);
	});
});

import { describe, expect, it } from 'vitest';
import { Receipts } from '../../../src/guest/receipts.js';

describe('receipts of unmappings', () => {
	it('are told when the contents are safe, and hold back those after them', () => {
		const receipts = new Receipts();
		receipts.open(1, 5);
		receipts.expect(1);
		receipts.settle(1);
		receipts.open(2, 6);
		receipts.settle(2);
		expect([receipts.due, receipts.told(7)]).toEqual([true, 4]);
		expect(receipts.tell(7)).toBe(4);
		expect([receipts.due, receipts.size]).toEqual([false, 2]);
		receipts.settle(1);
		expect(receipts.due).toBe(true);
		expect(receipts.tell(7)).toBe(7);
		expect([receipts.size, receipts.has(1)]).toEqual([0, false]);
	});

	it('wait after a lost connection for what comes again, if it is not safe', () => {
		const receipts = new Receipts();
		receipts.open(1, 5);
		receipts.open(2, 6);
		receipts.settle(2);
		expect(receipts.told(6)).toBe(4);
		receipts.restart();
		expect([receipts.size, receipts.has(1)]).toEqual([1, true]);
		// It was written meanwhile, but the host does not know and says it again.
		receipts.settle(1);
		expect(receipts.tell(20)).toBe(20);
		expect(receipts.has(1)).toBe(true);
		receipts.open(1, 21);
		receipts.settle(1);
		expect(receipts.tell(21)).toBe(21);
		expect(receipts.size).toBe(0);
	});
});

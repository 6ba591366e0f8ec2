import { describe, expect, it } from 'vitest';
import {
	Cap,
	enableAll,
	enablePri,
	makeBench,
	priControl,
	priStatus,
} from '../../../support/fake-iommu.js';

const RF = 0x0001;
const UPRGI = 0x0002;
const STOPPED = 0x0100;
const PASID_REQUIRED = 0x8000;

describe('extended capabilities', () => {
	it('are linked from 0x100 with their ids and version 1', () => {
		const { fn } = makeBench();
		expect(fn.configRead(0x100, 4)).toBe(0x1101_000f);
		expect(fn.configRead(0x110, 4)).toBe(0x1201_0013);
		expect(fn.configRead(0x120, 4)).toBe(0x0001_001b);
	});

	it('are placed one after the other when one is missing', () => {
		const { fn } = makeBench({ pri: false });
		expect(fn.configRead(0x100, 4)).toBe(0x1101_000f);
		expect(fn.configRead(0x110, 4)).toBe(0x0001_001b);
		const bare = makeBench({ ats: false, pri: false, pasidWidth: 0 });
		expect(bare.fn.configRead(0x100, 4)).toBe(0);
		const pasidOnly = makeBench({ ats: false, pri: false });
		expect(pasidOnly.fn.configRead(0x100, 4)).toBe(0x0001_001b);
	});

	it('read as after reset before anybody writes', () => {
		const { fn } = makeBench({ priCapacity: 77, pasidWidth: 16 });
		expect(fn.configRead(Cap.ATS + 4, 4)).toBe(0x0000_0060);
		expect(fn.configRead(Cap.PRI + 4, 4)).toBe(0x8100_0000);
		expect(fn.configRead(Cap.PRI + 8, 4)).toBe(77);
		expect(fn.configRead(Cap.PRI + 0xc, 4)).toBe(0);
		expect(fn.configRead(Cap.PASID + 4, 4)).toBe(0x0000_1006);
	});

	it('do not tell PRG Response PASID Required when the function does not want it', () => {
		expect(priStatus(makeBench({ responsePasidRequired: false }).fn)).toBe(STOPPED);
		expect(priStatus(makeBench({ pasidWidth: 0 }).fn)).toBe(STOPPED);
	});

	it('read 0 and ignore writes elsewhere, and the identity at 0', () => {
		const { fn } = makeBench();
		expect(fn.configRead(0, 2)).toBe(0x1234);
		fn.configWrite(0x200, 4, 0xffff_ffff);
		fn.configWrite(0, 4, 0);
		expect(fn.configRead(0x200, 4)).toBe(0);
		expect(fn.configRead(2, 2)).toBe(0xfa17);
	});

	it('take byte accesses and refuse what is not aligned or outside', () => {
		const { fn } = makeBench();
		fn.configWrite(Cap.ATS + 6, 1, 0x05);
		expect(fn.configRead(Cap.ATS + 6, 1)).toBe(0x05);
		fn.configWrite(Cap.ATS + 7, 1, 0x80);
		expect(fn.configRead(Cap.ATS + 6, 2)).toBe(0x8005);
		expect(() => fn.configRead(0x101, 2)).toThrow(RangeError);
		expect(() => fn.configRead(0x1000, 4)).toThrow(RangeError);
		expect(() => fn.configWrite(-4, 4, 0)).toThrow(RangeError);
	});

	it('refuse impossible configurations', () => {
		expect(() => makeBench({ ats: false })).toThrow(/needs the ATS/);
		expect(() => makeBench({ pasidWidth: 21 })).toThrow(/PASID width 21/);
		expect(() => makeBench({ priCapacity: 0 })).toThrow(/PRI capacity 0/);
		expect(() => makeBench({ atcEntries: 48 })).toThrow(/power of two/);
		expect(() => makeBench({ requesterId: 0x1_0000 })).toThrow(/requester id/);
		expect(() => makeBench({ pagesPerGroup: 0 })).toThrow(/pages per group/);
		expect(() => makeBench({ livelockLimit: 0 })).toThrow(/livelock limit/);
	});
});

describe('ATS control', () => {
	it('takes STU before Enable or with it, and keeps it while enabled', () => {
		const { fn } = makeBench();
		fn.configWrite(Cap.ATS + 6, 2, 0x0003);
		expect(fn.configRead(Cap.ATS + 6, 2)).toBe(0x0003);
		fn.configWrite(Cap.ATS + 6, 2, 0x8004);
		expect(fn.configRead(Cap.ATS + 6, 2)).toBe(0x8004);
		fn.configWrite(Cap.ATS + 6, 2, 0x8009);
		expect(fn.configRead(Cap.ATS + 6, 2)).toBe(0x8004);
		fn.configWrite(Cap.ATS + 6, 2, 0x0009);
		expect(fn.configRead(Cap.ATS + 6, 2)).toBe(0x0004);
	});

	it('does not keep bits that are not defined', () => {
		const { fn } = makeBench();
		fn.configWrite(Cap.ATS + 4, 4, 0xffff_ffff);
		expect(fn.configRead(Cap.ATS + 4, 4)).toBe(0x801f_0060);
	});
});

describe('PRI', () => {
	it('enables while Stopped, which clears Stopped', () => {
		const { fn } = makeBench();
		enablePri(fn, 8);
		expect(priControl(fn)).toBe(1);
		expect(priStatus(fn)).toBe(PASID_REQUIRED);
	});

	it('does not enable while an earlier use drains', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 8);
		fn.dma.access(5, 100, 1, () => {});
		fn.configWrite(Cap.PRI + 4, 2, 0);
		expect(priStatus(fn) & STOPPED).toBe(0);
		fn.configWrite(Cap.PRI + 4, 2, 1);
		expect(priControl(fn)).toBe(0);
		iommu.respond(iommu.take(), 0);
		expect(priStatus(fn) & STOPPED).toBe(STOPPED);
		fn.configWrite(Cap.PRI + 4, 2, 1);
		expect(priControl(fn)).toBe(1);
	});

	it('is stopped at once when it is disabled with nothing outstanding', () => {
		const { fn } = makeBench();
		enableAll(fn, 8);
		fn.configWrite(Cap.PRI + 4, 2, 0);
		expect(priStatus(fn) & STOPPED).toBe(STOPPED);
	});

	it('takes an allocation up to the capacity, and only while disabled', () => {
		const { fn } = makeBench({ priCapacity: 32 });
		fn.configWrite(Cap.PRI + 0xc, 4, 33);
		expect(fn.configRead(Cap.PRI + 0xc, 4)).toBe(32);
		fn.configWrite(Cap.PRI + 0xc, 4, 7);
		fn.configWrite(Cap.PRI + 4, 2, 1);
		fn.configWrite(Cap.PRI + 0xc, 4, 9);
		expect(fn.configRead(Cap.PRI + 0xc, 4)).toBe(7);
		fn.configWrite(Cap.PRI + 8, 4, 9);
		expect(fn.configRead(Cap.PRI + 8, 4)).toBe(32);
	});

	it('clears Response Failure and UPRGI by writing 1, and by enabling', () => {
		const { fn } = makeBench();
		enableAll(fn, 8);
		fn.pageResponse(5, 3, 0);
		expect(priStatus(fn)).toBe(PASID_REQUIRED | UPRGI);
		fn.configWrite(Cap.PRI + 6, 2, 0);
		expect(priStatus(fn)).toBe(PASID_REQUIRED | UPRGI);
		fn.configWrite(Cap.PRI + 6, 2, UPRGI);
		expect(priStatus(fn)).toBe(PASID_REQUIRED);
		fn.pageResponse(5, 3, 0);
		fn.pageResponse(5, 3, 0xf);
		expect(priStatus(fn)).toBe(PASID_REQUIRED | RF | UPRGI | STOPPED);
		fn.configWrite(Cap.PRI + 6, 2, RF);
		expect(priStatus(fn)).toBe(PASID_REQUIRED | UPRGI | STOPPED);
		fn.configWrite(Cap.PRI + 4, 2, 1);
		expect(priStatus(fn)).toBe(PASID_REQUIRED);
	});

	it('ignores Reset while enabled, and forgets what is outstanding otherwise', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 8);
		const errors: unknown[] = [];
		fn.dma.access(5, 100, 1, (error) => errors.push(error?.kind));
		fn.configWrite(Cap.PRI + 4, 2, 3);
		expect(fn.outstandingRequests).toBe(1);
		expect(errors).toEqual([]);
		fn.configWrite(Cap.PRI + 4, 2, 2);
		expect(fn.outstandingRequests).toBe(0);
		expect(errors).toEqual(['reset']);
		expect(priControl(fn)).toBe(0);
		expect(priStatus(fn) & STOPPED).toBe(STOPPED);
		expect(fn.configRead(Cap.PRI + 0xc, 4)).toBe(8);
		iommu.respond(iommu.take(), 0);
		expect(priStatus(fn) & UPRGI).toBe(UPRGI);
	});
});

describe('PASID control', () => {
	it('is frozen while ATS is enabled', () => {
		const { fn } = makeBench();
		fn.configWrite(Cap.PASID + 6, 2, 0x0003);
		fn.configWrite(Cap.ATS + 6, 2, 0x8000);
		fn.configWrite(Cap.PASID + 6, 2, 0x0000);
		expect(fn.configRead(Cap.PASID + 6, 2)).toBe(0x0003);
		fn.configWrite(Cap.ATS + 6, 2, 0);
		fn.configWrite(Cap.PASID + 6, 2, 0xffff);
		expect(fn.configRead(Cap.PASID + 6, 2)).toBe(0x0007);
	});

	it('decides which PASIDs and permissions may be used', () => {
		const { fn, iommu } = makeBench({ pasidWidth: 4 });
		const kinds: unknown[] = [];
		const touch = (pasid: number, access: number) =>
			fn.dma.access(pasid, 7, access, (error) => kinds.push(error?.kind));
		fn.configWrite(Cap.ATS + 6, 2, 0x8000);
		iommu.map(-1, 7, 1, 7);
		iommu.map(15, 7, 1, 7);
		touch(15, 1);
		touch(-1, 1);
		expect(kinds).toEqual(['not-enabled', undefined]);
		fn.configWrite(Cap.ATS + 6, 2, 0);
		fn.configWrite(Cap.PASID + 6, 2, 1);
		fn.configWrite(Cap.ATS + 6, 2, 0x8000);
		kinds.length = 0;
		touch(15, 1);
		touch(16, 1);
		touch(15, 5);
		touch(15, 9);
		expect(kinds).toEqual([undefined, 'not-enabled', 'not-enabled', 'not-enabled']);
	});
});

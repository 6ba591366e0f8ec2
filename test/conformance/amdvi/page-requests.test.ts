import { describe, expect, it } from 'vitest';
import { NO_PASID } from '../../../src/emulator/iommu/contract.js';
import { AmdBench, CONTROL, DEVICE, MESSAGE } from '../../support/amdvi-bench.js';
import { EXEC, OUTSIDE, PRIV, q, READ, WRITE } from '../../support/amdvi-tables.js';

const GPRP = 1n << 53n;
const AUTO = 0x80;
const ALWAYS = 0x400;

/** A device with PASIDs, whose responses carry them. */
function bench(set = GPRP): AmdBench {
	const made = new AmdBench();
	made.device({ gcr3: 20, glx: 2, set: [set] });
	return made;
}

/** Fills the log: 255 records. */
function fill(made: AmdBench): void {
	for (let i = 0; i < 255; i++) made.port.pageRequest(1, i, READ, i, true);
}

describe('a page request record', () => {
	it.each([
		['without PASID', [NO_PASID, 5, READ, 0, true], 0x1004_0200_0000_0010n, 0x5000n],
		['not the last', [NO_PASID, 5, READ, 0x1ff, false], 0x1004_01ff_0000_0010n, 0x5000n],
		['of a write', [NO_PASID, 5, WRITE, 3, true], 0x1020_0203_0000_0010n, 0x5000n],
		['with PASID, of a user', [1, 5, READ | WRITE, 0, true], 0x1164_0200_0001_0010n, 0x5000n],
		['of a supervisor', [1, 5, READ | PRIV, 0, true], 0x1104_0200_0001_0010n, 0x5000n],
		['of an execution', [1, 5, READ | EXEC, 0, true], 0x1146_0200_0001_0010n, 0x5000n],
		['with a PASID of 20 bits', [0xa_bcde, 5, READ, 0x155, true], 0x1144_2b55_bcde_0010n, 0x5000n],
		[
			'at the highest page',
			[1, 2 ** 52 - 1, READ, 0, true],
			0x1144_0200_0001_0010n,
			0xffff_ffff_ffff_f000n,
		],
	] as const)('%s', (_name, request, q0, q1) => {
		const made = bench();
		made.port.pageRequest(...(request as readonly [number, number, number, number, boolean]));
		expect(made.request(0)).toEqual([q0, q1]);
		expect(made.read(0x2038)).toBe(0x10);
		expect(made.status).toBe(0xd8);
		expect(made.messages).toEqual([MESSAGE.request]);
		expect(made.endpoint.responses).toEqual([]);
	});

	it('of a stop marker', () => {
		const made = bench();
		made.port.stopMarker(7);
		expect(made.request(0)).toEqual([0x1140_0200_0007_0010n, 0n]);
	});

	it('of a stop marker is not written with BlkStopMrkEn', () => {
		const made = bench();
		made.write(0x001c, 0x200);
		made.port.stopMarker(7);
		made.port.pageRequest(7, 5, READ, 0, true);
		expect(made.request(0)[1]).toBe(0x5000n);
		expect(made.read(0x2038)).toBe(0x10);
	});
});

describe('a page request that is refused', () => {
	const INVALID_PPR = 0x9144_0200_0001_0010n;
	it.each([
		['PprEn 0', (b: AmdBench) => b.write(0x0018, CONTROL & ~0x8000), INVALID_PPR, 1],
		['V 0', (b: AmdBench) => b.device({ clear: [1n] }), INVALID_PPR, 1],
		[
			'PPR 0',
			(b: AmdBench) => b.device({ gcr3: 20, clear: [1n << 52n], set: [GPRP] }),
			INVALID_PPR,
			1,
		],
		[
			'I 0',
			(b: AmdBench) => b.device({ gcr3: 20, clear: [0n, 1n << 32n], set: [GPRP] }),
			INVALID_PPR,
			1,
		],
		['GV 0', (b: AmdBench) => b.device({ set: [GPRP] }), INVALID_PPR, 1],
		['GTEn 0', (b: AmdBench) => b.write(0x0018, CONTROL & ~0x1_0000), INVALID_PPR, 1],
		['the unit off', (b: AmdBench) => b.write(0x0018, 0), undefined, 0xf],
		[
			'reserved bits in the entry',
			(b: AmdBench) => b.device({ set: [4n] }),
			0x1085_0001_0000_0010n,
			0xf,
		],
		[
			'device table outside the memory',
			(b: AmdBench) => b.write64(0, q(OUTSIDE)),
			0x3205_0001_0000_0010n,
			0xf,
		],
	] as const)('%s', (_name, set, event, code) => {
		const made = bench();
		set(made);
		made.port.pageRequest(1, 5, READ, 0, false);
		made.port.stopMarker(1);
		made.events();
		made.port.pageRequest(1, 5, READ, 0, true);
		const address = event === 0x3205_0001_0000_0010n ? q(OUTSIDE) + 0x200n : 0x5000n;
		expect(made.events()).toEqual(event === undefined ? [] : [[event, address]]);
		expect(made.endpoint.responses).toEqual([[1, 0, code]]);
		expect(made.read(0x2038)).toBe(0);
	});

	it('by a PASID beyond the GCR3 table: the whole event', () => {
		const made = new AmdBench();
		made.device({ gcr3: 20, set: [GPRP] });
		made.port.pageRequest(0xa_bcde, 5, WRITE | READ | EXEC, 0x155, true);
		expect(made.events()).toEqual([[0x9166_2b55_bcde_0010n, 0x5000n]]);
		expect(made.endpoint.responses).toEqual([[0xa_bcde, 0x155, 1]]);
	});

	it('by a device beyond the table', () => {
		const made = bench();
		const port = made.unit.connect(0xff, made.endpoint);
		port.pageRequest(NO_PASID, 5, READ, 9, true);
		expect(made.events()).toEqual([[0x9004_0209_0000_00ffn, 0x5000n]]);
		expect(made.endpoint.responses).toEqual([[NO_PASID, 9, 1]]);
	});

	it('is answered without PASID where the entry lacks GPRP', () => {
		const made = bench(0n);
		made.write(0x0018, CONTROL & ~0x8000);
		made.port.pageRequest(1, 5, READ, 0, true);
		expect(made.endpoint.responses).toEqual([[NO_PASID, 0, 1]]);
	});
});

describe('a full PPR log', () => {
	it('overflows, stops and loses requests without an answer', () => {
		const made = bench();
		fill(made);
		expect(made.status).toBe(0xd8);
		made.messages.length = 0;
		made.port.pageRequest(1, 1000, READ, 300, true);
		expect(made.status).toBe(0x78);
		expect(made.messages).toEqual([MESSAGE.request]);
		made.port.pageRequest(1, 1001, READ, 301, true);
		made.write(0x2030, 0x100);
		made.port.pageRequest(1, 1002, READ, 302, true);
		expect(made.messages).toEqual([MESSAGE.request]);
		expect(made.read(0x2038)).toBe(0xff0);
		expect(made.endpoint.responses).toEqual([]);
		expect(made.unit.counters.pageRequestsDropped).toBe(3);
		expect(made.unit.counters.pageRequests).toBe(255);
	});

	it('restarts when the overflow is cleared and the enable bit written', () => {
		const made = bench();
		fill(made);
		made.port.pageRequest(1, 1000, READ, 300, true);
		made.write(0x2030, 0xff0);
		made.write(0x0018, CONTROL);
		expect(made.status & 0xa0).toBe(0x20);
		made.write(0x2020, 0x20);
		expect(made.status & 0xa0).toBe(0);
		made.port.pageRequest(1, 1001, READ, 301, true);
		expect(made.read(0x2038)).toBe(0xff0);
		made.write(0x0018, CONTROL);
		expect(made.status & 0xa0).toBe(0x80);
		made.port.pageRequest(1, 1002, READ, 302, true);
		expect(made.request(255)).toEqual([0x1144_032e_0001_0010n, 0x3e_a000n]);
		expect(made.read(0x2038)).toBe(0);
	});

	it.each([
		['success', 0x0, 0],
		['invalid', 0x1, 1],
		['failure', 0xf, 0xf],
	])('with PprAutoRspEn answers last requests: %s', (_name, register, code) => {
		const made = bench();
		made.write(0x001c, AUTO);
		made.write(0x2080, register);
		fill(made);
		made.port.pageRequest(1, 1000, READ, 300, false);
		expect(made.endpoint.responses).toEqual([]);
		made.port.pageRequest(1, 1000, READ, 300, true);
		made.port.pageRequest(NO_PASID, 1000, READ, 301, true);
		made.port.stopMarker(1);
		expect(made.endpoint.responses).toEqual([
			[1, 300, code],
			[NO_PASID, 301, code],
		]);
		expect(made.unit.counters.autoResponses).toBe(2);
	});

	it('with MaskGN answers requests without PASID only', () => {
		const made = bench();
		made.write(0x001c, AUTO);
		made.write(0x2080, 0x10);
		fill(made);
		made.port.pageRequest(1, 1000, READ, 300, true);
		made.port.pageRequest(NO_PASID, 1000, READ, 301, true);
		expect(made.endpoint.responses).toEqual([[NO_PASID, 301, 0]]);
	});

	it('answers without the PASID where the entry lacks GPRP', () => {
		const made = bench(0n);
		made.write(0x001c, AUTO);
		fill(made);
		made.port.pageRequest(1, 1000, READ, 300, true);
		expect(made.endpoint.responses).toEqual([[NO_PASID, 300, 0]]);
	});

	it('answers nobody who was taken away', () => {
		const made = bench();
		made.write(0x001c, AUTO);
		made.write(0x0018, CONTROL & ~0x2000);
		made.unit.disconnect(DEVICE);
		made.port.pageRequest(1, 1000, READ, 300, true);
		expect(made.endpoint.responses).toEqual([]);
	});
});

it('a log that is off takes nothing; automatic responses hold for it too', () => {
	const made = bench();
	made.write(0x0018, CONTROL & ~0x2000);
	made.port.pageRequest(1, 5, READ, 0, true);
	expect(made.endpoint.responses).toEqual([]);
	made.write(0x001c, AUTO);
	made.port.pageRequest(1, 5, READ, 1, true);
	expect(made.endpoint.responses).toEqual([[1, 1, 0]]);
	expect(made.status & 0xe0).toBe(0);
	expect(made.events()).toEqual([]);
});

it('PprAutoRspAon answers every group and logs none, but only with PprAutoRspEn', () => {
	const made = bench();
	made.write(0x2080, 1);
	made.write(0x001c, ALWAYS);
	made.port.pageRequest(1, 5, READ, 0, true);
	expect(made.read(0x2038)).toBe(0x10);
	made.write(0x001c, ALWAYS | AUTO);
	made.port.pageRequest(1, 5, READ, 1, false);
	made.port.pageRequest(1, 5, READ, 1, true);
	expect(made.read(0x2038)).toBe(0x10);
	expect(made.endpoint.responses).toEqual([[1, 1, 1]]);
	made.write(0x2080, 0x11);
	made.port.pageRequest(1, 5, READ, 2, true);
	expect(made.read(0x2038)).toBe(0x20);
	expect(made.endpoint.responses).toHaveLength(1);
});

describe('the early warning', () => {
	it('comes once when the log holds as many records as the threshold, until it is cleared', () => {
		const made = bench();
		made.write(0x2088, 0xc000_0003);
		const warned = () => {
			made.port.pageRequest(1, 5, READ, 0, true);
			return [(made.status & 0x4_0000) !== 0, made.messages.splice(0).length];
		};
		expect([warned(), warned(), warned(), warned()]).toEqual([
			[false, 1],
			[false, 1],
			[true, 2],
			[true, 1],
		]);
		made.write(0x2030, 0x40);
		made.write(0x2020, 0x4_0000);
		expect([warned(), warned(), warned()]).toEqual([
			[false, 1],
			[false, 1],
			[true, 2],
		]);
	});

	it('without its interrupt sets the bit only; without its enable, nothing', () => {
		const made = bench();
		made.write(0x2088, 0x8000_0001);
		made.port.pageRequest(1, 5, READ, 0, true);
		expect([made.status & 0x4_0000, made.messages.length]).toEqual([0x4_0000, 1]);
		made.write(0x2020, 0x4_0000);
		made.write(0x2088, 0x4000_0001);
		made.port.pageRequest(1, 5, READ, 0, true);
		expect([made.status & 0x4_0000, made.messages.length]).toEqual([0, 2]);
	});
});

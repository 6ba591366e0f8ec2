import { describe, expect, it } from 'vitest';
import { Access, NO_PASID } from '../../../src/emulator/iommu/contract.js';
import { MESSAGE, RiscvBench, TC } from '../../support/riscv-bench.js';

const { READ } = Access;
const IPSR = 0x054;
const CIP = 1;
const FIP = 2;
const PIP = 8;

function prepared(options = {}): RiscvBench {
	const bench = new RiscvBench(options);
	bench.context({ tc: TC.V | TC.EN_ATS | TC.EN_PRI });
	return bench;
}
const request = (bench: RiscvBench) => bench.port.pageRequest(NO_PASID, 1, READ, 1, true);
/** A fault: device 5 has no processes. */
const fault = (bench: RiscvBench) => bench.port.access(1, 1, READ);

describe('an interrupt', () => {
	it('is sent once until software clears it, and again for the next record', () => {
		const bench = prepared();
		request(bench);
		request(bench);
		expect([bench.read(IPSR), bench.messages]).toEqual([PIP, [MESSAGE.request]]);
		bench.write(IPSR, CIP | FIP);
		expect(bench.read(IPSR)).toBe(PIP);
		bench.write(IPSR, PIP);
		expect([bench.read(IPSR), bench.messages]).toEqual([0, [MESSAGE.request]]);
		request(bench);
		expect([bench.read(IPSR), bench.messages]).toEqual([PIP, [MESSAGE.request, MESSAGE.request]]);
	});

	it('has a cause of its own for each queue', () => {
		const bench = prepared();
		request(bench);
		fault(bench);
		bench.submit(0n);
		expect([bench.read(IPSR), bench.messages]).toEqual([
			CIP | FIP | PIP,
			[MESSAGE.request, MESSAGE.fault, MESSAGE.command],
		]);
	});

	it('comes back at once while an error holds', () => {
		const bench = prepared({ order: 0 });
		request(bench);
		request(bench);
		bench.write(IPSR, PIP);
		expect([bench.read(IPSR), bench.messages.length]).toEqual([PIP, 2]);
		bench.write(0x050, 0x203);
		bench.write(IPSR, PIP);
		expect([bench.read(IPSR), bench.messages.length]).toEqual([0, 2]);
		bench.submit(0n);
		bench.write(IPSR, CIP);
		expect([bench.read(IPSR), bench.messages.length]).toEqual([CIP, 4]);
		fault(bench);
		fault(bench);
		bench.write(IPSR, FIP);
		expect([bench.read(IPSR), bench.messages.length]).toEqual([CIP | FIP, 6]);
	});

	it.each([
		['command', 0x048, (b: RiscvBench) => b.submit(0n)],
		['fault', 0x04c, (b: RiscvBench) => fault(b)],
		['page request', 0x050, (b: RiscvBench) => request(b)],
	])('of the %s queue is not raised while not enabled', (_name, csr, cause) => {
		const bench = prepared();
		bench.write(csr, 1);
		cause(bench);
		expect([bench.read(IPSR), bench.messages]).toEqual([0, []]);
	});

	it.each([
		['command', 0x048, CIP, MESSAGE.command, (b: RiscvBench) => b.submit(0n)],
		['fault', 0x04c, FIP, MESSAGE.fault, (b: RiscvBench) => fault(b)],
		['page request', 0x050, PIP, MESSAGE.request, (b: RiscvBench) => request(b)],
	])(
		'of the %s queue is raised for an error that holds when it is enabled',
		(_name, csr, bit, message, cause) => {
			const bench = prepared({ order: 0 });
			bench.write(csr, 1);
			// The second finds no room.
			for (let i = 0; i < 2; i++) cause(bench);
			expect(bench.messages).toEqual([]);
			bench.write(csr, 3);
			expect([bench.read(IPSR), bench.messages]).toEqual([bit, [message]]);
		},
	);

	it('of a masked vector is sent when the mask goes', () => {
		const bench = prepared();
		bench.write(0x33c, 1);
		request(bench);
		expect([bench.read(IPSR), bench.messages]).toEqual([PIP, []]);
		bench.write(0x338, 0x99);
		bench.write(0x33c, 0);
		bench.write(0x33c, 0);
		expect(bench.messages).toEqual([0x99]);
	});

	it('goes to the vector that icvec names, one for all if need be', () => {
		const bench = prepared();
		bench.write(0x2f8, 0xf00f);
		bench.write64(0x3f0, 0xfee0_0000n);
		bench.write(0x3f8, 0x77);
		request(bench);
		bench.submit(0n);
		expect(bench.messages).toEqual([0x77, 0x77]);
	});

	it('to memory is a store', () => {
		const bench = prepared();
		bench.write64(0x330, 0x5010n);
		request(bench);
		expect([bench.messages, bench.memory.read32(0x5010)]).toEqual([[], MESSAGE.request]);
	});

	it('that nobody takes is cause 273, once even where faults are told the same way', () => {
		const bench = prepared();
		for (const vector of [0x310, 0x320, 0x330]) bench.write64(vector, 0xf_0000_0000n);
		bench.submit(0n);
		expect(bench.faults().map((record) => [record.cause, record.type, record.iotval])).toEqual([
			[273, 0, 0xf_0000_0000n],
			[273, 0, 0xf_0000_0000n],
		]);
		expect(bench.read(IPSR)).toBe(CIP | FIP);
	});

	it('with fctl.WSI moves a wire', () => {
		const bench = new RiscvBench({ idle: true });
		bench.write(0x008, 2);
		bench.write(0x2f8, 0xa000);
		bench.write64(0x038, 0x1000n | 6n);
		bench.write(0x050, 3);
		bench.write64(0x010, 0x402n);
		bench.context({ tc: TC.V | TC.EN_ATS | TC.EN_PRI });
		request(bench);
		request(bench);
		expect(bench.messages).toEqual([10]);
		bench.write(IPSR, PIP);
		request(bench);
		expect(bench.messages).toEqual([10, 10]);
	});
});

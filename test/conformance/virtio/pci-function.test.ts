import { describe, expect, it } from 'vitest';
import type { DmaError } from '../../../src/emulator/endpoint/dma-job.js';
import { PciFunction } from '../../../src/emulator/endpoint/pci-function.js';
import { enableAll } from '../../support/fake-iommu.js';
import { attach, fault, map, unmap, VirtioBench } from '../../support/virtio-bench.js';

/** PCI functions behind the device: one without ATS and PRI works, one that uses them stops using them. */

const ID = 0x20;

function setting(ats: boolean) {
	const bench = new VirtioBench();
	const fn = new PciFunction(
		{
			requesterId: ID,
			ats,
			pri: ats,
			pasidWidth: ats ? 20 : 0,
			priCapacity: 64,
			responsePasidRequired: false,
		},
		bench.memory,
		() => 0,
	);
	fn.attach(bench.unit);
	const ended: (DmaError | undefined)[] = [];
	return { bench, fn, ended, done: (error?: DmaError) => ended.push(error) };
}

describe('a PCI function behind the device', () => {
	it('reads and writes what is mapped, over pages that are not neighbours in memory', () => {
		const { bench, fn, ended, done } = setting(false);
		bench.status(attach(1, ID));
		bench.status(map(1, 0x4000n, 0x4fffn, 0x2_3000n, 3));
		bench.status(map(1, 0x5000n, 0x5fffn, 0x2_1000n, 3));
		fn.dma.write(-1, 0x5000 - 3, Uint8Array.of(1, 2, 3, 4, 5), done);
		expect([bench.get(0x2_3ffd, 3), bench.get(0x2_1000, 3)]).toEqual([
			[1, 2, 3],
			[4, 5, 0],
		]);
		const back = new Uint8Array(5);
		fn.dma.read(-1, 0x5000 - 3, back, done);
		expect([[...back], ended]).toEqual([
			[1, 2, 3, 4, 5],
			[undefined, undefined],
		]);
	});

	it('an access that is refused is aborted and reported, and later ones go on', () => {
		const { bench, fn, ended, done } = setting(false);
		bench.status(attach(1, ID));
		bench.status(map(1, 0x4000n, 0x4fffn, 0x2_3000n, 1));
		bench.post(0);
		fn.dma.write(-1, 0x4000, Uint8Array.of(9), done);
		fn.dma.read(-1, 0x4000, new Uint8Array(1), done);
		expect(ended).toMatchObject([{ kind: 'aborted' }, undefined]);
		expect(bench.events()).toEqual([fault(2, 0x102, ID, 0x4000n)]);
		expect(bench.memory.read8(0x2_3000)).toBe(0);
		bench.status(unmap(1, 0x4000n, 0x4fffn));
		fn.dma.read(-1, 0x4000, new Uint8Array(1), done);
		expect(ended[2]).toMatchObject({ kind: 'aborted' });
	});

	it('ATS ends in an error of its own', () => {
		const { bench, fn, ended, done } = setting(true);
		enableAll(fn, 64);
		bench.status(attach(1, ID));
		bench.status(map(1, 0x4000n, 0x4fffn, 0x2_3000n, 3));
		bench.post(0);
		fn.dma.access(3, 4, 1, done);
		fn.dma.access(-1, 4, 1, done);
		expect(ended[0]).toMatchObject({ kind: 'unsupported' });
		expect(ended).toHaveLength(2);
		expect([fn.outstandingRequests, bench.read(0x70)]).toEqual([0, 0xf]);
	});
});

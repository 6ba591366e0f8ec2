import { describe, expect, it } from 'vitest';
import { attach, DEVICE, VirtioBench, WRITE } from '../../support/virtio-bench.js';

describe('bypass', () => {
	const outcomes = (b: VirtioBench) => [
		b.port.access(-1, 40, WRITE),
		b.otherPort.access(-1, 40, WRITE),
	];

	it('by the configuration field, before any driver too', () => {
		const b = new VirtioBench({ idle: true, bypassInitially: true });
		expect(outcomes(b)).toEqual([0, 0]);
		expect([b.port.frame, b.port.granted]).toEqual([40, 7]);
		b.start(0);
		expect(outcomes(b)).toEqual([0, 0]);
		b.write(0x124, 0);
		expect([b.read(0x124), outcomes(b)]).toEqual([1, [0, 0]]);
		b.start();
		b.write(0x124, 0xffff_ff00);
		expect([b.read(0x124), outcomes(b)]).toEqual([0, [3, 3]]);
		for (const value of [2, 3, 0xff]) b.write(0x124, value);
		expect(b.read(0x124)).toBe(0);
		b.write(0x124, 1);
		for (const value of [2, 3, 0xff]) b.write(0x124, value);
		expect(b.read(0x124)).toBe(1);
		b.status(attach(1, DEVICE));
		expect(outcomes(b)).toEqual([3, 0]);
	});

	it('of an attached endpoint by its domain alone', () => {
		const b = new VirtioBench();
		b.status(attach(1, DEVICE, 1));
		expect(outcomes(b)).toEqual([0, 3]);
		expect([b.port.frame, b.port.granted]).toEqual([40, 7]);
	});

	it('by negotiation of the deprecated feature', () => {
		const b = new VirtioBench({ bypass: 'deprecated', bypassInitially: true });
		expect(outcomes(b)).toEqual([0, 0]);
		b.status(attach(1, DEVICE));
		expect(outcomes(b)).toEqual([3, 0]);
		expect(b.status(attach(2, DEVICE, 1))).toBe(4);
		b.start(0x77 & ~0x40);
		expect(outcomes(b)).toEqual([3, 3]);
		b.start();
		expect(outcomes(b)).toEqual([0, 0]);
		b.write(0x70, 0);
		expect(outcomes(b)).toEqual([3, 3]);
	});
});

import { describe, expect, it } from 'vitest';
import { FakeEndpoint, VtdBench } from '../../../support/vtd-bench.js';

/** The response descriptor of an endpoint's group; `last` is LPIG. */
const response = (source: number, index: number, last = true): [bigint, bigint] => [
	(BigInt(source) << 16n) | 0x9n,
	(BigInt(index) << 3n) | (last ? 4n : 0n),
];

class HintedEndpoint extends FakeEndpoint {
	readonly log: string[] = [];

	expectResponse(prgIndex: number): void {
		this.log.push(`expect ${prgIndex}`);
	}

	override pageResponse(pasid: number, prgIndex: number, code: number): void {
		super.pageResponse(pasid, prgIndex, code);
		this.log.push(`answer ${prgIndex}`);
	}
}

function connected(source: number): { bench: VtdBench; endpoint: HintedEndpoint } {
	const bench = new VtdBench();
	const endpoint = new HintedEndpoint();
	bench.unit.connect(source, endpoint);
	return { bench, endpoint };
}

describe('hints of responses to come', () => {
	it('come once for each response, before it, sixteen descriptors at a time', () => {
		const { bench, endpoint } = connected(0x0123);
		for (let index = 0; index < 20; index++) bench.put(...response(0x0123, index));
		bench.ring();
		const numbers = (word: string, from: number, to: number) =>
			Array.from({ length: to - from }, (_, i) => `${word} ${from + i}`);
		expect(endpoint.log).toEqual([
			...numbers('expect', 0, 16),
			...numbers('answer', 0, 16),
			...numbers('expect', 16, 20),
			...numbers('answer', 16, 20),
		]);
	});

	it('stop at the tail and go on behind the end of the ring', () => {
		const { bench, endpoint } = connected(0x0123);
		// 128 descriptors of 32 bytes.
		for (let round = 0; round < 40; round++) {
			for (let i = 0; i < 7; i++) bench.put(...response(0x0123, round * 7 + i));
			bench.ring();
		}
		const sorted = (word: string) => endpoint.log.filter((entry) => entry.startsWith(word));
		const all = Array.from({ length: 280 }, (_, i) => i);
		expect(sorted('expect')).toEqual(all.map((i) => `expect ${i}`));
		expect(sorted('answer')).toEqual(all.map((i) => `answer ${i}`));
		for (const i of all)
			expect(endpoint.log.indexOf(`expect ${i}`)).toBeLessThan(endpoint.log.indexOf(`answer ${i}`));
	});

	it('are for responses that are messages, of endpoints that take hints', () => {
		const { bench, endpoint } = connected(0x0123);
		bench.put(...response(0x0123, 1, false));
		bench.put(...response(0x0010, 2));
		bench.put(...response(0x4567, 3));
		bench.put(...response(0x0123, 4));
		bench.ring();
		expect(endpoint.log).toEqual(['expect 4', 'answer 4']);
		expect(bench.endpoint.responses).toEqual([[-1, 2, 0]]);
	});
});

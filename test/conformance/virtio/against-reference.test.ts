import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	attach,
	DEVICE,
	detach,
	map,
	OTHER,
	unmap,
	VirtioBench,
} from '../../support/virtio-bench.js';
import { ReferenceIommu } from '../../support/virtio-reference.js';

/** Random requests and accesses, each compared with the reference: statuses, addresses, fault reasons. */

const STATUS = ['OK', 'IOERR', 'UNSUPP', 'DEVERR', 'INVAL', 'RANGE', 'NOENT', 'FAULT', 'NOMEM'];
const REASON = ['UNKNOWN', 'DOMAIN', 'MAPPING'];
const OWN = 77;
const ENDPOINTS = [DEVICE, OTHER, OWN, 99];
const FRAMES = 64;

/** Few pages, so that ranges meet; now and then the ends of the address space. */
const page = fc.oneof(
	{ weight: 8, arbitrary: fc.bigInt({ min: 0n, max: 40n }) },
	{ weight: 1, arbitrary: fc.constantFrom(0xf_ffffn, 0x10_0000n, 2n ** 52n - 1n, 2n ** 52n - 4n) },
);
const length = fc.bigInt({ min: 0n, max: 6n });
const crooked = fc.oneof(
	{ weight: 9, arbitrary: fc.constant(0n) },
	{ weight: 1, arbitrary: fc.bigInt({ min: -2n, max: 4095n }) },
);
const domain = fc.constantFrom(0, 1, 1, 1, 2, 2, 9);
const endpoint = fc.constantFrom(...ENDPOINTS);
const flags = fc.constantFrom(0, 1, 1, 2, 3, 3, 3, 7, 8);

const step = fc.oneof(
	{
		weight: 2,
		arbitrary: fc.tuple(
			fc.constant('attach' as const),
			domain,
			endpoint,
			fc.constantFrom(0, 0, 0, 0, 1, 2),
		),
	},
	{ weight: 1, arbitrary: fc.tuple(fc.constant('detach' as const), domain, endpoint) },
	{
		weight: 8,
		arbitrary: fc.tuple(
			fc.constant('map' as const),
			domain,
			page,
			length,
			crooked,
			fc.bigInt({ min: 0n, max: 66n }),
			flags,
		),
	},
	{
		weight: 4,
		arbitrary: fc.tuple(fc.constant('unmap' as const), domain, page, length, crooked, crooked),
	},
	{
		weight: 10,
		arbitrary: fc.tuple(fc.constant('access' as const), fc.nat(2), page, fc.boolean()),
	},
	{ weight: 1, arbitrary: fc.tuple(fc.constant('bypass' as const), fc.nat(1)) },
	{ weight: 1, arbitrary: fc.tuple(fc.constant('reset' as const)) },
);

const wrap = (value: bigint) => BigInt.asUintN(64, value);

describe('random requests and accesses', () => {
	it.each([
		[12, 2n ** 64n - 1n],
		[12, 2n ** 32n - 1n],
		[13, 2n ** 64n - 1n],
	])(
		'with a granule of 2^%i bytes and input to %i',
		(granuleBits, inputLast) => {
			fc.assert(
				fc.property(fc.array(step, { minLength: 10, maxLength: 120 }), (steps) => {
					const own = [
						{ kind: 'reserved' as const, firstPage: 10, lastPage: 11 },
						{ kind: 'msi' as const, firstPage: 30, lastPage: 30 },
					];
					const b = new VirtioBench({
						frames: FRAMES,
						granuleBits,
						inputPages:
							inputLast === 2n ** 64n - 1n ? null : { first: 0, last: Number(inputLast >> 12n) },
						domains: { first: 0, last: 8 },
						cacheEntries: 16,
					});
					const ports = [b.port, b.otherPort, b.unit.connect(OWN, b.device, own)];
					const reference = new ReferenceIommu({
						regions: new Map([
							[DEVICE, []],
							[OTHER, []],
							[
								OWN,
								own.map(({ firstPage, lastPage }) => ({
									first: BigInt(firstPage) << 12n,
									last: (BigInt(lastPage) << 12n) + 0xfffn,
								})),
							],
						]),
						memory: BigInt(FRAMES) << 12n,
						granule: 1n << BigInt(granuleBits),
						inputLast,
						domainLast: 8,
					});
					const status = (request: number[]) => STATUS[b.status(request)];
					for (const s of steps) {
						if (s[0] === 'attach')
							expect(status(attach(s[1], s[2], s[3]))).toBe(reference.attach(s[1], s[2], s[3]));
						else if (s[0] === 'detach')
							expect(status(detach(s[1], s[2]))).toBe(reference.detach(s[1], s[2]));
						else if (s[0] === 'map') {
							const first = wrap((s[2] << 12n) + s[4]);
							const last = wrap(((s[2] + s[3] + 1n) << 12n) - 1n);
							const arguments_ = [s[1], first, last, s[5] << 12n, s[6]] as const;
							expect(status(map(...arguments_))).toBe(reference.map(...arguments_));
						} else if (s[0] === 'unmap') {
							const first = wrap((s[2] << 12n) + s[4]);
							const last = wrap(((s[2] + s[3] + 1n) << 12n) - 1n + s[5]);
							expect(status(unmap(s[1], first, last))).toBe(reference.unmap(s[1], first, last));
						} else if (s[0] === 'access') {
							const [, on, at, write] = s;
							const wanted = reference.translate(ENDPOINTS[on]!, at << 12n, write);
							b.post(0);
							const outcome = ports[on]!.access(-1, Number(at), write ? 2 : 1);
							const found =
								outcome === 0 ? BigInt(ports[on]!.frame) << 12n : REASON[b.events()[0]![0]!];
							expect(found).toBe(wanted);
							// The buffer is gone, or stays for the next.
							if (outcome === 0) ports[on]!.access(0, 0, 1);
							b.events();
						} else if (s[0] === 'bypass') {
							b.write(0x124, s[1]);
							reference.bypass = s[1] === 1;
						} else {
							b.start();
							reference.reset();
						}
					}
					expect(b.read(0x70)).toBe(0xf);
				}),
				{ numRuns: 1000 },
			);
		},
		60_000,
	);
});

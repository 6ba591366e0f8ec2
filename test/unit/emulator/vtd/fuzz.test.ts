import { expect, it } from 'vitest';
import { random } from '../../../support/random.js';
import { DEVICE, FakeEndpoint, VtdBench } from '../../../support/vtd-bench.js';
import {
	INTERRUPT_TABLE,
	IRE,
	IRTA,
	QIE,
	remappable,
	SIRTP,
} from '../../../support/vtd-interrupts.js';
import { Frame, q, write64 } from '../../../support/vtd-tables.js';

/** Malformed structures, descriptors and registers end as the unit says, never as an exception or without end. */

const FRAMES = 64;
/** Frames of tables that point at each other and at themselves. */
const FIRST_TABLE = 48;
const GCMD = 0x018;
const RTADDR = 0x020;
const FSTS = 0x034;
const IQH = 0x080;
const PQH = 0x0c0;
const PQT = 0x0c8;
const PRS = 0x0dc;
const TE = 0x8000_0000;
const SRTP = 0x4000_0000;
const REGISTERS = [
	...[0x018, 0x020, 0x024, 0x034, 0x038, 0x03c, 0x040, 0x088, 0x090, 0x094, 0x09c, 0x0a0, 0x0a4],
	...[0x0b8, 0x0bc, 0x0c0, 0x0c8, 0x0d0, 0x0d4, 0x0dc, 0x0e0, 0x0e4, 0x22c, 0x23c, 0x028, 0x400],
];

/** Words that mean something somewhere: present entries, pointers into the memory and out of it, all ones. */
function word(next: () => number): number {
	switch (next() % 10) {
		case 0:
			return 0xffff_ffff;
		case 1:
			return (next() * 2 + (next() & 1)) >>> 0;
		case 2:
			return 0;
		default:
			return (((next() % (FRAMES + 2)) << 12) | (next() & 0xfff) | 3) >>> 0;
	}
}

function page(next: () => number): number {
	switch (next() % 6) {
		case 0:
			return 2 ** 52 - 1 - (next() % 4);
		case 1:
			return next() * 2 ** 21 + next();
		case 2:
			return 0xfee00 + (next() % 256);
		default:
			return (next() % 4) * 2 ** 27 + (next() % 4) * 2 ** 18 + (next() % 4) * 512 + (next() % 4);
	}
}

/** Words of a descriptor without reserved bits, of any type, for any device and PASID. */
function descriptor(next: () => number): readonly bigint[] {
	const type = BigInt(1 + (next() % 9));
	const device = [DEVICE, DEVICE, 0x0111, 0xffff][next() % 4]!;
	const sid = BigInt(device) << 16n;
	const pasid = BigInt(next() % 4) << 32n;
	const address = q(page(next)) & 0xffff_ffff_ffff_f000n;
	const granularity = BigInt(next() % 4) << 4n;
	switch (type) {
		case 1n:
			return [type | granularity | sid | (BigInt(next() % 4) << 32n)];
		case 2n:
			return [type | granularity | (1n << 16n), address | BigInt(next() % 20)];
		case 3n:
			return [type | (BigInt(device) << 32n), address | BigInt(next() & 1)];
		case 4n:
			return [type | (granularity & 0x10n) | (BigInt(next() % 256) << 32n)];
		case 5n:
			return [type | 0x20n | (BigInt(next()) << 32n), q(Frame.STATUS) + BigInt((next() % 8) * 4)];
		case 6n:
			return [type | granularity | pasid | (1n << 16n), address | BigInt(next() % 20)];
		case 7n:
			return [type | granularity | pasid | (1n << 16n)];
		case 8n:
			return [type | sid | pasid, (address & ~0x800n) | (BigInt(next() & 1) << 11n)];
		default:
			return [
				type | 0x10n | sid | pasid | (BigInt([0, 1, 15][next() % 3]!) << 12n),
				BigInt((next() % 512) * 8 + 4),
			];
	}
}

class Unit {
	readonly bench: VtdBench;
	readonly next: () => number;
	readonly other = new FakeEndpoint();
	readonly ports;
	trace = 0;

	constructor(seed: number) {
		this.next = random(seed);
		const { next } = this;
		this.bench = new VtdBench({
			...{ frames: FRAMES, iotlbEntries: 16, contextCacheEntries: 16, pasidCacheEntries: 16 },
			...{ interruptCacheEntries: 16, faultRecords: 1 + (next() % 14) },
			...{ privateData: next() % 2 === 0 },
		});
		const { unit } = this.bench;
		this.bench.endpoint.delayed = next() % 2 === 0;
		this.ports = [this.bench.port, this.bench.port, unit.connect(0x0111, this.other)];
		let interrupts = 0;
		unit.onInterrupt(() => {
			// Handlers read and write registers from inside of what the unit does.
			if (interrupts++ % 16 === 0) this.tidy();
		});
		unit.onDeviceInterrupt((destination, data) => {
			expect(destination >= 0 && destination < 2 ** 32 && data >= 0).toBe(true);
		});
		for (let frame = FIRST_TABLE; frame < FRAMES; frame++) this.table(frame);
		this.sane();
	}

	/** Every register as a driver leaves it, and structures that lead somewhere. */
	sane(): void {
		const { bench, next } = this;
		bench.root();
		bench.context(q(Frame.DIRECTORY) | 0x1dn, 0n);
		bench.directory();
		for (let pasid = 0; pasid < 8; pasid++)
			bench.pasid(pasid, {
				...{ pgtt: 1 + (next() % 4), first: this.#tables(), second: this.#tables() },
				...{ width: 1 + (next() % 2), domain: next() % 3, slade: next() % 2 === 0 },
				...{ sre: true, ere: next() % 2 === 0, nxe: true, wpe: next() % 2 === 0 },
			});
		for (let i = 0; i < 16; i++) {
			const at = INTERRUPT_TABLE * 4096 + i * 16;
			write64(bench.memory, at, BigInt(next() % 8 === 0 ? next() : 0x005a_0001));
			write64(bench.memory, at + 8, BigInt(next() % 8 === 0 ? next() : 0x4_0010));
		}
		bench.write64(RTADDR, q(Frame.ROOT) | 0x400n);
		bench.write64(IRTA, q(INTERRUPT_TABLE) | 3n);
		bench.write64(0x0d0, q(Frame.REQUESTS));
		this.stopQueue();
		bench.write64(0x090, q(Frame.QUEUE) | (next() % 3 === 0 ? 0n : 0x800n));
		for (const command of [QIE, QIE | SRTP, QIE | SIRTP, QIE | IRE, (QIE | IRE | TE) >>> 0])
			bench.write(GCMD, command);
	}

	/** What a driver does when it is told of something: the descriptor at fault replaced, queues read, bits cleared. */
	tidy(): void {
		const { bench } = this;
		if ((bench.read(FSTS) & 0x10) !== 0) {
			const at = Frame.QUEUE * 4096 + (bench.read(IQH) & 0xff0);
			for (let i = 0; i < 32; i += 8) write64(bench.memory, at + i, i === 0 ? 5n : 0n);
		}
		bench.clearFaults();
		bench.write(PQH, bench.read(PQT));
		bench.write(PRS, 3);
		bench.write(0x09c, 1);
	}

	/** The queue's place is taken over while it is off, and it is turned off once it ended with a wait. */
	stopQueue(): void {
		this.bench.submit(5n);
		this.tidy();
		this.bench.write(GCMD, (IRE | TE) >>> 0);
	}

	/** One pointer, of a structure or of a register, leads to the end of the memory, or out of it. */
	mislead(): void {
		const { bench, next } = this;
		const out = [FRAMES - 1, FRAMES, FRAMES + 1, 2 ** 34 - 1, 2 ** 40 - 1][next() % 5]!;
		switch (next() % 8) {
			case 0:
				bench.root(q(out) | 1n);
				break;
			case 1:
				bench.context(q(out) | 0x1dn);
				break;
			case 2:
				bench.directory(q(out) | 1n);
				break;
			case 3:
				bench.pasid(next() % 8, { pgtt: 1 + (next() % 3), first: out, second: out });
				break;
			case 4:
				bench.write64(IRTA, q(out) | 15n);
				bench.write(GCMD, (QIE | IRE | TE | SIRTP) >>> 0);
				break;
			case 5:
				bench.write64(RTADDR, q(out) | 0x400n);
				bench.write(GCMD, (QIE | IRE | TE | SRTP) >>> 0);
				break;
			case 6:
				this.stopQueue();
				bench.write64(0x090, q(out) | BigInt(next() % 8) | (next() % 2 === 0 ? 0x800n : 0n));
				bench.write(GCMD, (QIE | TE) >>> 0);
				break;
			default:
				bench.write64(0x0d0, q(out) | BigInt(next() % 8));
				break;
		}
	}

	/** A table of either level whose entries lead to tables, to itself among them, or to pages. */
	table(frame: number): void {
		const { next } = this;
		for (let i = 0; i < 8; i++) {
			const bits = [7n, 7n, 0x67n, 0x307n, 0x67n, 3n, 0x87n, BigInt(next() & 0xfff)][next() % 8]!;
			const wide = next() % 32 === 0 ? BigInt(next()) << 40n : 0n;
			write64(this.bench.memory, frame * 4096 + i * 8, q(this.#tables()) | bits | wide);
		}
	}

	step(): void {
		const { bench, next, ports } = this;
		const port = ports[next() % ports.length]!;
		const pasid = next() % 3 === 0 ? -1 : next() % 8 === 0 ? next() % 2 ** 20 : next() % 8;
		const access = next() % 4 === 0 ? next() % 16 : 1 + (next() % 3);
		switch (next() % 24) {
			case 0:
				if (next() % 4 === 0) bench.write(REGISTERS[next() % REGISTERS.length]!, word(next));
				break;
			case 1:
				for (let i = 0; i < 8; i++)
					bench.memory.write32((next() % FRAMES) * 4096 + (next() % 64) * 4, word(next));
				break;
			case 2:
				this.table(FIRST_TABLE + (next() % (FRAMES - FIRST_TABLE)));
				break;
			case 3:
				bench.submit(BigInt(word(next)) | (BigInt(word(next)) << 32n), BigInt(word(next)));
				break;
			case 4:
			case 5:
				bench.submit(...descriptor(next));
				break;
			case 6:
			case 7:
				// Now and then more than the queue holds.
				for (let left = next() % 16 === 0 ? 150 : 1; left > 0; left--)
					port.pageRequest(pasid, page(next), access, next() % 512, next() % 2 === 0);
				break;
			case 8:
				port.stopMarker(Math.max(pasid, 0));
				break;
			case 9:
			case 10:
				this.#note(
					port.message(remappable(next() % 20, next() & 8), next() % 8 === 0 ? next() : 0),
				);
				break;
			case 11:
				this.bench.endpoint.waiting.shift()?.();
				break;
			case 12:
				if (next() % 4 === 0) bench.unit.expireInvalidations(DEVICE);
				break;
			case 13:
			case 14:
				this.tidy();
				break;
			case 15:
				if (next() % 4 === 0) this.mislead();
				else this.sane();
				break;
			default: {
				const ask = next() % 2 === 0 ? port.access : port.translate;
				const at = page(next);
				for (let twice = 0; twice < 2; twice++) {
					const end = ask.call(port, pasid, at, access);
					this.#note(end);
					expect([0, 1, 2, 3]).toContain(end);
					if (end !== 0) continue;
					// What is granted exists.
					expect(port.frame >= 0 && port.frame < FRAMES).toBe(true);
				}
			}
		}
		// The queues' pointers stay inside of them, and no bit is set that has no meaning.
		const size = 2 ** ((bench.read(0x0d0) & 7) + 12);
		expect(bench.read(PQT) < size && bench.read(PQT) % 32 === 0).toBe(true);
		expect(bench.read(FSTS) & 0xffff_008c).toBe(0);
	}

	end(): string {
		const { bench, other } = this;
		for (const offset of REGISTERS) this.#note(bench.read(offset));
		for (const [pasid, group, code] of [...bench.endpoint.responses, ...other.responses]) {
			expect(pasid >= -1 && pasid < 2 ** 20 && group >= 0 && group < 512).toBe(true);
			expect(code >= 0 && code < 16).toBe(true);
		}
		return String(this.trace);
	}

	#tables(): number {
		return this.next() % 16 === 0 ? this.next() % (FRAMES + 2) : FIRST_TABLE + (this.next() % 16);
	}

	#note(value: number): void {
		this.trace = (Math.imul(this.trace, 31) + value) | 0;
	}
}

function run(seed: number): [string, Record<string, number>] {
	const made = new Unit(seed);
	for (let step = 0; step < 400; step++) made.step();
	return [made.end(), { ...made.bench.unit.counters }];
}

it('random memory, registers, descriptors and requests end as something specified, and the same each time', () => {
	const sums: Record<string, number> = {};
	for (let seed = 1; seed <= 100; seed++) {
		const [trace, counters] = run(seed);
		if (seed % 15 === 0) expect(run(seed)[0]).toBe(trace);
		for (const [name, count] of Object.entries(counters)) sums[name] = (sums[name] ?? 0) + count;
	}
	// It got everywhere.
	for (const [name, count] of Object.entries(sums))
		expect([name, count > 100]).toEqual([name, true]);
});

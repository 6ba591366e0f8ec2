/** A VT-d unit on the test bench that remaps interrupts, with entries laid down by hand. */

import { type BenchOptions, VtdBench } from './vtd-bench.js';
import { q, write64 } from './vtd-tables.js';

/** Frame of the interrupt remapping table. */
export const INTERRUPT_TABLE = 40;
export const IRTA = 0x0b8;
export const SHV = 8;
/** Bits of GCMD and GSTS. */
export const QIE = 0x0400_0000;
export const IRE = 0x0200_0000;
export const SIRTP = 0x0100_0000;
export const CFI = 0x0080_0000;
/** Vector 5Ah to destination 21h, physical, fixed, edge; for 00:02.0 alone. */
export const ENTRY: readonly [bigint, bigint] = [0x0000_2100_005a_0001n, 0x0000_0000_0004_0010n];

/** A unit that remaps interrupts and nothing else, through a table of 2^(S+1) entries; 256 unless told. */
export function interruptBench(
	irta = q(INTERRUPT_TABLE) | 7n,
	more = 0,
	options: BenchOptions = {},
): VtdBench {
	const made = new VtdBench({ ...options, idle: true });
	made.write64(IRTA, irta);
	made.write(0x018, QIE | SIRTP);
	made.write(0x018, QIE | IRE | more);
	return made;
}

/** Writes an entry of the table, as two 64-bit words. */
export function setEntry(
	bench: VtdBench,
	index: number,
	[low, high]: readonly [bigint, bigint] = ENTRY,
): void {
	write64(bench.memory, INTERRUPT_TABLE * 4096 + index * 16, low);
	write64(bench.memory, INTERRUPT_TABLE * 4096 + index * 16 + 8, high);
}

/** The interrupts that will be delivered: destination and data. */
export function deliveries(bench: VtdBench): [number, number][] {
	const seen: [number, number][] = [];
	bench.unit.onDeviceInterrupt((destination, data) => seen.push([destination, data]));
	return seen;
}

/** A message address in remappable format: a handle, and other bits. */
export function remappable(handle: number, more = 0): number {
	return 0xfee0_0010 + (handle & 0x7fff) * 32 + (handle >> 15) * 4 + more;
}

/** The four words of the first fault recording register. */
export function firstRecord(bench: VtdBench): number[] {
	return [0, 4, 8, 12].map((at) => bench.read(0x220 + at));
}

/**
 * What VT-d interrupt remapping does with a message, told straight, field by field, from entries as 64-bit words: to be held
 * against the model. Uses nothing of it.
 */

/** How a unit is set up: entries of its table, those of them that lie in memory, EIME, CFIS. */
export interface RemappingUnit {
	readonly size: number;
	readonly readable: number;
	readonly extended: boolean;
	readonly compatible: boolean;
}

/** What is delivered, as destination and data; or the fault's reason, 0 when it is silent, and index. */
export type Remapped = { to: [number, number] } | { reason: number; index: number };

const FPD = 1n;
const bits = (value: bigint, high: number, low: number) =>
	(value >> BigInt(low)) & ((1n << BigInt(high - low + 1)) - 1n);

export function remapped(
	entries: ReadonlyMap<number, readonly [bigint, bigint]>,
	unit: RemappingUnit,
	source: bigint,
	address: bigint,
	data: bigint,
): Remapped {
	let index = Number(bits(address, 19, 5) + (bits(address, 2, 2) << 15n));
	if (bits(address, 4, 4) === 0n) {
		if (!unit.extended && unit.compatible)
			return { to: [Number(bits(address, 19, 12)), Number(data)] };
		return { reason: 0x25, index };
	}
	if (bits(address, 3, 3) === 1n) index += Number(bits(data, 15, 0));
	const no = (reason: number, silent = false) => ({
		reason: silent ? 0 : reason,
		index: index % 65_536,
	});
	if (bits(data, 31, 16) !== 0n) return no(0x20);
	if (index >= unit.size) return no(0x21);
	if (index >= unit.readable) return no(0x23);
	const [low, high] = entries.get(index) ?? [0n, 0n];
	const silent = bits(low, 1, 1) === FPD;
	if (bits(low, 0, 0) === 0n) return no(0x22, silent);
	const reserved = [bits(low, 15, 12), bits(low, 31, 24), bits(high, 63, 20)];
	if (!unit.extended) reserved.push(bits(low, 39, 32), bits(low, 63, 48));
	if (reserved.some((field) => field !== 0n)) return no(0x24, silent);
	const ignored = [0n, 4n, 6n, 7n][Number(bits(high, 17, 16))]!;
	const bus = bits(source, 15, 8);
	const allowed = [
		true,
		(bits(high, 15, 0) | ignored) === (source | ignored),
		bus >= bits(high, 15, 8) && bus <= bits(high, 7, 0),
		false,
	][Number(bits(high, 19, 18))]!;
	if (!allowed) return no(0x26, silent);
	const level = bits(low, 4, 4) === 1n ? 0xc000n : 0n;
	const destination = unit.extended ? bits(low, 63, 32) : bits(low, 47, 40);
	return {
		to: [Number(destination), Number(bits(low, 23, 16) | (bits(low, 7, 5) << 8n) | level)],
	};
}

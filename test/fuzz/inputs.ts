import fc from 'fast-check';

/** One change of bytes: where it is made is taken modulo their length. */
type Edit =
	| { readonly do: 'flip'; readonly at: number; readonly bit: number }
	| { readonly do: 'set'; readonly at: number; readonly value: number }
	| {
			readonly do: 'cut' | 'repeat' | 'move';
			readonly at: number;
			readonly length: number;
			readonly to: number;
	  }
	| { readonly do: 'insert'; readonly at: number; readonly bytes: Uint8Array }
	| { readonly do: 'splice'; readonly at: number; readonly other: number };

/** Numbers at which decoders and state machines go wrong: as varints, and as fields of fixed width. */
const NASTY = [
	[0xff, 0xff, 0xff, 0xff, 0x0f],
	[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
	[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
	[0, 0, 0, 0, 0, 0, 0x20, 0],
	[0xff, 0xff, 0xff, 0xff],
	[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80],
].map((bytes) => Uint8Array.from(bytes));

const at = fc.nat(1 << 20);
const span = { at, length: fc.integer({ min: 1, max: 64 }), to: at };
const edit: fc.Arbitrary<Edit> = fc.oneof(
	fc.record({ do: fc.constant('flip' as const), at, bit: fc.nat(7) }),
	fc.record({ do: fc.constant('set' as const), at, value: fc.nat(255) }),
	fc.record({ do: fc.constantFrom('cut' as const, 'repeat' as const, 'move' as const), ...span }),
	fc.record({
		do: fc.constant('insert' as const),
		at,
		bytes: fc.oneof(fc.uint8Array({ maxLength: 24 }), fc.constantFrom(...NASTY)),
	}),
	fc.record({ do: fc.constant('splice' as const), at, other: at }),
);

const MOST_BYTES = 1 << 18;

function edited(bytes: Uint8Array, change: Edit, corpus: readonly Uint8Array[]): Uint8Array {
	const place = bytes.length === 0 ? 0 : change.at % (bytes.length + 1);
	const head = bytes.subarray(0, place);
	const tail = bytes.subarray(place);
	switch (change.do) {
		case 'flip':
		case 'set': {
			if (bytes.length === 0) return bytes;
			const copy = bytes.slice();
			const index = change.at % bytes.length;
			copy[index] = change.do === 'set' ? change.value : copy[index]! ^ (1 << change.bit);
			return copy;
		}
		case 'cut':
			return Buffer.concat([head, tail.subarray(change.length)]);
		case 'repeat':
			return Buffer.concat([head, tail.subarray(0, change.length), tail]);
		case 'move': {
			const rest = Buffer.concat([head, tail.subarray(change.length)]);
			const to = rest.length === 0 ? 0 : change.to % (rest.length + 1);
			return Buffer.concat([
				rest.subarray(0, to),
				tail.subarray(0, change.length),
				rest.subarray(to),
			]);
		}
		case 'insert':
			return Buffer.concat([head, change.bytes, tail]);
		case 'splice': {
			const other = corpus[change.other % corpus.length]!;
			return Buffer.concat([head, other.subarray(Math.min(place, other.length))]);
		}
	}
}

/**
 * Inputs for a target: known ones with up to a dozen changes, some that mean something, and now and then bytes from
 * nowhere.
 */
export function inputs(
	corpus: readonly Uint8Array[],
	meaningful: fc.Arbitrary<Uint8Array>,
): fc.Arbitrary<Uint8Array> {
	return fc.oneof(
		{ weight: 15, arbitrary: meaningful },
		{
			weight: 15,
			arbitrary: fc
				.tuple(fc.constantFrom(...corpus), fc.array(edit, { maxLength: 12 }))
				.map(([from, edits]) => {
					let bytes = from;
					for (const change of edits) bytes = edited(bytes, change, corpus);
					return Uint8Array.from(bytes.subarray(0, MOST_BYTES));
				}),
		},
		{ weight: 1, arbitrary: fc.uint8Array({ maxLength: 512 }) },
	);
}

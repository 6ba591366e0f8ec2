/**
 * The machine's physical memory, in 4 KiB frames. Owns the bytes and nothing else: no permissions, no
 * owners, no order of accesses (everything in the emulator happens in one thread).
 *
 * A frame holds storage from its first write until it is discarded; before and after it reads 0. The
 * storage is handed out from slabs, so a large and mostly empty memory costs little.
 *
 *     frame -> slot (chunked table, 0 = no storage) -> slab[slot / 512], 4 KiB at (slot % 512) * 4096
 *
 * Slot 0 is a frame of zeros that is never written, so that a read needs no test for absence.
 * Words are little endian, as the structures of PCIe and of every IOMMU are; the views rely on a little-endian
 * machine, which is checked once.
 */

export const PAGE_SIZE = 4096;

const SLAB_SHIFT = 9;
const SLAB_FRAMES = 1 << SLAB_SHIFT;
const SLAB_MASK = SLAB_FRAMES - 1;
const WORDS_PER_FRAME = PAGE_SIZE / 4;
const CHUNK_SHIFT = 12;
const CHUNK_FRAMES = 1 << CHUNK_SHIFT;
const CHUNK_MASK = CHUNK_FRAMES - 1;
/** 2^40 bytes: a frame number then stays a small integer, and an address is exact in a double. */
const MAX_FRAMES = 2 ** 28;
/** Below this many bytes a loop is cheaper than making a view and copying it. */
const SHORT_COPY = 64;

if (new Uint8Array(new Uint32Array([1]).buffer)[0] !== 1)
	throw new Error('the emulated memory needs a little-endian machine');

/** What all chunks that hold no frame share; never written. */
const EMPTY_CHUNK = new Int32Array(CHUNK_FRAMES);

/**
 * Sparse physical memory. Addresses are byte addresses as numbers, from 0 to `frames * 4096 - 1` (at
 * most 2^40). An access that leaves the memory or is not aligned to its width throws RangeError:
 * models ask `contains` before they follow an address that software gave them.
 */
export class PhysicalMemory {
	readonly frames: number;
	/** Upper word of the last `readEntry`. */
	upper = 0;
	/** The words that the last `locate` or `locateForWrite` points into. */
	slab: Uint32Array;
	readonly #bytes: number;
	readonly #chunks: Int32Array[];
	readonly #words: Uint32Array[] = [];
	readonly #octets: Uint8Array[] = [];
	/** Slots that were given back, each zeroed. */
	readonly #free: number[] = [];
	#nextSlot = 1;
	#resident = 0;

	/** `frames` is the size in 4 KiB frames, 1 to 2^28. */
	constructor(frames: number) {
		if (!Number.isInteger(frames) || frames < 1 || frames > MAX_FRAMES)
			throw new RangeError(`a memory has 1 to ${MAX_FRAMES} frames, not ${frames}`);
		this.frames = frames;
		this.#bytes = frames * PAGE_SIZE;
		this.#chunks = new Array<Int32Array>(Math.ceil(frames / CHUNK_FRAMES)).fill(EMPTY_CHUNK);
		this.#addSlab();
		this.slab = this.#words[0]!;
	}

	/** How many frames hold storage. */
	get residentFrames(): number {
		return this.#resident;
	}

	/** Whether `address` lies in the memory; false for negative numbers, fractions and NaN too. */
	contains(address: number): boolean {
		return address >= 0 && address < this.#bytes && Number.isInteger(address);
	}

	/** The unsigned 32-bit word at a byte address, which is a multiple of 4. */
	read32(address: number): number {
		const frame = this.#frameOf(address, 4);
		return this.readWord(frame, (address - frame * PAGE_SIZE) >> 2);
	}

	/** Stores the low 32 bits of `value` at a byte address, which is a multiple of 4. */
	write32(address: number, value: number): void {
		const frame = this.#frameOf(address, 4);
		this.writeWord(frame, (address - frame * PAGE_SIZE) >> 2, value);
	}

	read16(address: number): number {
		const frame = this.#frameOf(address, 2);
		const at = address - frame * PAGE_SIZE;
		return (this.readWord(frame, at >> 2) >>> ((at & 2) << 3)) & 0xffff;
	}

	write16(address: number, value: number): void {
		const frame = this.#frameOf(address, 2);
		const slot = this.#slotForWrite(frame);
		const at = (slot & SLAB_MASK) * PAGE_SIZE + (address - frame * PAGE_SIZE);
		const octets = this.#octets[slot >> SLAB_SHIFT]!;
		octets[at] = value;
		octets[at + 1] = value >>> 8;
	}

	read8(address: number): number {
		const frame = this.#frameOf(address, 1);
		const slot = this.#slotOf(frame);
		return this.#octets[slot >> SLAB_SHIFT]![
			(slot & SLAB_MASK) * PAGE_SIZE + (address - frame * PAGE_SIZE)
		]!;
	}

	write8(address: number, value: number): void {
		const frame = this.#frameOf(address, 1);
		const slot = this.#slotForWrite(frame);
		this.#octets[slot >> SLAB_SHIFT]![
			(slot & SLAB_MASK) * PAGE_SIZE + (address - frame * PAGE_SIZE)
		] = value;
	}

	/**
	 * Word `index` (0 to 1023) of a frame: `read32` for those who hold frame numbers, as page walkers
	 * do, without the way through a byte address.
	 */
	readWord(frame: number, index: number): number {
		if (frame < 0 || frame >= this.frames) this.#outside(frame * PAGE_SIZE);
		const slot = this.#chunks[frame >> CHUNK_SHIFT]![frame & CHUNK_MASK]!;
		return this.#words[slot >> SLAB_SHIFT]![((slot & SLAB_MASK) << 10) + (index & 1023)]!;
	}

	/**
	 * Lower word of the 64-bit entry at words `index` and `index + 1` (`index` even) of a frame; the upper
	 * one is left in `upper`. Both are signed, so that they stay small integers. Page walkers live on it:
	 * one look-up of the frame serves both words.
	 */
	readEntry(frame: number, index: number): number {
		if (frame < 0 || frame >= this.frames) this.#outside(frame * PAGE_SIZE);
		const slot = this.#chunks[frame >> CHUNK_SHIFT]![frame & CHUNK_MASK]!;
		const words = this.#words[slot >> SLAB_SHIFT]!;
		const at = ((slot & SLAB_MASK) << 10) + (index & 1022);
		this.upper = words[at + 1]! | 0;
		return words[at]! | 0;
	}

	/**
	 * Where word `index` (0 to 1023) of a frame is stored: an index into `slab`, from which the words behind it in
	 * the same frame follow. For those who read several words of a structure with one look-up. Both are good until
	 * the next call of any method here that can give a frame storage or take it away; only reading is allowed, as
	 * a frame without storage is found at words that all such frames share.
	 */
	locate(frame: number, index: number): number {
		if (frame < 0 || frame >= this.frames) this.#outside(frame * PAGE_SIZE);
		const slot = this.#chunks[frame >> CHUNK_SHIFT]![frame & CHUNK_MASK]!;
		this.slab = this.#words[slot >> SLAB_SHIFT]!;
		return ((slot & SLAB_MASK) << 10) + (index & 1023);
	}

	/** As `locate`, for reading and writing: the frame has storage afterwards. */
	locateForWrite(frame: number, index: number): number {
		if (frame < 0 || frame >= this.frames) this.#outside(frame * PAGE_SIZE);
		let slot = this.#chunks[frame >> CHUNK_SHIFT]![frame & CHUNK_MASK]!;
		if (slot === 0) slot = this.#slotForWrite(frame);
		this.slab = this.#words[slot >> SLAB_SHIFT]!;
		return ((slot & SLAB_MASK) << 10) + (index & 1023);
	}

	/** Stores word `index` (0 to 1023) of a frame. */
	writeWord(frame: number, index: number, value: number): void {
		if (frame < 0 || frame >= this.frames) this.#outside(frame * PAGE_SIZE);
		let slot = this.#chunks[frame >> CHUNK_SHIFT]![frame & CHUNK_MASK]!;
		if (slot === 0) slot = this.#slotForWrite(frame);
		this.#words[slot >> SLAB_SHIFT]![((slot & SLAB_MASK) << 10) + (index & 1023)] = value;
	}

	/** Copies `length` bytes from `address` on into `into` at `at`; may cross frames. */
	copyOut(address: number, into: Uint8Array, at: number, length: number): void {
		this.#checkSpan(address, into, at, length);
		let from = address;
		let to = at;
		let left = length;
		while (left > 0) {
			const frame = Math.floor(from / PAGE_SIZE);
			const offset = from - frame * PAGE_SIZE;
			const part = Math.min(left, PAGE_SIZE - offset);
			const slot = this.#slotOf(frame);
			const octets = this.#octets[slot >> SLAB_SHIFT]!;
			const start = (slot & SLAB_MASK) * PAGE_SIZE + offset;
			if (part <= SHORT_COPY) for (let i = 0; i < part; i++) into[to + i] = octets[start + i]!;
			else into.set(octets.subarray(start, start + part), to);
			from += part;
			to += part;
			left -= part;
		}
	}

	/** Copies `length` bytes of `from`, starting at `at`, to `address` on; may cross frames. */
	copyIn(address: number, from: Uint8Array, at: number, length: number): void {
		this.#checkSpan(address, from, at, length);
		let to = address;
		let source = at;
		let left = length;
		while (left > 0) {
			const frame = Math.floor(to / PAGE_SIZE);
			const offset = to - frame * PAGE_SIZE;
			const part = Math.min(left, PAGE_SIZE - offset);
			const slot = this.#slotForWrite(frame);
			const octets = this.#octets[slot >> SLAB_SHIFT]!;
			const start = (slot & SLAB_MASK) * PAGE_SIZE + offset;
			if (part <= SHORT_COPY) for (let i = 0; i < part; i++) octets[start + i] = from[source + i]!;
			else octets.set(from.subarray(source, source + part), start);
			to += part;
			source += part;
			left -= part;
		}
	}

	/** Makes a frame read 0; it keeps its storage. */
	zeroFrame(frame: number): void {
		const slot = this.#slotOf(this.#checkedFrame(frame));
		if (slot !== 0) this.#clear(slot);
	}

	/** Makes a frame read 0 and gives its storage back. */
	discard(frame: number): void {
		const slot = this.#slotOf(this.#checkedFrame(frame));
		if (slot === 0) return;
		this.#clear(slot);
		this.#chunks[frame >> CHUNK_SHIFT]![frame & CHUNK_MASK] = 0;
		this.#free.push(slot);
		this.#resident--;
	}

	#slotOf(frame: number): number {
		return this.#chunks[frame >> CHUNK_SHIFT]![frame & CHUNK_MASK]!;
	}

	#slotForWrite(frame: number): number {
		let chunk = this.#chunks[frame >> CHUNK_SHIFT]!;
		const known = chunk[frame & CHUNK_MASK]!;
		if (known !== 0) return known;
		if (chunk === EMPTY_CHUNK) {
			chunk = new Int32Array(CHUNK_FRAMES);
			this.#chunks[frame >> CHUNK_SHIFT] = chunk;
		}
		const slot = this.#free.pop() ?? this.#nextSlot++;
		if (slot >> SLAB_SHIFT >= this.#words.length) this.#addSlab();
		chunk[frame & CHUNK_MASK] = slot;
		this.#resident++;
		return slot;
	}

	#addSlab(): void {
		const storage = new ArrayBuffer(SLAB_FRAMES * PAGE_SIZE);
		this.#words.push(new Uint32Array(storage));
		this.#octets.push(new Uint8Array(storage));
	}

	#clear(slot: number): void {
		const start = (slot & SLAB_MASK) * WORDS_PER_FRAME;
		this.#words[slot >> SLAB_SHIFT]!.fill(0, start, start + WORDS_PER_FRAME);
	}

	#frameOf(address: number, width: number): number {
		if (!(address >= 0 && address < this.#bytes)) this.#outside(address);
		const frame = (address / PAGE_SIZE) | 0;
		const offset = address - frame * PAGE_SIZE;
		if ((offset & (width - 1)) !== 0 || !Number.isInteger(offset))
			throw new RangeError(`address 0x${address.toString(16)} is not aligned to ${width} bytes`);
		return frame;
	}

	#checkedFrame(frame: number): number {
		if (!(frame >= 0 && frame < this.frames)) this.#outside(frame * PAGE_SIZE);
		return frame;
	}

	#checkSpan(address: number, buffer: Uint8Array, at: number, length: number): void {
		if (!(length >= 0 && address >= 0 && address + length <= this.#bytes)) this.#outside(address);
		if (!(at >= 0 && at + length <= buffer.length))
			throw new RangeError(`${length} bytes at ${at} do not fit a buffer of ${buffer.length}`);
	}

	#outside(address: number): never {
		throw new RangeError(
			`address 0x${address.toString(16)} is outside the memory of ${this.frames} frames`,
		);
	}
}

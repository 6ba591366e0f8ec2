import { expect, test } from 'vitest';
import { Contents, putSector, SECTOR_BYTES, ZEROS } from './contents.js';

const bytes = (owner: number, page: number, sector: number, version: number) => {
	const made = new Uint8Array(SECTOR_BYTES);
	putSector(owner, page, sector, version, made, 0);
	return made;
};

test('a sector holds what was written last, and nothing older', () => {
	const contents = new Contents(3, () => 0);
	expect(contents.check(5, 1, bytes(3, 5, 1, 0), 0)).toBeUndefined();
	contents.begins(5, 1, 9);
	expect(contents.check(5, 1, bytes(3, 5, 1, 0), 0)).toBeUndefined();
	expect(contents.check(5, 1, bytes(3, 5, 1, 9), 0)).toBeUndefined();
	contents.landed(5, 1, 9);
	expect(contents.check(5, 1, bytes(3, 5, 1, 0), 0)).toMatch('holds version 0; it may hold 9');
});

test("another's page, another page and broken bytes are told apart from one's own", () => {
	const contents = new Contents(3, () => 0);
	expect(contents.check(5, 1, bytes(4, 5, 1, 0), 0)).toMatch('belongs to space 4');
	expect(contents.check(5, 1, bytes(3, 6, 1, 0), 0)).toMatch('holds page 0x6');
	expect(contents.check(5, 1, bytes(3, 5, 1, ZEROS), 0)).toMatch('holds version -1');
	const broken = bytes(3, 5, 1, 0);
	broken[100]! ^= 1;
	expect(contents.check(5, 1, broken, 0)).toMatch('is broken at byte 100');
	expect(contents.check(5, 1, new Uint8Array(SECTOR_BYTES).fill(7), 0)).toMatch('nobody wrote');
});

test('what is lost with a session goes back to what its guest has at most', () => {
	const contents = new Contents(3, () => 0);
	for (const version of [1, 2, 3]) {
		contents.begins(5, 0, version);
		contents.landed(5, 0, version);
		if (version === 2) expect(contents.stored(5, 0, bytes(3, 5, 0, 2), 0)).toBeUndefined();
	}
	contents.lost();
	expect(contents.check(5, 0, bytes(3, 5, 0, 3), 0)).toBeUndefined();
	expect(contents.check(5, 0, bytes(3, 5, 0, 2), 0)).toBeUndefined();
	expect(contents.check(5, 0, bytes(3, 5, 0, 1), 0)).toMatch('holds version 1');
	expect(contents.stored(5, 0, bytes(3, 5, 0, 1), 0)).toMatch('written back as version 1');
});

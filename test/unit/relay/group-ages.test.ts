import { expect, test } from 'vitest';
import { GroupAges } from '../../../src/host/relay/group-ages.js';

test('a group is as old as the first moment at which its id was given already', () => {
	const ages = new GroupAges();
	expect(ages.ageOf(1, 50)).toBe(0);
	ages.note(10, 100);
	ages.note(10, 200);
	ages.note(20, 300);
	// 9 was there at 100; 10 was the next one then and at 200, and was there at 300; 20 was not there at any.
	expect([9, 10, 19, 20, 21].map((id) => ages.ageOf(id, 350))).toEqual([250, 50, 50, 0, 0]);
});

test('what is older than all moments remembered is as old as the oldest of them, at least', () => {
	const ages = new GroupAges();
	for (let n = 1; n <= 1000; n++) ages.note(n * 10, n);
	expect(ages.ageOf(5, 1000)).toBe(255);
	expect(ages.ageOf(9990, 1000)).toBe(0);
	for (let n = 800; n < 1000; n++) expect(ages.ageOf(n * 10 - 1, 1000)).toBe(1000 - n);
});

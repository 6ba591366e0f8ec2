import { describe, expect, it } from 'vitest';
import { GroupOutcome } from '../../../src/host/kernel/fault-core.js';
import { GroupTable } from '../../../src/host/kernel/group-table.js';
import { RETIRED_REMEMBERED, RetiredGroups } from '../../../src/host/kernel/retired-groups.js';

const { ANSWERED, EXPIRED, REVOKED, REJECTED, UNKNOWN } = GroupOutcome;
const outcomes = [ANSWERED, EXPIRED, REVOKED, REJECTED];

/** A memory, and a way to make a group with a given id pass into it. */
function memory() {
	const retired = new RetiredGroups();
	return {
		retired,
		retire(id: number, device: number, outcome: (typeof outcomes)[number]) {
			const groups = new GroupTable(1, id);
			groups.addDevice(device);
			retired.remember(groups, groups.add(device, 0, -1, 0, 0, 0, 1, -1), outcome);
		},
	};
}

describe('the memory of retired groups', () => {
	it('knows the outcome and the device of what it was told, and nothing else', () => {
		const { retired, retire } = memory();
		outcomes.forEach((outcome, i) => {
			retire(10 + i, i, outcome);
		});
		outcomes.forEach((outcome, i) => {
			expect([retired.outcome(10 + i), retired.device(10 + i)]).toEqual([outcome, i]);
		});
		for (const id of [0, 9, 14, -10, 10.5, 10 + RETIRED_REMEMBERED, 10 + 2 ** 32, Number.NaN])
			expect([retired.outcome(id), retired.device(id)]).toEqual([UNKNOWN, -1]);
	});

	it('holds exactly the last ones, by the order of retirement and not by id', () => {
		const retired = new RetiredGroups();
		const groups = new GroupTable(8);
		groups.addDevice(0);
		// One group stays pending while many others come and go, and retires late.
		const late = groups.add(0, 0, -1, 0, 0, 0, 1, -1);
		const lateId = groups.id(late);
		const ids: number[] = [];
		for (let i = 0; i < RETIRED_REMEMBERED + 100; i++) {
			const slot = groups.add(0, 0, -1, 0, 0, 0, 1, -1);
			ids.push(groups.id(slot));
			retired.remember(groups, slot, ANSWERED);
			groups.remove(slot);
		}
		retired.remember(groups, late, EXPIRED);
		expect(retired.outcome(lateId)).toBe(EXPIRED);
		const known = ids.filter((id) => retired.outcome(id) === ANSWERED);
		expect(known).toEqual(ids.slice(-(RETIRED_REMEMBERED - 1)));
	});

	it('goes round many times with consecutive ids, and every bucket ends', () => {
		const retired = new RetiredGroups();
		const groups = new GroupTable(1);
		groups.addDevice(0);
		const total = RETIRED_REMEMBERED * 2 + 7;
		for (let i = 0; i < total; i++) {
			const slot = groups.add(0, 0, -1, 0, 0, 0, 1, -1);
			retired.remember(groups, slot, ANSWERED);
			groups.remove(slot);
		}
		for (let id = 1; id <= total + 10; id++) {
			const known = id > total - RETIRED_REMEMBERED && id <= total;
			if (retired.outcome(id) !== (known ? ANSWERED : UNKNOWN)) expect.fail(`id ${id}`);
		}
	});

	it('keeps apart ids that differ only above the bits of its buckets', () => {
		const { retired, retire } = memory();
		const ids = [1, 2, 3, 4].map((turn) => 77 + turn * RETIRED_REMEMBERED);
		ids.push(77 + 2 ** 40);
		ids.forEach((id, i) => {
			retire(id, i, outcomes[i % 4]!);
		});
		ids.forEach((id, i) => {
			expect([retired.outcome(id), retired.device(id)]).toEqual([outcomes[i % 4], i]);
		});
	});

	it('forgets the oldest of one bucket when its entry is used again', () => {
		const retired = new RetiredGroups();
		const stride = RETIRED_REMEMBERED;
		const groups = new GroupTable(1);
		groups.addDevice(0);
		const remember = (id: number) => {
			const one = new GroupTable(1, id);
			one.addDevice(0);
			retired.remember(one, one.add(0, 0, -1, 0, 0, 0, 1, -1), REVOKED);
		};
		for (const turn of [1, 2, 3]) remember(5 + turn * stride);
		for (let i = 0; i < RETIRED_REMEMBERED - 2; i++) {
			const slot = groups.add(0, 0, -1, 0, 0, 0, 1, -1);
			retired.remember(groups, slot, ANSWERED);
			groups.remove(slot);
		}
		expect([1, 2, 3].map((turn) => retired.outcome(5 + turn * stride))).toEqual([
			UNKNOWN,
			REVOKED,
			REVOKED,
		]);
	});

	it('forgets whose the groups of a device were when another takes its index', () => {
		const { retired, retire } = memory();
		retire(10, 3, ANSWERED);
		retire(11, 4, EXPIRED);
		retired.disown(3);
		expect([retired.outcome(10), retired.device(10)]).toEqual([ANSWERED, -1]);
		expect([retired.outcome(11), retired.device(11)]).toEqual([EXPIRED, 4]);
	});
});

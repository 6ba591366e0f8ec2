import type { Mutation } from './mutation.js';

/** Defects of how groups are kept and answered. */
export const GROUPS: readonly Mutation[] = [
	{
		name: 'response-twice',
		description: 'a group that its guest answers gets two responses on the hardware',
		law: 1,
		edits: [
			{
				file: 'src/host/kernel/fault-core.ts',
				find: `		this.#counters.values[index * COUNTS + Count.SUCCESS + code]!++;
		return this.#responses.send(state.device, grpid, pasid, flags, code);`,
				replace: `		if (outcome === GroupOutcome.ANSWERED)
			this.#responses.send(state.device, grpid, pasid, flags, code);
		return this.#responses.send(state.device, grpid, pasid, flags, code);`,
			},
		],
	},
	{
		name: 'id-reused',
		description: 'a group gets an id that another had before',
		law: 2,
		edits: [
			{
				file: 'src/host/kernel/group-table.ts',
				find: `		this.#nextId = id + 1;
		window[id & mask] = slot + 1;`,
				replace: `		this.#nextId = id % 16 === 15 ? id - 6 : id + 1;
		window[id & mask] = slot + 1;`,
			},
		],
	},
	{
		name: 'late-response',
		description: 'a group whose deadline passed can still be answered',
		law: 1,
		edits: [
			{
				file: 'src/host/kernel/fault-core.ts',
				find: 'this.#finish(state, slot, GroupOutcome.EXPIRED, state.onExpiry);',
				replace: `this.groups.setDue(slot, Number.POSITIVE_INFINITY);
		this.#responses.send(
			state.device, this.groups.grpid(slot), this.groups.pasid(slot), this.groups.flags(slot), state.onExpiry,
		);`,
			},
		],
	},
	{
		name: 'deadline-after-pause',
		description: 'a deadline that passed while the process was stopped is forgotten',
		law: 1,
		edits: [
			{
				file: 'src/host/kernel/deadlines.ts',
				find: `				if (now - due > this.latest) this.latest = now - due;`,
				replace: `				if (now - due > 100) {
					groups.setDue(oldest, Number.POSITIVE_INFINITY);
					continue;
				}`,
			},
		],
	},
	{
		name: 'deadline-not-armed',
		description: 'after the first expiry the deadlines of a device do not go on',
		law: 1,
		edits: [
			{
				file: 'src/host/kernel/deadlines.ts',
				find: 'else this.#arm();',
				replace: 'else if (left === EXPIRED_PER_TURN) this.#arm();',
			},
		],
	},
	{
		name: 'partial-after-overflow',
		description: 'incomplete groups are kept when the queue of page requests has overflowed',
		law: 2,
		edits: [
			{
				file: 'src/host/kernel/fault-core.ts',
				find: `		for (const { device } of this.#devices.behind(source))
			dropped += this.#dropPartials(device.index, -1);`,
				replace: `		for (const { device } of this.#devices.behind(source)) dropped += device.index * 0;`,
			},
		],
	},
	{
		name: 'groups-to-next-owner',
		description:
			'the groups of an owner that goes are left as they are, everywhere that answers them',
		law: 1,
		edits: [
			{
				file: 'src/host/kernel/vfio/vfio-device.ts',
				find: `		this.#outbox.clear();
		this.core.retireGroups(this.device, -1);
	}

	/** Called by the fault core; see FaultHandler. Tells`,
				replace: `	}

	/** Called by the fault core; see FaultHandler. Tells`,
			},
			{
				file: 'src/host/kernel/vfio/pasid-binding.ts',
				find: 'else this.vfio.core.retireGroups(this.device, this.pasid);',
				replace: '',
			},
			{
				file: 'src/host/kernel/driver-binding.ts',
				find: '		this.#core.retireGroups(device, -1);',
				replace: '',
			},
		],
	},
	{
		name: 'reset-without-answer',
		description: 'a function is reset with its groups unanswered',
		law: 1,
		edits: [
			{
				file: 'src/host/kernel/vfio/vfio-device.ts',
				find: `		this.#paused = true;
		this.#look();
		this.#outbox.clear();
		this.core.retireGroups(this.device, -1);`,
				replace: `		this.#paused = true;
		this.#look();
		this.#outbox.clear();`,
			},
			{
				file: 'src/host/kernel/vfio/pasid-binding.ts',
				find: 'else this.vfio.core.retireGroups(this.device, this.pasid);',
				replace: '',
			},
		],
	},
	{
		name: 'unbind-without-answer',
		description: 'the groups of a PASID that is unbound are forgotten',
		law: 1,
		edits: [
			{
				file: 'src/host/kernel/vfio/pasid-binding.ts',
				find: `		else this.vfio.core.retireGroups(this.device, this.pasid);`,
				replace: '',
			},
		],
	},
];

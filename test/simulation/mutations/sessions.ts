import type { Mutation } from './mutation.js';

/** Defects of what passes between host and agents. */
export const SESSIONS: readonly Mutation[] = [
	{
		name: 'credit-leaked',
		description: 'a delivery costs more credit than it is worth',
		law: 3,
		edits: [
			{
				file: 'src/host/relay/delivery.ts',
				find: '				served.delivered++;',
				replace: '				served.delivered += this.groups % 5 === 4 ? 2 : 1;',
			},
		],
	},
	{
		name: 'credit-ignored',
		description: 'groups are delivered without credit',
		law: 3,
		edits: [
			{
				file: 'src/host/relay/delivery.ts',
				find: 'while (served.credit > 0) {',
				replace: 'while (served.credit > -2) {',
			},
		],
	},
	{
		name: 'foreign-response',
		description: "a guest may answer another's group",
		law: 7,
		edits: [
			{
				file: 'src/host/relay/responses.ts',
				find: 'const vfio = delivery.byIndex(index);',
				replace: 'const vfio = delivery.byIndex(index) ?? [...delivery.devices()][0]?.vfio;',
			},
			{
				file: 'src/host/kernel/vfio/vfio-device.ts',
				find: `		if (consumer !== this.#consumer || core.groups.device(group) !== device.index)
			return 'FOREIGN_GROUP';`,
				replace: '',
			},
			{
				file: 'src/host/kernel/fault-core.ts',
				find: 'if (state.device !== device) return Errno.EINVAL;',
				replace: '',
			},
		],
	},
	{
		name: 'undelivered-answered',
		description: 'an answer to a group that was never delivered is taken',
		law: 7,
		edits: [
			{
				file: 'src/host/kernel/vfio/vfio-device.ts',
				find: `		if (mark === 0) return 'UNKNOWN_GROUP';`,
				replace: '',
			},
		],
	},
	{
		name: 'outbox-too-small',
		description:
			'a group is turned away by an outbox that has less room than the device has requests',
		law: 1,
		edits: [
			{
				file: 'src/host/kernel/vfio/outbox.ts',
				find: 'if (this.#waiting >= this.limit) return false;',
				replace: 'if (this.#waiting >= Math.max(1, this.limit / 4)) return false;',
			},
		],
	},
	{
		name: 'event-loss-uncounted',
		description: 'events that did not fit are forgotten without a word',
		law: 8,
		edits: [
			{
				file: 'src/host/kernel/vfio/event-ring.ts',
				find: 'this.#lost[this.#head]! += lost;',
				replace: '',
			},
		],
	},
	{
		name: 'event-loss-of-iommu-untold',
		description: 'events that the IOMMU lost are not told',
		law: 8,
		edits: [
			{
				file: 'src/host/kernel/vfio/vfio-device.ts',
				find: 'this.#events.noteLoss();',
				replace: '',
			},
		],
	},
	{
		name: 'agent-skips-write-back',
		description: 'the agent throws away what comes back of a shared page',
		law: 6,
		edits: [
			{
				file: 'src/guest/write-back.ts',
				find: 'writing = pager.write!(page * PAGE_BYTES, contents);',
				replace:
					'writing = page % 2 === 0 ? undefined : pager.write!(page * PAGE_BYTES, contents);',
			},
		],
	},
	{
		name: 'agent-answers-twice',
		description: 'the agent answers some groups twice',
		law: 1,
		edits: [
			{
				file: 'src/guest/outbox.ts',
				find: '		this.#responses.add(group, success);',
				replace: `		this.#responses.add(group, success);
		if (group % 5 === 0) this.#responses.add(group, success);`,
			},
		],
	},
	{
		name: 'stalled-wakeup',
		description:
			'a session is not woken for a device that gets its first group while another waits',
		law: 3,
		edits: [
			{
				file: 'src/host/relay/delivery.ts',
				find: 'if (served?.vfio === vfio && served.credit > 0) this.#enter(served);',
				replace:
					'if (served?.vfio === vfio && served.credit > 0 && this.#first === undefined) this.#enter(served);',
			},
		],
	},
	{
		name: 'refusal-not-told',
		description: 'an agent is not told that its answer had no effect',
		law: 7,
		edits: [
			{
				file: 'src/host/relay/serving.ts',
				find: 'this.outbound.refused.push(group, code);',
				replace: '',
			},
		],
	},
];

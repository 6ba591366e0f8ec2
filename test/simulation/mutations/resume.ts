import type { Mutation } from './mutation.js';

/** Defects of sessions that go on over another connection, or with another agent. */
export const RESUME: readonly Mutation[] = [
	{
		name: 'group-lost-at-resume',
		description: 'a group that was delivered over a connection that broke is not delivered again',
		law: 1,
		edits: [
			{
				file: 'src/host/kernel/vfio/vfio-device.ts',
				find: '		this.#outbox.rewind();',
				replace: '',
			},
		],
	},
	{
		name: 'redelivery-unmarked',
		description: 'a group comes again as if it were a new one',
		law: 2,
		edits: [
			{
				file: 'src/host/relay/delivery.ts',
				find: 'const again = (groups.mark(slot) & AGAIN) === 0 ? 0 : FAULT_REDELIVERED;',
				replace: 'const again = (groups.mark(slot) & AGAIN) === 0 ? 0 : FAULT_REDELIVERED * 0;',
			},
		],
	},
	{
		name: 'credit-kept-at-resume',
		description: 'credit of a connection that broke is used over the next one',
		law: 3,
		edits: [
			{
				file: 'src/host/relay/delivery.ts',
				find: `			served.granted = 0;
			served.delivered = 0;`,
				replace: '			served.delivered = 0;',
			},
		],
	},
	{
		name: 'session-ends-at-break',
		description: 'a session that is to be kept ends when its connection breaks',
		law: 1,
		edits: [
			{
				file: 'src/host/relay/host-session.ts',
				find: 'else if (this.#admission !== undefined && this.#departure.kept) this.#suspend(abrupt);',
				replace: '',
			},
		],
	},
	{
		name: 'session-kept-too-short',
		description: 'a session waits half as long as it should',
		law: 1,
		edits: [
			{
				file: 'src/host/relay/host-session.ts',
				find: 'const ms = this.#departure.graceMs;',
				replace: 'const ms = this.#departure.graceMs / 2;',
			},
		],
	},
	{
		name: 'unmap-answer-lost-at-resume',
		description: 'the answer of an unmapping that was lost with a connection is not said again',
		law: 6,
		edits: [
			{
				file: 'src/host/relay/outbound.ts',
				find: 'this.#unmaps = [...this.#kept.map(({ answer }) => answer), ...this.#unmaps];',
				replace: '',
			},
		],
	},
	{
		name: 'inventory-without-page',
		description: 'an Inventory leaves a page out',
		law: 6,
		edits: [
			{
				file: 'src/host/relay/inventory.ts',
				find: 'part.page = Array.from(page.subarray(0, count));',
				replace:
					'part.page = Array.from(page.subarray(0, count), (each) => each + (count > 3 ? 1 : 0));',
			},
		],
	},
	{
		name: 'inventory-without-binding',
		description: 'an Inventory leaves a binding out',
		law: 4,
		edits: [
			{
				file: 'src/host/relay/inventory.ts',
				find: 'if (stays) this',
				replace: 'if (stays && pasid !== 2) this',
			},
		],
	},
	{
		name: 'session-of-another-guest',
		description: "a session is resumed by another guest's agent that knows its name",
		law: 5,
		edits: [
			{
				file: 'src/host/relay/session-ids.ts',
				find: 'if (session !== undefined && session.guest?.name === guestName) return session;',
				replace: 'if (session !== undefined) return session;',
			},
		],
	},
	{
		name: 'hand-over-answers',
		description: 'groups are answered INVALID when an agent leaves for another one',
		law: 1,
		edits: [
			{
				file: 'src/host/relay/host-session.ts',
				find: 'if (!this.#departure.handsOver) this.serving.answerWaiting();\n	}',
				replace: 'this.serving.answerWaiting();\n	}',
			},
		],
	},
	{
		name: 'delivers-after-leave',
		description: 'groups are delivered to an agent that leaves',
		law: 3,
		edits: [
			{
				file: 'src/host/relay/host-session.ts',
				find: `		if (!streaming && !this.#departure.handsOver) this.serving.answerWaiting();
		const deliver = streaming && this.#departure.words === undefined;`,
				replace: '		const deliver = this.#departure.words === undefined;',
			},
			{
				file: 'src/host/relay/host-session.ts',
				find: 'if (!this.#departure.handsOver) this.serving.answerWaiting();\n	}',
				replace: '	}',
			},
		],
	},
	{
		name: 'paused-too-long',
		description: 'a device of a slow agent stays paused though its agent took what waited',
		law: 1,
		edits: [
			{
				file: 'src/host/relay/slow-consumers.ts',
				find: 'if (served.idleSince === now)',
				replace: 'if (served.idleSince === now && waiting > 0)',
			},
		],
	},
	{
		name: 'agent-forgets-redelivered',
		description: 'the agent does not answer groups that come again',
		law: 0,
		edits: [
			{
				file: 'src/guest/fault-intake.ts',
				find: '		const { device, rows } = batch;\n',
				replace:
					'		if (batch.rows > 0 && (batch.flags[0]! & 64) !== 0) return;\n		const { device, rows } = batch;\n',
			},
		],
	},
];

import type { Mutation } from './mutation.js';

/** Defects of the end of a host, which nothing but that can show. */
export const DRAIN: readonly Mutation[] = [
	{
		name: 'delivers-after-drain',
		description: 'groups are delivered to an agent that was told that its host goes',
		law: 3,
		edits: [
			{
				file: 'src/host/relay/host-session.ts',
				find: 'const deliver = streaming && this.#departure.words === undefined;',
				replace: 'const deliver = streaming;',
			},
		],
	},
	{
		name: 'session-while-draining',
		description: 'a host that sends its agents away takes new ones',
		law: 1,
		edits: [
			{
				file: 'src/host/relay/relay.ts',
				find: 'if (this.#draining !== undefined)\n			throw new',
				replace: "if (this.#draining !== undefined && guest.name === '')\n			throw new",
			},
		],
	},
	{
		name: 'redirect-ignored',
		description: 'an agent that is sent to another host goes back to its own',
		law: 1,
		edits: [
			{
				file: 'src/guest/agent.ts',
				find: 'this.#redirect = reconnectTo;',
				replace: '',
			},
		],
	},
	{
		name: 'drain-without-end',
		description: 'a host waits for agents that do not go, for ever',
		law: 0,
		edits: [
			{
				file: 'src/host/relay/draining.ts',
				find: 'for (const session of [...this.#sessions])',
				replace: 'for (const session of [...this.#sessions].slice(1))',
			},
		],
	},
];

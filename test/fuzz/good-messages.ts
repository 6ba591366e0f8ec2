import type { AgentMessage, HostMessage } from '../../src/wire/messages.js';

const PAGE = 4096;

/** What a well-behaved agent says to the host of `host-session.ts`, in order. */
export function agentMessages(): AgentMessage[] {
	return [
		{
			hello: {
				protocolVersion: 1,
				guest: 'a',
				agent: 'fuzz',
				frames: 8,
				features: ['resume', 'drain'],
			},
		},
		{
			bind: [
				{ request: 1, device: 1, pasid: 5, space: 1 },
				{ request: 2, device: 2, pasid: 5, space: 1 },
			],
		},
		{ credits: { device: [1, 2], granted: [8, 8] } },
		{
			map: [
				{
					request: 3,
					space: 1,
					page: [0x1000, 0x1001],
					frame: [4, 5],
					flags: [1 | 2 | 16, 1 | 2 | 32],
					contents: new Uint8Array(PAGE).fill(0x5a),
				},
			],
			responses: { group: [1, 2], code: [1, 2] },
		},
		{ unmap: [{ request: 4, space: 1, page: [0x1000], returnDirty: true }] },
		{ heartbeat: { sequence: 1 }, received: 3 },
		{ synced: [{ request: 1, pages: 2 }] },
		{ unbind: [{ request: 5, device: 1, pasid: 5 }] },
		{ leave: {} },
	];
}

/** What a well-behaved host says to the agent of `agent-session.ts`, in order. */
export function hostMessages(): HostMessage[] {
	return [
		{
			welcome: {
				protocolVersion: 1,
				session: 'session-1',
				devices: [{ device: 1, name: 'd1', outstandingLimit: 16, maxPasid: 1000 }],
				frames: 16,
				firstFrame: 100,
				pageSize: PAGE,
				pageLimit: 2 ** 35,
				limits: {
					batchRows: 1024,
					messageBytes: 1 << 20,
					unmapsOutstanding: 4,
					heartbeatTimeoutMs: 15_000,
					spaces: 4,
				},
			},
		},
		{ results: [{ request: 1 }] },
		{
			faults: {
				group: [1, 2, 2],
				page: [0, 1, 2],
				device: [1, 1, 1],
				pasid: [1, 1, 1],
				flags: [1 | 16 | 32, 2 | 32, 2 | 16 | 32],
			},
		},
		{ assigned: [{ device: 2, name: 'd2', outstandingLimit: 4, maxPasid: 1000 }] },
		{
			unmapped: [
				{
					request: 1,
					dirtyRow: [0],
					contents: new Uint8Array(PAGE).fill(0xa5),
					complete: true,
				},
			],
		},
		{ expired: { group: [1], device: [1] }, refused: { group: [2], code: [13] } },
		{ revoked: [{ device: 2, code: 8, message: 'unassigned' }] },
		{
			events: {
				device: [1],
				sequence: [2],
				lost: [1],
				reason: [6],
				hardwareReason: [0x85],
				flags: [2 | 16 | 32],
				pasid: [1],
				page: [9],
				offset: [8],
				type: [0],
				index: [0],
			},
		},
		{ heartbeat: { sequence: 1 }, sync: [{ request: 1 }] },
		{
			inventory: {
				...{ boundDevice: [1], boundPasid: [1], boundSpace: [1], boundNoPasid: [0] },
				...{ space: [1], page: [0], frame: [100], flags: [3] },
				...{ unmapRequest: [], unmapSpace: [], unmapPage: [], complete: true },
			},
		},
		{ drain: { deadlineMs: 1000, reconnectTo: 'elsewhere:7700', reason: 1 } },
		{ left: {} },
		{ fatal: { code: 34, message: 'the host is going away' } },
	];
}

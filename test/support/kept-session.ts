import type { AgentMessage } from '../../src/wire/messages.js';
import type { BenchAgent, RelayBench } from './relay-bench.js';

/** What an agent says that wants its session kept and goes when it is told to. */
export const KEPT = { features: ['resume', 'drain'] };

/** A session with one device whose agent wants it kept: PASID 5 bound to space 1. */
export function kept(bench: RelayBench, options: { deadlineMs?: number; frames?: number } = {}) {
	const { guest, memory } = bench.guest('a', { frames: options.frames ?? 64 });
	const vfio = bench.assigned('nic', guest, 8, options.deadlineMs ?? 0);
	const agent = bench.connect();
	const welcome = agent.hello(KEPT);
	agent.bind(vfio);
	bench.iommu.takeLog();
	return { guest, memory, vfio, agent, welcome, id: welcome.session };
}

/** Columns of the inventory that an agent heard, put together. */
export function inventoryOf(agent: BenchAgent) {
	const parts = agent.heard.flatMap(({ inventory }) => inventory ?? []);
	return {
		parts: parts.length,
		complete: parts.map(({ complete }) => complete),
		bound: parts.flatMap((part) =>
			part.boundDevice.map((device, i) => [device, part.boundPasid[i], part.boundSpace[i]]),
		),
		pages: parts.flatMap((part) =>
			part.page.map((page, i) => [part.space[i], page, part.frame[i], part.flags[i]]),
		),
		unmaps: parts.flatMap((part) =>
			part.unmapPage.map((page, i) => [part.unmapRequest[i], part.unmapSpace[i], page]),
		),
	};
}

/** A new connection that says Hello for a session that there is; what it heard is not taken. */
export function again(bench: RelayBench, hello: AgentMessage['hello'], received = 0): BenchAgent {
	const agent = bench.connect();
	agent.send({ hello: { protocolVersion: 1, guest: 'a', ...KEPT, ...hello }, received });
	return agent;
}

/** The faults that an agent heard: group and flags of each row. */
export function rowsOf(agent: BenchAgent): [number, number][] {
	return agent.heard.flatMap(({ faults }) =>
		Array.from(faults?.group ?? [], (group, i): [number, number] => [group, faults!.flags[i]!]),
	);
}

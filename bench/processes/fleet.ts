import type { TlsPaths } from '../../src/guest/index.js';
import type { Metrics, RunContext } from '../contract.js';
import type { AgentParameters } from './agent.js';
import { expectEqual } from './child.js';
import { FIRST_PAGE, guestName, PAGE_BYTES } from './layout.js';
import { Child } from './parent.js';
import type { StalledAgentParameters } from './stalled-agent.js';

export interface FleetOptions {
	/** The host's process, and its parameters. */
	readonly host: string;
	readonly parameters: object;
	readonly guests: number;
	/** Processes that the agents are spread over. */
	readonly agentProcesses?: number;
	/** Pages of the area that each agent maps. */
	readonly areaPages: number;
	readonly file?: string;
	readonly hostFlags?: string[];
	/** Mutual TLS between them; the host's files are in its parameters. */
	readonly agentTls?: TlsPaths;
	/** A guest more, whose agent stops reading once the host says that it is measured without. */
	readonly stalled?: boolean;
}

/**
 * Runs a host and its agents as processes and resolves with the host's metrics, to which the agents' counts of
 * messages and bytes are added. Rejects when the agents did not serve exactly the host's accesses.
 */
export async function runFleet(options: FleetOptions, context: RunContext): Promise<Metrics> {
	const { guests, agentProcesses = 1, areaPages, file, agentTls } = options;
	const host = new Child(options.host, options.parameters, context, options.hostFlags);
	const agents: Child[] = [];
	const others: Child[] = [];
	try {
		const address = (await host.told('address')) as string;
		const processes = Math.min(agentProcesses, guests);
		for (let p = 0; p < processes; p++) {
			const names: string[] = [];
			for (let g = p; g < guests; g += processes) names.push(guestName(g));
			const parameters: AgentParameters = {
				address,
				guests: names,
				areaAddress: FIRST_PAGE * PAGE_BYTES,
				areaLength: areaPages * PAGE_BYTES,
				...(file === undefined ? {} : { file }),
				...(agentTls === undefined ? {} : { tls: agentTls }),
			};
			agents.push(new Child('agent', parameters, context));
		}
		const stalled =
			options.stalled === true ? stalledAgent(address, areaPages, context) : undefined;
		for (const agent of agents) await agent.told('serving');
		if (stalled !== undefined) {
			others.push(stalled);
			await stalled.told('serving');
		}
		host.tell('go');
		if (stalled !== undefined) {
			await host.told('measuredWithout');
			stalled.tell('stop reading');
			await stalled.told('stopped');
			host.tell('stalled');
		}
		await host.told('measured');
		const sum: Metrics = {};
		for (const agent of agents) {
			agent.tell('report');
			for (const [key, value] of Object.entries(await agent.result))
				sum[key] = (sum[key] ?? 0) + value;
		}
		host.tell('end');
		const metrics = await host.result;
		const accesses = metrics['accesses'] ?? 0;
		for (const key of ['groups', 'success', 'pageIns'])
			expectEqual(`${key} of the agents`, sum[key] ?? 0, accesses);
		for (const key of ['invalid', 'hits', 'evictions'])
			expectEqual(`${key} of the agents`, sum[key] ?? 0, 0);
		const received = sum['messagesReceived'] ?? 1;
		const sent = sum['messagesSent'] ?? 1;
		return {
			...metrics,
			bytes_per_message_down: (sum['bytesReceived'] ?? 0) / received,
			bytes_per_message_up: (sum['bytesSent'] ?? 0) / sent,
			bytes_per_fault: ((sum['bytesReceived'] ?? 0) + (sum['bytesSent'] ?? 0)) / accesses,
			agents_cpu_ns: ((sum['cpuUs'] ?? 0) / accesses) * 1000,
			agents_max_rss_mib: sum['maxRssMib'] ?? 0,
		};
	} finally {
		await Promise.all([host, ...agents, ...others].map((child) => child.end()));
	}
}

/** The agent of the guest that stops reading when it is told to. */
export function stalledAgent(address: string, areaPages: number, context: RunContext): Child {
	const parameters: StalledAgentParameters = {
		address,
		areaAddress: FIRST_PAGE * PAGE_BYTES,
		areaLength: areaPages * PAGE_BYTES,
	};
	return new Child('stalled-agent', parameters, context);
}

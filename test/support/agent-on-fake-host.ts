import { VirtualClock } from '../../src/base/virtual-clock.js';
import { AddressSpace } from '../../src/guest/address-space.js';
import { Agent } from '../../src/guest/agent.js';
import type { AgentOptions } from '../../src/guest/agent-options.js';
import type { AgentEvent } from '../../src/guest/events.js';
import type { FakeHostOptions } from './fake-host.js';
import { FakeHost } from './fake-host.js';
import { MemoryPager } from './fake-port.js';

const PAGE = 4096;

/** An agent that is not started, with one shared writable area of 50 pages, and the host it will meet. */
export function agentOnFakeHost(
	hostOptions: FakeHostOptions = {},
	agentOptions: Partial<AgentOptions> = {},
	residentLimit = 0,
) {
	const clock = new VirtualClock();
	const host = new FakeHost(clock, hostOptions);
	const space = new AddressSpace({ name: 'memory', residentLimit });
	const pager = new MemoryPager(50);
	space.map({ address: 0, length: 50 * PAGE, permissions: 'rw', pager, sharing: 'shared' });
	const events: AgentEvent[] = [];
	const agent = new Agent({
		...{ clock, connect: host.connect, guest: 'g', name: 'test 1.0' },
		spaces: [{ device: '*', pasid: 1, space }],
		on: (event) => events.push(event),
		...agentOptions,
	});
	return { agent, clock, host, space, pager, events };
}

/** The same, serving; the events up to that are forgotten. */
export async function servingAgent(
	hostOptions: FakeHostOptions = {},
	agentOptions: Partial<AgentOptions> = {},
) {
	const all = agentOnFakeHost(hostOptions, agentOptions);
	const started = all.agent.start();
	all.host.settle();
	await started;
	all.events.length = 0;
	return all;
}

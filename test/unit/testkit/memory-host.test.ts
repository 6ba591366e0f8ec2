import { expect, test } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import { AddressSpace, Agent, zeroPager } from '../../../src/guest/index.js';
import { MemoryHost } from '../../../src/testkit/memory-host.js';
import { VirtualProcess } from '../../../src/testkit/virtual-process.js';

const config = {
	memory: '64MiB',
	guests: [{ name: 'a', memory: '1MiB' }],
	devices: [{ name: 'd0', address: '01:00.0', guest: 'a' }],
};

function start(clock: VirtualClock, host: MemoryHost) {
	const process = new VirtualProcess(clock);
	const space = new AddressSpace();
	space.map({ address: 0x10_0000, length: 0x1_0000, permissions: 'rw', pager: zeroPager() });
	const agent = new Agent({
		connect: () => process.own(host.connect().agent),
		guest: 'a',
		clock: process.clock,
		spaces: [{ device: '*', pasid: 1, space }],
	});
	return { agent, process, space, started: agent.start() };
}

test('a device of a host in memory has its pages from an agent in memory, without a moment passing', async () => {
	const clock = new VirtualClock();
	const host = new MemoryHost({ clock, config, name: 'h' });
	const { agent, started } = start(clock, host);
	clock.settle();
	await started;
	const into = new Uint8Array(4096).fill(1);
	const errors: unknown[] = [];
	host.endpoint('d0').dma.read(1, 0x10_0000, into, (error) => errors.push(error));
	clock.settle();
	expect(errors).toEqual([undefined]);
	expect(into.every((byte) => byte === 0)).toBe(true);
	expect(agent.counters.groups).toBe(1);
	expect(host.host.guests()[0]?.sessions).toEqual(['h-session-1']);
	expect(clock.now()).toBe(0);
});

test('a host that is stopped serves nobody; it takes what came meanwhile when it goes on', async () => {
	const clock = new VirtualClock();
	const host = new MemoryHost({ clock, config });
	host.process.stop();
	const { agent, started } = start(clock, host);
	clock.advance(500);
	expect(agent.state.name).toBe('negotiating');
	host.process.continue();
	clock.advance(0);
	await started;
	expect(agent.state.name).toBe('serving');
	expect(() => host.endpoint('d9')).toThrow('no device "d9"');
});

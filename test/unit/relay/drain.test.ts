import { describe, expect, it } from 'vitest';
import type { DrainResult } from '../../../src/host/relay/draining.js';
import { faultline } from '../../../src/wire/generated/faultline.js';
import { again, KEPT, kept } from '../../support/kept-session.js';
import { RelayBench } from '../../support/relay-bench.js';

const { DRAIN_HOST } = faultline.v1.DrainReason;

function draining() {
	const bench = new RelayBench();
	const all = kept(bench);
	all.agent.grant(all.vfio, 8);
	all.agent.take();
	const results: DrainResult[] = [];
	const drain = (to = 'there:1', ms = 1000) =>
		bench.relay.drain(to, ms, (result) => results.push(result));
	return { bench, ...all, results, drain };
}

describe('a relay that drains', () => {
	it('tells agents to go and where to, delivers nothing more, and is done when they have left', () => {
		const { agent, bench, drain, results, vfio } = draining();
		bench.group(vfio, 1, [20]);
		bench.clock.settle();
		const [group] = agent.faults();
		drain();
		bench.clock.settle();
		expect(agent.only().drain).toMatchObject({
			...{ deadlineMs: 1000, reconnectTo: 'there:1', reason: DRAIN_HOST },
		});
		bench.group(vfio, 2, [21]);
		bench.clock.settle();
		expect(agent.faults()).toEqual([]);
		agent.send({ responses: { group: [group!], code: [1] } });
		expect(bench.responses()).toHaveLength(1);
		expect(results).toEqual([]);
		agent.send({ leave: {} });
		agent.end.close();
		bench.clock.settle();
		expect(results).toEqual([{ left: 1, ended: 0 }]);
		expect(bench.responses()).toHaveLength(1);
		expect(bench.ended).toEqual(['in order']);
		drain('elsewhere');
		expect(results).toHaveLength(2);
	});

	it('ends what is left when the time is over', () => {
		const { agent, bench, drain, results, vfio } = draining();
		bench.group(vfio, 1, [20]);
		bench.clock.settle();
		drain();
		bench.clock.advance(999);
		expect(results).toEqual([]);
		bench.clock.advance(1);
		expect(results).toEqual([{ left: 0, ended: 1 }]);
		expect(agent.fatal()[0]).toBe('UNAVAILABLE');
		expect(bench.responses()).toHaveLength(1);
	});

	it('takes no new sessions, and says where to go', () => {
		const { bench, drain } = draining();
		const early = bench.connect();
		drain();
		bench.clock.settle();
		expect(early.fatal()[0]).toBe('DRAINING');
		const late = bench.connect();
		late.send({ hello: { protocolVersion: 1, guest: 'a' } });
		expect(late.fatal()[0]).toBe('DRAINING');
		expect(late.heard[0]?.fatal?.reconnectTo).toBe('there:1');
	});

	it('lets a session that lost its connection come back, to write back and go', () => {
		const { agent, bench, drain, id, results } = draining();
		agent.end.link.cut();
		bench.clock.settle();
		drain();
		bench.clock.advance(400);
		const back = again(bench, { resumeSession: id });
		const [told] = back.heard.flatMap((message) => message.drain ?? []);
		expect(told).toMatchObject({ deadlineMs: 600, reconnectTo: 'there:1' });
		back.send({ leave: {} });
		back.end.close();
		bench.clock.settle();
		expect(results).toEqual([{ left: 1, ended: 0 }]);
	});

	it('has an agent that does not know of that write back, and ends its session', () => {
		const bench = new RelayBench();
		const { agent } = bench.ready();
		agent.take();
		const results: DrainResult[] = [];
		bench.relay.drain('', 1000, (result) => results.push(result));
		bench.clock.settle();
		const { drain, sync } = agent.only();
		expect([drain, sync.length]).toEqual([undefined, 1]);
		agent.send({ synced: [{ request: sync[0]!.request }] });
		expect(agent.fatal()[0]).toBe('UNAVAILABLE');
		expect(results).toEqual([{ left: 0, ended: 1 }]);
	});

	it('is done at once when there is nobody', () => {
		const bench = new RelayBench();
		const results: DrainResult[] = [];
		bench.relay.drain('', 1000, (result) => results.push(result));
		expect(results).toEqual([{ left: 0, ended: 0 }]);
		bench.guest('a');
		const agent = bench.connect();
		agent.send({ hello: { protocolVersion: 1, guest: 'a', ...KEPT } });
		expect(agent.fatal()[0]).toBe('DRAINING');
	});
});

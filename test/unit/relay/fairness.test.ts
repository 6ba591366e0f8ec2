import { describe, expect, it } from 'vitest';
import type { VfioDevice } from '../../../src/host/kernel/vfio/vfio-device.js';
import { DELIVERY_QUANTUM } from '../../../src/host/relay/delivery.js';
import { MESSAGE_ROWS, TURN_ROWS } from '../../../src/host/relay/turn-share.js';
import { encodeAgentMessage } from '../../../src/wire/codec.js';
import type { AgentMessage, MapBatch } from '../../../src/wire/messages.js';
import { type BenchAgent, RelayBench } from '../../support/relay-bench.js';

const ROWS = 2048;

/** Guests with one device each, whose agents are welcomed and bound. */
function guests(bench: RelayBench, names: readonly string[], outstanding = 64) {
	return names.map((name) => {
		const { guest, memory } = bench.guest(name, { frames: 512, tables: 64 });
		const vfio = bench.assigned(`of-${name}`, guest, outstanding);
		const agent = bench.connect();
		agent.hello({ guest: name });
		agent.bind(vfio);
		return { guest, memory, vfio, agent };
	});
}

/** Maps the first pages to the first frames, again and again: as many rows as a batch may have. */
function mapping(request = 1): MapBatch {
	const page = Array.from({ length: ROWS }, (_, i) => i % 512);
	return { request, space: 1, page, frame: page, flags: page.map(() => 1) };
}

/** Hands a message to the connection; it arrives when the clock moves on. */
const post = (agent: BenchAgent, message: AgentMessage) =>
	agent.end.send(encodeAgentMessage(message));

describe('the devices of one session', () => {
	it('share rows, not groups: large groups get no more than small ones', () => {
		const bench = new RelayBench({ batchRows: 12 * DELIVERY_QUANTUM });
		const { guest, vfio, agent } = bench.ready({ outstanding: 400 });
		const large = bench.assigned('large', guest, 400);
		const stalled = bench.assigned('stalled', guest, 400);
		for (const each of [large, stalled]) bench.relay.deviceAssigned(each);
		bench.clock.settle();
		agent.take();
		agent.bind(large, stalled);
		agent.send({ credits: { device: [vfio.handle, large.handle], granted: [400, 400] } });
		const group = 3 * DELIVERY_QUANTUM;
		for (let i = 0; i < 400; i++) bench.fault(vfio.device, i);
		for (let i = 0; i < 8; i++)
			bench.group(
				large,
				i,
				Array.from({ length: group }, (_, page) => page),
			);
		for (let i = 0; i < 400; i++) bench.fault(stalled.device, i);
		bench.clock.settle();
		const rows = new Map<number, number>();
		const ahead: number[] = [];
		for (const message of agent.take()) {
			for (const handle of message.faults?.device ?? [])
				rows.set(handle, (rows.get(handle) ?? 0) + 1);
			ahead.push((rows.get(large.handle) ?? 0) - (rows.get(vfio.handle) ?? 0));
		}
		expect([vfio, large, stalled].map(({ handle }) => rows.get(handle))).toEqual([
			400,
			8 * group,
			undefined,
		]);
		// Never apart by more than a group and a quantum while both had something.
		for (const by of ahead) expect(Math.abs(by)).toBeLessThanOrEqual(group + DELIVERY_QUANTUM);
		expect(stalled.outboxLength).toBe(400);
	});
});

describe('a device that has nothing to send', () => {
	it('saves nothing up for later', () => {
		const bench = new RelayBench({ batchRows: 4 * DELIVERY_QUANTUM });
		const { guest, vfio, agent } = bench.ready({ outstanding: 200 });
		const other = bench.assigned('other', guest, 200);
		bench.relay.deviceAssigned(other);
		bench.clock.settle();
		agent.take();
		agent.bind(other);
		agent.send({ credits: { device: [vfio.handle, other.handle], granted: [400, 400] } });
		for (let round = 0; round < 6; round++) {
			bench.fault(vfio.device, round);
			bench.clock.settle();
		}
		agent.take();
		for (const { device } of [vfio, other]) for (let i = 100; i < 200; i++) bench.fault(device, i);
		bench.clock.settle();
		const first = Array.from(agent.take()[0]?.faults?.device ?? []);
		expect(first.filter((handle) => handle === vfio.handle)).toHaveLength(2 * DELIVERY_QUANTUM);
	});
});

describe('sessions of several guests', () => {
	it('one stalled, one greedy: the third gets its share', () => {
		const bench = new RelayBench();
		const [stalled, greedy, third] = guests(bench, ['a', 'b', 'c']);
		stalled!.agent.end.hold();
		for (const { agent, vfio } of [stalled!, greedy!, third!]) agent.grant(vfio, 1000);
		const before = greedy!.agent.session.messagesIn;
		const perTurn = Math.ceil(TURN_ROWS / (ROWS + MESSAGE_ROWS));
		for (let n = 0; n < 40; n++) post(greedy!.agent, { map: [mapping()] });
		// The third one's rounds: fault, fault delivered, answer, the next fault.
		const seen: number[] = [];
		const rounds = 4;
		for (let round = 0; round < rounds; round++) {
			bench.fault(stalled!.vfio.device, round);
			bench.fault(third!.vfio.device, round);
			while (third!.agent.faults().length === 0) bench.clock.turn();
			seen.push(greedy!.agent.session.messagesIn - before);
			const group = bench.core.groups.id(bench.core.groups.oldest(third!.vfio.device.index));
			post(third!.agent, { responses: { group: [group], code: [1] } });
		}
		bench.clock.settle();
		// At no time was the greedy one ahead by more than its turn; `turn` handles no other input.
		for (const messages of seen) expect(messages).toBeLessThanOrEqual(perTurn);
		expect(bench.core.counters(third!.vfio.device).success).toBe(rounds);
		expect(greedy!.agent.session.messagesIn - before).toBe(40);
		expect(stalled!.agent.session.serving.delivery.groups).toBe(rounds);
	});

	it('that flood alike get alike', () => {
		const bench = new RelayBench();
		const flooders = guests(bench, ['a', 'b', 'c']);
		const base = flooders.map(({ agent }) => agent.session.messagesIn);
		const small = encodeAgentMessage({ heartbeat: { sequence: 1 } });
		// Large messages, small ones, and both.
		for (const [i, { agent }] of flooders.entries())
			for (let n = 0; n < 200; n++)
				if (i === 0 || (i === 2 && n % 2 === 0)) post(agent, { map: [mapping()] });
				else agent.end.send(small);
		const cost = [ROWS + MESSAGE_ROWS, MESSAGE_ROWS, ROWS / 2 + MESSAGE_ROWS];
		const spent = () =>
			flooders.map(({ agent }, i) => (agent.session.messagesIn - base[i]!) * cost[i]!);
		let worst = 0;
		const watch = () => {
			const all = spent();
			const unfinished = flooders.map(({ agent }, i) => agent.session.messagesIn - base[i]! < 200);
			const busy = all.filter((_, i) => unfinished[i]);
			if (busy.length > 1) worst = Math.max(worst, Math.max(...busy) - Math.min(...busy));
			if (unfinished.some(Boolean)) bench.clock.afterInput(watch);
		};
		bench.clock.afterInput(watch);
		bench.clock.settle();
		expect(spent()).toEqual(cost.map((each) => each * 200));
		expect(worst).toBeLessThanOrEqual(2 * (TURN_ROWS + ROWS + MESSAGE_ROWS));
	});

	it('are not kept waiting by one message of a whole megabyte, whose parts keep their order', () => {
		const bench = new RelayBench();
		const [large, other] = guests(bench, ['a', 'b']);
		large!.agent.grant(large!.vfio, 10);
		bench.fault(large!.vfio.device, 1);
		bench.clock.settle();
		const [group] = large!.agent.faults();
		const maps = Array.from({ length: 24 }, (_, n) => mapping(n));
		// The last one is wrong; its refusal is told, and the answer that follows it has its effect all the same.
		maps.push({ ...mapping(99), space: 7 });
		post(large!.agent, {
			map: maps,
			responses: { group: [group!], code: [1] },
			unmap: [{ request: 100, space: 1, page: [0, 1], returnDirty: false }],
			heartbeat: { sequence: 5 },
		});
		post(other!.agent, { heartbeat: { sequence: 1 } });
		const mapped = () => large!.guest.counters.maps;
		let when = -1;
		let answeredAt = -1;
		const look = () => {
			if (when < 0 && other!.agent.heard.some(({ heartbeat }) => heartbeat !== undefined))
				when = mapped();
			if (answeredAt < 0 && bench.core.counters(large!.vfio.device).success === 1)
				answeredAt = mapped();
			if (large!.agent.session.messagesIn < 4 || answeredAt < 0) bench.clock.afterInput(look);
		};
		bench.clock.afterInput(look);
		bench.clock.settle();
		expect(when).toBeGreaterThan(0);
		expect(when).toBeLessThanOrEqual(TURN_ROWS + ROWS);
		// Each page is mapped once, and then it is mapped already.
		expect(answeredAt).toBe(mapped());
		const news = large!.agent.take();
		expect(news.flatMap(({ results }) => results).map(({ request }) => request)).toContain(99);
		expect(news.some(({ unmapped }) => unmapped[0]?.complete)).toBe(true);
		expect(news.some(({ heartbeat }) => heartbeat?.sequence === 5)).toBe(true);
	});

	it('are heard while another is sent megabytes', () => {
		const bench = new RelayBench();
		const [large, other] = guests(bench, ['a', 'b']);
		const pages = Array.from({ length: 400 }, (_, i) => i);
		large!.agent.send({
			map: [{ request: 1, space: 1, page: pages, frame: pages, flags: pages.map(() => 3 | 32) }],
		});
		for (const page of pages) bench.deviceWrite(large!.vfio, large!.memory, page, page);
		const heard: string[] = [];
		const listen = (name: string, { agent }: { agent: BenchAgent }) => {
			const push = agent.heard.push.bind(agent.heard);
			agent.heard.push = (...messages) => {
				for (const message of messages) heard.push(message.heartbeat ? `${name} beat` : name);
				return push(...messages);
			};
		};
		listen('large', large!);
		listen('other', other!);
		post(large!.agent, { unmap: [{ request: 2, space: 1, page: pages, returnDirty: true }] });
		post(other!.agent, { heartbeat: { sequence: 1 } });
		bench.clock.settle();
		const dirty = large!.agent
			.take()
			.flatMap(({ unmapped }) => unmapped.flatMap(({ dirtyRow }) => Array.from(dirtyRow)));
		expect(dirty).toEqual(pages);
		expect(heard.indexOf('other beat')).toBeLessThan(heard.lastIndexOf('large'));
	});
});

describe('a session that is over', () => {
	it('has nothing more done of a message that came in parts', () => {
		const bench = new RelayBench();
		const [one] = guests(bench, ['a']);
		post(one!.agent, { map: Array.from({ length: 24 }, (_, n) => mapping(n)) });
		let left: VfioDevice | undefined;
		bench.clock.afterInput(() => {
			one!.agent.session.close('UNAVAILABLE', 'the test ends it');
			left = one!.vfio;
		});
		bench.clock.settle();
		expect(left?.consumer).toBeUndefined();
		expect(one!.agent.session.state).toBe('closed');
		expect(one!.guest.frameTable.inUse).toBe(0);
	});
});

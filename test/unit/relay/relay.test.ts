import { describe, expect, it } from 'vitest';
import { DEFAULT_RELAY_LIMITS, relayLimits } from '../../../src/host/relay/limits.js';
import { errorCode, errorNumber } from '../../../src/wire/error-codes.js';
import { RelayBench } from '../../support/relay-bench.js';

describe('devices that come and go while a session runs', () => {
	it('an assigned one goes to the session that takes all, under a handle of its own', () => {
		const bench = new RelayBench();
		const { guest, vfio, agent } = bench.ready();
		const gpu = bench.assigned('gpu', guest);
		bench.relay.deviceAssigned(gpu);
		bench.clock.settle();
		expect(agent.only().assigned).toMatchObject([{ device: gpu.handle, name: 'gpu' }]);
		expect(gpu.handle).not.toBe(vfio.handle);
		agent.bind(gpu);
		agent.grant(gpu, 1);
		bench.fault(gpu.device, 1);
		bench.clock.settle();
		expect(Array.from(agent.only().faults?.device ?? [])).toEqual([gpu.handle]);
	});

	it('an assigned one does not go to sessions that named theirs, nor to other guests', () => {
		const bench = new RelayBench();
		const { guest } = bench.guest();
		bench.assigned('nic', guest);
		bench.guest('b');
		const named = bench.connect();
		named.hello({ devices: ['nic'] });
		const other = bench.connect();
		other.hello({ guest: 'b' });
		const gpu = bench.assigned('gpu', guest);
		bench.relay.deviceAssigned(gpu);
		bench.clock.settle();
		expect([named.take(), other.take()]).toEqual([[], []]);
		expect(gpu.consumer).toBeUndefined();
	});

	it('one that is taken away is told as Revoked, its groups are answered, others go on', () => {
		const bench = new RelayBench();
		const { guest, vfio, agent } = bench.ready();
		const gpu = bench.assigned('gpu', guest);
		bench.relay.deviceAssigned(gpu);
		bench.clock.settle();
		agent.take();
		agent.bind(gpu);
		agent.send({ credits: { device: [vfio.handle, gpu.handle], granted: [9, 9] } });
		bench.fault(vfio.device, 1);
		bench.fault(gpu.device, 2);
		bench.clock.settle();
		const [, gpuGroup] = agent.faults();
		bench.binding.unbind(vfio.device);
		bench.clock.settle();
		const { revoked } = agent.only();
		expect(revoked).toMatchObject([
			{ device: vfio.handle, message: 'device nic was taken from guest a' },
		]);
		expect(errorCode(revoked[0]?.code ?? 0)).toBe('NOT_ASSIGNED');
		expect(bench.responses()).toEqual(['respond nic 1 INVALID']);
		expect(agent.session.serving.served(vfio)).toBeUndefined();
		agent.send({ responses: { group: [gpuGroup!], code: [1] } });
		expect(bench.responses()).toEqual(['respond gpu 2 SUCCESS']);
	});

	it('one that moves to another guest is served there, with nothing of before', () => {
		const bench = new RelayBench();
		const { vfio, agent } = bench.ready();
		agent.grant(vfio, 9);
		bench.fault(vfio.device, 1);
		bench.clock.settle();
		const old = agent.faults();
		const other = bench.connect();
		const b = bench.guest('b').guest;
		other.hello({ guest: 'b' });
		bench.binding.unbind(vfio.device);
		const moved = bench.assign(vfio.device, b);
		bench.relay.deviceAssigned(moved);
		bench.clock.settle();
		expect(other.only().assigned).toMatchObject([{ device: moved.handle, name: 'nic' }]);
		other.bind(moved);
		other.grant(moved, 9);
		bench.fault(moved.device, 1);
		bench.clock.settle();
		const fresh = other.faults();
		agent.send({ responses: { group: [...old, ...fresh], code: [1, 1] } });
		agent.take();
		other.send({ responses: { group: [...old, ...fresh], code: [1, 1] } });
		expect(other.refused()).toEqual([[old[0], 'FOREIGN_GROUP']]);
		expect(bench.responses()).toEqual(['respond nic 1 INVALID', 'respond nic 1 SUCCESS']);
		expect(bench.relay.refusalsOf('a').total).toBe(2);
	});

	it('those of a session that ends go to another that takes all', () => {
		const bench = new RelayBench();
		const { guest } = bench.guest();
		const nic = bench.assigned('nic', guest);
		const first = bench.connect();
		first.hello({ frames: 8 });
		const second = bench.connect();
		expect(second.hello({ frames: 8 }).devices).toEqual([]);
		first.end.link.cut();
		bench.clock.settle();
		expect(second.only().assigned).toMatchObject([{ device: nic.handle }]);
		expect(bench.relay.sessionOf(nic)).toBe(second.session);
	});

	it('more of them than a Welcome holds follow as assigned', () => {
		const bench = new RelayBench();
		const { guest } = bench.guest();
		for (let i = 0; i < 600; i++) bench.assigned(`vf${i}`, guest);
		const agent = bench.connect();
		agent.send({ hello: { protocolVersion: 1, guest: 'a' } });
		const messages = agent.take();
		const names = messages.flatMap((message) => [
			...(message.welcome?.devices ?? []),
			...message.assigned,
		]);
		expect(names.map((each) => each.name)).toEqual([...guest.devices].map((each) => each.name));
		expect(messages[0]?.welcome?.devices).toHaveLength(512);
	});
});

describe('a Sync', () => {
	/** A guest with two agents, asked to sync; `outcome` is what `done` was called with, each time. */
	function asked(timeoutMs = 1000) {
		const bench = new RelayBench();
		bench.guest();
		const agents = [bench.connect(), bench.connect()];
		for (const agent of agents) agent.hello({ frames: 8 });
		const outcome: [string | undefined, number][] = [];
		bench.relay.sync('a', timeoutMs, (error, pages) => outcome.push([error?.code, pages]));
		bench.clock.settle();
		const requests = agents.map((agent) => agent.only().sync[0]?.request ?? -1);
		const answer = (index: number, pages: number, code: 'PAGER_WRITE' | undefined = undefined) =>
			agents[index]?.send({
				synced: [
					{ request: requests[index]!, pages, code: errorNumber(code), message: 'disk full' },
				],
			});
		return { bench, agents, outcome, answer };
	}

	it('asks to empty the spaces when that is wanted', () => {
		const bench = new RelayBench();
		const { agent } = bench.ready();
		bench.relay.sync('a', 1000, () => {}, true);
		bench.relay.sync('a', 1000, () => {});
		bench.clock.settle();
		expect(agent.only().sync.map((each) => each.evict)).toEqual([true, false]);
	});

	it('is done when all agents have written back', () => {
		const { bench, outcome, answer } = asked();
		answer(0, 5);
		expect(outcome).toEqual([]);
		answer(1, 7);
		answer(1, 7);
		expect(outcome).toEqual([[undefined, 12]]);
		bench.clock.advance(5000);
		expect(outcome).toHaveLength(1);
	});

	it('fails with the first error of an agent', () => {
		const { outcome, answer } = asked();
		answer(0, 5, 'PAGER_WRITE');
		answer(1, 7);
		expect(outcome).toEqual([['PAGER_WRITE', 5]]);
	});

	it('fails when an agent goes', () => {
		const { bench, agents, outcome } = asked();
		agents[0]?.end.link.cut();
		bench.clock.settle();
		expect(outcome).toEqual([['UNAVAILABLE', 0]]);
	});

	it('fails with TIMEOUT when an agent does not answer', () => {
		const { bench, outcome, answer } = asked(1000);
		answer(0, 5);
		bench.clock.advance(1000);
		expect(outcome).toEqual([['TIMEOUT', 5]]);
		answer(1, 7);
		expect(outcome).toHaveLength(1);
	});

	it('fails with NO_AGENT at once when nobody is there to ask', () => {
		const bench = new RelayBench();
		const { agent } = bench.ready();
		agent.send({ leave: {} });
		const codes: (string | undefined)[] = [];
		bench.relay.sync('a', 1000, (error) => codes.push(error?.code));
		bench.relay.sync('b', 1000, (error) => codes.push(error?.code));
		expect(codes).toEqual(['NO_AGENT', 'NO_AGENT']);
		agent.end.close();
		bench.clock.settle();
		expect(bench.clock.pending).toBe(0);
	});
});

describe('the relay', () => {
	it('ends all sessions when it is closed, and takes no new ones', () => {
		const bench = new RelayBench();
		const { vfio, agent } = bench.ready();
		const early = bench.connect();
		bench.iommu.hold = true;
		let closed = 0;
		bench.relay.close('the host goes down', () => closed++);
		bench.clock.settle();
		expect(agent.fatal()).toEqual(['UNAVAILABLE', 'the host goes down']);
		expect([agent.closed, early.closed, closed]).toEqual(['UNAVAILABLE', 'UNAVAILABLE', 0]);
		bench.iommu.completeAll();
		expect(closed).toBe(1);
		expect([vfio.consumer, bench.relay.sessions()]).toEqual([undefined, []]);
		const late = bench.connect();
		bench.clock.settle();
		expect(late.closed).toBe('UNAVAILABLE');
		bench.relay.close('again', () => closed++);
		expect(closed).toBe(2);
		expect(bench.clock.pending).toBe(0);
	});

	it('gives each session an id and names it in the Welcome', () => {
		const bench = new RelayBench();
		bench.guest();
		const ids = [1, 2, 3].map(() => bench.connect().hello({ frames: 1 }).session);
		expect(new Set(ids).size).toBe(3);
		expect(bench.relay.sessions().map((session) => session.id)).toEqual(ids);
	});

	it('checks its limits', () => {
		expect(relayLimits()).toEqual(DEFAULT_RELAY_LIMITS);
		expect(relayLimits({ spaces: 3 }).spaces).toBe(3);
		expect(() => relayLimits({ batchRows: 0 })).toThrow(
			'relay limit batchRows: 0; an integer of at least 1 is needed',
		);
		expect(() => relayLimits({ messageBytes: 1000 })).toThrow('messageBytes');
		expect(() => relayLimits({ heartbeatTimeoutMs: 0.5 })).toThrow('heartbeatTimeoutMs');
	});
});

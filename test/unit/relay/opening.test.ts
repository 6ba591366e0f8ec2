import { describe, expect, it } from 'vitest';
import { RelayBench } from '../../support/relay-bench.js';

describe('a Hello', () => {
	it('is welcomed with the devices, the frames and the limits', () => {
		const bench = new RelayBench({ batchRows: 100 });
		const { guest } = bench.guest('a', { frames: 32 });
		const nic = bench.assigned('nic', guest, 8, 250);
		const agent = bench.connect();
		const welcome = agent.hello({ agent: 'test/1' });
		expect(welcome).toMatchObject({
			protocolVersion: 1,
			session: 'session-1',
			frames: 32,
			firstFrame: 0,
			pageSize: 4096,
			pageLimit: 2 ** 35,
		});
		expect(welcome.limits).toMatchObject({
			batchRows: 100,
			messageBytes: 1024 * 1024,
			unmapsOutstanding: 64,
			heartbeatTimeoutMs: 15_000,
			spaces: 64,
		});
		expect(welcome.devices).toHaveLength(1);
		expect(welcome.devices?.[0]).toMatchObject({
			device: nic.handle,
			name: 'nic',
			bus: 1,
			sourceId: nic.device.sourceId,
			outstandingLimit: 8,
			responseDeadlineMs: 250,
			responseNeedsPasid: false,
			maxPasid: nic.maxPasid,
		});
		expect(agent.session).toMatchObject({ id: 'session-1', agent: 'test/1', state: 'streaming' });
		expect(bench.relay.sessionOf(nic)).toBe(agent.session);
		expect(bench.relay.sessionsOf('a')).toEqual([agent.session]);
	});

	it('gets exactly the devices that it names', () => {
		const bench = new RelayBench();
		const { guest } = bench.guest();
		bench.assigned('nic', guest);
		const gpu = bench.assigned('gpu', guest);
		const agent = bench.connect();
		const { devices } = agent.hello({ devices: ['gpu', 'gpu'], frames: 4 });
		expect(devices?.map((each) => each.name)).toEqual(['gpu']);
		expect(agent.session.serving.devices().map((each) => each.vfio)).toEqual([gpu]);
	});

	it('lets two sessions of a guest have disjoint devices and frames', () => {
		const bench = new RelayBench();
		const { guest } = bench.guest('a', { frames: 64 });
		bench.assigned('nic', guest);
		bench.assigned('gpu', guest);
		const first = bench.connect().hello({ devices: ['nic'], frames: 24 });
		const second = bench.connect().hello();
		expect([first.firstFrame, first.frames]).toEqual([0, 24]);
		expect([second.firstFrame, second.frames]).toEqual([24, 40]);
		expect(second.devices?.map((each) => each.name)).toEqual(['gpu']);
		expect(second.session).not.toBe(first.session);
	});

	it('is welcomed without devices when none is free, for those to come', () => {
		const bench = new RelayBench();
		bench.guest();
		expect(bench.connect().hello().devices).toEqual([]);
	});
});

describe('a Hello is refused, and the stream ended, with', () => {
	/** The Fatal that the message gets, and what remains: nothing. */
	function refusal(prepare: (bench: RelayBench) => void, message: Parameters<typeof say>[1]) {
		const bench = new RelayBench({ sessionsPerGuest: 2 });
		const { guest } = bench.guest('a', { frames: 64 });
		bench.assigned('nic', guest);
		prepare(bench);
		const before = bench.relay.sessions().length;
		const agent = say(bench, message);
		bench.clock.settle();
		const [code, text] = agent.fatal();
		expect(agent.closed).toBe(code);
		expect(agent.session.state).toBe('closed');
		expect(bench.relay.sessions()).toHaveLength(before);
		expect(agent.session.refusals.toJSON()).toEqual({ [code ?? '']: 1 });
		expect(bench.relay.refusals.total).toBe(1);
		return [code, text];
	}
	function say(bench: RelayBench, hello: object, rest: object = {}) {
		const agent = bench.connect();
		agent.send({ hello: { protocolVersion: 1, guest: 'a', ...hello }, ...rest });
		return agent;
	}

	it('PROTOCOL_VERSION for another version', () => {
		const [code, text] = refusal(() => {}, { protocolVersion: 2 });
		expect(code).toBe('PROTOCOL_VERSION');
		expect(text).toBe('the agent speaks version 2 of the protocol, this host version 1');
	});

	it('UNKNOWN_GUEST', () => {
		expect(refusal(() => {}, { guest: 'b' })[0]).toBe('UNKNOWN_GUEST');
	});

	it('UNKNOWN_DEVICE for a name that the host does not know', () => {
		expect(refusal(() => {}, { devices: ['nic', 'tpu'] })).toEqual([
			'UNKNOWN_DEVICE',
			'no device is called "tpu"',
		]);
	});

	it('NOT_ASSIGNED for a device of another guest or of none', () => {
		const prepare = (bench: RelayBench) => {
			bench.assigned('gpu', bench.guest('b').guest);
			bench.device('spare');
		};
		expect(refusal(prepare, { devices: ['gpu'] })[0]).toBe('NOT_ASSIGNED');
		expect(refusal(prepare, { devices: ['spare'] })[0]).toBe('NOT_ASSIGNED');
	});

	it('DEVICE_TAKEN for a device of another session', () => {
		const prepare = (bench: RelayBench) => void bench.connect().hello({ frames: 8 });
		expect(refusal(prepare, { devices: ['nic'], frames: 8 })[0]).toBe('DEVICE_TAKEN');
	});

	it('RESOURCE_EXHAUSTED when frames or sessions are used up', () => {
		expect(refusal(() => {}, { frames: 65 })[0]).toBe('RESOURCE_EXHAUSTED');
		const all = (bench: RelayBench) => void bench.connect().hello();
		expect(refusal(all, {})[1]).toBe('guest a: all 64 frames are with other sessions');
		const two = (bench: RelayBench) => {
			bench.connect().hello({ frames: 1 });
			bench.connect().hello({ frames: 1 });
		};
		expect(refusal(two, {})[1]).toBe('guest a has 2 sessions, which is the bound');
	});

	it('is permanent for more frames than the guest has, and not for more than are free', () => {
		const bench = new RelayBench();
		bench.guest('a', { frames: 64 });
		const told = (frames: number) => {
			const agent = say(bench, { frames });
			bench.clock.settle();
			return agent.heard.find(({ fatal }) => fatal !== undefined)?.fatal;
		};
		bench.connect().hello({ frames: 60 });
		expect(told(65)).toMatchObject({ permanent: true });
		expect(told(64)).toMatchObject({ permanent: false });
	});

	it('SESSION_UNKNOWN when it asks to resume what is not there', () => {
		expect(refusal(() => {}, { resumeSession: 'session-0' })[0]).toBe('SESSION_UNKNOWN');
	});

	it('OUT_OF_ORDER when it is not the first message, not alone, or not the only one', () => {
		const bench = new RelayBench();
		bench.guest();
		const silent = bench.connect();
		silent.send({ heartbeat: { sequence: 1 } });
		expect(silent.fatal()[0]).toBe('OUT_OF_ORDER');
		const hasty = say(bench, {}, { leave: {} });
		expect(hasty.fatal()[0]).toBe('OUT_OF_ORDER');
		const twice = bench.connect();
		twice.hello();
		twice.send({ hello: { protocolVersion: 1, guest: 'a' } });
		expect(twice.fatal()).toEqual(['OUT_OF_ORDER', 'a second Hello came on one session']);
		expect(bench.relay.sessions()).toEqual([]);
		expect(bench.ended).toEqual(['OUT_OF_ORDER', 'OUT_OF_ORDER', 'OUT_OF_ORDER']);
	});

	it('counted for the guest that it names, and for nobody when there is none', () => {
		const bench = new RelayBench();
		bench.guest('a');
		bench.guest('b');
		say(bench, { guest: 'a', protocolVersion: 2 });
		say(bench, { guest: 'a', devices: ['tpu'] });
		say(bench, { guest: 'a', resumeSession: 'x' });
		say(bench, { guest: 'zoe' });
		bench.connect().send({ heartbeat: { sequence: 1 } });
		expect(bench.relay.refusalsOf('a').toJSON()).toEqual({
			PROTOCOL_VERSION: 1,
			UNKNOWN_DEVICE: 1,
			SESSION_UNKNOWN: 1,
		});
		expect(bench.relay.refusalsOf('b').total).toBe(0);
		expect(bench.relay.refusalsOf('zoe').total).toBe(0);
		expect(bench.relay.refusals.toJSON()).toEqual({
			PROTOCOL_VERSION: 1,
			UNKNOWN_DEVICE: 1,
			OUT_OF_ORDER: 1,
			SESSION_UNKNOWN: 1,
			UNKNOWN_GUEST: 1,
		});
	});

	it('TIMEOUT when none comes', () => {
		const bench = new RelayBench({ helloTimeoutMs: 100 });
		const agent = bench.connect();
		bench.clock.advance(99);
		expect(agent.closed).toBeUndefined();
		bench.clock.advance(1);
		expect(agent.fatal()).toEqual(['TIMEOUT', 'no Hello came in 100 ms']);
		expect(agent.closed).toBe('TIMEOUT');
	});
});

describe('a Hello after a lost connection', () => {
	/** A session that is lost while the IOMMU takes its time. */
	function lost() {
		const bench = new RelayBench({ helloTimeoutMs: 100 });
		const made = bench.ready();
		bench.iommu.hold = true;
		made.agent.end.link.cut();
		bench.clock.settle();
		return { bench, ...made };
	}

	it('waits until the devices and frames of the lost session are taken back', () => {
		const { bench, agent, memory } = lost();
		expect(agent.session.state).toBe('ending');
		const next = bench.connect();
		next.send({ hello: { protocolVersion: 1, guest: 'a', devices: ['nic'], frames: 64 } });
		expect([next.heard, next.session.state]).toEqual([[], 'opening']);
		bench.iommu.completeAll();
		bench.clock.settle();
		expect(agent.session.state).toBe('closed');
		expect(next.only().welcome?.devices).toHaveLength(1);
		expect(memory.bytes.subarray(0, 64 * 4096).every((byte) => byte === 0)).toBe(true);
	});

	it('is refused when that takes too long', () => {
		const { bench } = lost();
		const next = bench.connect();
		next.send({ hello: { protocolVersion: 1, guest: 'a' } });
		bench.clock.advance(100);
		expect(next.fatal()).toEqual([
			'DEVICE_TAKEN',
			'an earlier session of guest a did not come to its end in 100 ms',
		]);
		bench.iommu.completeAll();
		expect(next.session.guest).toBeUndefined();
	});

	it('may be given up while it waits', () => {
		const { bench, vfio } = lost();
		const next = bench.connect();
		next.send({ hello: { protocolVersion: 1, guest: 'a' } });
		next.end.link.cut();
		bench.clock.settle();
		bench.iommu.completeAll();
		expect(vfio.consumer).toBeUndefined();
		expect(bench.relay.sessions()).toEqual([]);
	});

	it('may not be followed by anything before the Welcome', () => {
		const { bench } = lost();
		const next = bench.connect();
		next.send({ hello: { protocolVersion: 1, guest: 'a' } });
		next.send({ heartbeat: { sequence: 1 } });
		expect(next.fatal()).toEqual(['OUT_OF_ORDER', 'a message came before the Welcome']);
	});
});

import { describe, expect, it } from 'vitest';
import {
	type AttachPolicy,
	type IdentityLimits,
	NO_IDENTITY_LIMITS,
} from '../../../src/host/relay/access.js';
import type { RelayLimits } from '../../../src/host/relay/limits.js';
import { errorCode } from '../../../src/wire/error-codes.js';
import { faultline } from '../../../src/wire/generated/faultline.js';
import { KEPT } from '../../support/kept-session.js';
import { type BenchAgent, RelayBench } from '../../support/relay-bench.js';
import { PASID } from '../../support/vfio-bench.js';

/** `x` may attach guest a with its device nic alone, `y` guests a and b whole. */
const policy = (limits: Partial<IdentityLimits> = {}): AttachPolicy => ({
	mayAttach: (identity, guest) => (identity === 'x' ? guest === 'a' : identity === 'y'),
	mayServe: (identity, guest, device) =>
		identity === 'x' ? guest === 'a' && device === 'nic' : identity === 'y',
	limits: (identity) =>
		identity === 'y' ? NO_IDENTITY_LIMITS : { ...NO_IDENTITY_LIMITS, ...limits },
});

/** Guests a, with devices nic and disk, and b, with gpu. */
function setUp(limits: Partial<IdentityLimits> = {}, relay: Partial<RelayLimits> = {}) {
	const bench = new RelayBench(relay, policy(limits));
	const { guest: a, memory } = bench.guest('a', { frames: 64 });
	const { guest: b } = bench.guest('b', { frames: 64 });
	const nic = bench.assigned('nic', a);
	const disk = bench.assigned('disk', a);
	const gpu = bench.assigned('gpu', b);
	/** The code and text that a Hello of this identity is refused with, or its devices' names. */
	const hello = (identity: string, guest: string, devices: string[] = [], frames = 8) => {
		const agent = bench.connectAs(identity);
		agent.send({ hello: { protocolVersion: 1, guest, devices, frames } });
		const { welcome } = agent.heard[0] ?? {};
		return welcome?.devices?.map(({ name }) => name) ?? agent.fatal()[0];
	};
	return { bench, a, b, memory, nic, disk, gpu, hello };
}

describe('who may attach what', () => {
	it('is refused alike whether or not there is such a guest or device', () => {
		const { bench, hello } = setUp();
		expect(hello('x', 'b')).toBe('ACCESS_DENIED');
		expect(hello('x', 'nobody')).toBe('ACCESS_DENIED');
		expect(hello('z', 'a')).toBe('ACCESS_DENIED');
		expect(hello('x', 'a', ['nic', 'disk'])).toBe('ACCESS_DENIED');
		expect(hello('x', 'a', ['no such device'])).toBe('ACCESS_DENIED');
		expect(bench.relay.refusals.toJSON()).toEqual({ ACCESS_DENIED: 5 });
		expect(hello('y', 'nobody')).toBe('UNKNOWN_GUEST');
	});

	it('gets of all devices those that it may serve, now and later', () => {
		const { bench, a, nic, disk, hello } = setUp();
		expect(hello('x', 'a')).toEqual(['nic']);
		const later = bench.assigned('later', a);
		bench.relay.deviceAssigned(later);
		expect([nic, disk, later].map(({ consumer }) => consumer !== undefined)).toEqual([
			true,
			false,
			false,
		]);
		expect(hello('y', 'a')).toEqual(['disk', 'later']);
		const last = bench.assigned('last', a);
		bench.relay.deviceAssigned(last);
		expect(bench.relay.sessionOf(last)?.identity.name).toBe('y');
	});

	describe('when the agent of a session is gone', () => {
		/** `y` has both devices of guest a, and loses its connection; `before` is called while it has it still. */
		function lost(before: (comes: (identity: string) => BenchAgent) => void = () => {}) {
			const { bench } = setUp({}, { resumeMs: 1000 });
			const comes = (identity: string) => {
				const agent = bench.connectAs(identity);
				const { TAKE_OVER_SUSPENDED: takeOver } = faultline.v1.TakeOver;
				const hello = { protocolVersion: 1, guest: 'a', frames: 8, ...KEPT, takeOver };
				agent.send({ hello });
				return agent;
			};
			const gone = comes('y');
			before(comes);
			gone.end.link.cut();
			bench.clock.settle();
			expect(gone.session.state).toBe('suspended');
			return comes;
		}

		it('takes it over only with all of its devices; who may not begins a session of his own', () => {
			const comes = lost();
			expect(comes('x').heard[0]?.welcome).toMatchObject({ resumed: false, devices: [] });
			expect(comes('y').heard[0]?.welcome?.resumed).toBe(true);
		});

		it('is not sent for when it may not', () => {
			let waiting: BenchAgent | undefined;
			lost((comes) => {
				waiting = comes('x');
			});
			expect(waiting?.heard[0]?.welcome?.devices).toEqual([]);
			expect(waiting?.closed).toBeUndefined();
		});
	});

	it('is known of each session, and local where nobody was asked', () => {
		const { bench } = setUp();
		expect(bench.connectAs('x').session.identity.name).toBe('x');
		expect(bench.connect().session.identity.name).toBe('local');
	});
});

describe('the bounds of one identity', () => {
	it('are its sessions, whichever guest they are for, and free again with their end', () => {
		const { bench, hello } = setUp({ sessions: 2 });
		const first = bench.connectAs('x');
		bench.connectAs('x');
		expect(hello('x', 'a')).toBe('RESOURCE_EXHAUSTED');
		expect(hello('y', 'a', ['disk'])).toEqual(['disk']);
		first.session.close('UNAVAILABLE', 'as planned');
		bench.clock.settle();
		expect(hello('x', 'a')).toEqual(['nic']);
	});

	it('are its devices', () => {
		const bench = new RelayBench(
			{},
			{
				...policy(),
				mayServe: () => true,
				mayAttach: () => true,
				limits: () => ({ ...NO_IDENTITY_LIMITS, devices: 2 }),
			},
		);
		const { guest } = bench.guest('a', { frames: 64 });
		for (const name of ['one', 'two', 'three']) bench.assigned(name, guest);
		const all = bench.connectAs('x');
		all.send({ hello: { protocolVersion: 1, guest: 'a', frames: 8 } });
		expect(all.fatal()).toEqual([
			'RESOURCE_EXHAUSTED',
			'3 devices of guest a: identity x may have 2 devices at a time',
		]);
		const some = bench.connectAs('x');
		some.hello({ devices: ['one', 'two'], frames: 8 });
		const more = bench.connectAs('x');
		more.send({ hello: { protocolVersion: 1, guest: 'a', devices: ['three'], frames: 8 } });
		expect(more.fatal()[0]).toBe('RESOURCE_EXHAUSTED');
	});

	it('hold for devices that are assigned later', () => {
		const limited = new RelayBench({}, { ...policy({ devices: 1 }), mayServe: () => true });
		const { guest } = limited.guest('a', { frames: 64 });
		limited.assigned('nic', guest);
		const agent = limited.connectAs('x');
		agent.hello({ frames: 8 });
		const later = limited.assigned('later', guest);
		limited.relay.deviceAssigned(later);
		expect(later.consumer).toBeUndefined();
		expect(limited.relay.refusals.toJSON()).toEqual({ RESOURCE_EXHAUSTED: 1 });
	});

	it('are its frames: what it asks for, and what "all" comes to', () => {
		const { bench, hello } = setUp({ frames: 40 });
		expect(hello('x', 'a', ['nic'], 41)).toBe('RESOURCE_EXHAUSTED');
		const first = bench.connectAs('x');
		expect(first.hello({ devices: ['nic'], frames: 30 }).frames).toBe(30);
		const rest = bench.connectAs('x');
		expect(rest.hello({ frames: 0 }).frames).toBe(10);
		expect(hello('x', 'a', [], 1)).toBe('RESOURCE_EXHAUSTED');
		expect(hello('x', 'a', [], 0)).toBe('RESOURCE_EXHAUSTED');
		// Another one has the others.
		const other = bench.connectAs('y');
		expect(other.hello({ frames: 0 }).frames).toBe(24);
	});

	it('are its mapped pages, a batch whole or not at all, until they are unmapped', () => {
		const { bench, nic } = setUp({ mappings: 3 });
		const agent = bench.connectAs('x');
		agent.hello({ frames: 8 });
		agent.bind(nic);
		const map = (page: number[], request: number) => {
			const frame = page.map((_, i) => request * 4 + i);
			agent.send({ map: [{ request, space: 1, page, frame, flags: page.map(() => 33) }] });
			return agent.take().flatMap(({ results }) => results);
		};
		expect(map([1, 2], 0)).toEqual([]);
		const [refused] = map([3, 4], 1);
		expect(refused).toMatchObject({ request: 1, row: [0, 1] });
		expect(errorCode(refused?.code ?? 0)).toBe('RESOURCE_EXHAUSTED');
		expect(refused?.message).toMatch(/identity x may have 3 mappings at a time/);
		expect(map([3], 1)).toEqual([]);
		expect(map([4], 0)).toHaveLength(1);
		agent.send({ unmap: [{ request: 9, space: 1, page: [1, 2], returnDirty: false }] });
		bench.clock.settle();
		agent.take();
		expect(map([4], 0)).toEqual([]);
		expect(bench.relay.sessionsOf('a')[0]?.serving.mappings).toBe(2);
		expect(nic.bindings.get(PASID)?.space.mapped).toBe(2);
	});
});

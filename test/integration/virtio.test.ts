import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { ControlClient } from '../../src/cli/client.js';
import type { HostConfigInput } from '../../src/host/config.js';
import { startGuest } from '../../src/testkit/index.js';
import { BASE, startHost } from '../support/fleet.js';
import { RawAgent } from '../support/raw-agent.js';

/** Devices behind a virtio IOMMU, which cannot recover: what is mapped works, what is not is told. */

const PAGE = 4096;
const FIRST = BASE / PAGE;
const READ = 1;
const WRITE = 2;
const CONTENTS = 16;
const MAPPING = 2;

const machine: HostConfigInput = {
	memory: '256MiB',
	iommus: [{ name: 'v', kind: 'virtio' }, { name: 't' }],
	guests: [
		{ name: 'a', memory: '16MiB' },
		{ name: 'b', memory: '16MiB' },
	],
	devices: [
		{ name: 'nic', address: '01:00.0', guest: 'a' },
		{ name: 'dma', bus: 'platform', iommu: 'v', device_id: 0x1234567, guest: 'b' },
		{ name: 'pager', address: '01:00.0', iommu: 't' },
	],
};

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const read = (control: ControlClient, device: string, address = BASE, length = PAGE) =>
	control.run({ read: { from: { device, address }, length } }, () => {});
const write = (control: ControlClient, device: string, seed: number, address = BASE) =>
	control.run({ write: { to: { device, address }, length: PAGE, seed } }, () => {});

/** An agent by hand, with the requests without PASID of every device of the guest bound to space 1. */
class MappingAgent {
	readonly raw: RawAgent;
	readonly #frames: number;
	#request = 100;

	private constructor(raw: RawAgent, firstFrame: number) {
		this.raw = raw;
		this.#frames = firstFrame;
	}

	static async start(address: string, guest: string): Promise<MappingAgent> {
		const raw = new RawAgent(address);
		raw.send({ hello: { protocolVersion: 1, guest, devices: [], frames: 64 } });
		const { welcome } = await raw.next((m) => m.welcome != null || m.fatal != null);
		const agent = new MappingAgent(raw, welcome?.firstFrame ?? 0);
		for (const { device } of welcome?.devices ?? []) await agent.bind(device ?? 0);
		return agent;
	}

	async bind(device: number, pasid?: number) {
		const request = ++this.#request;
		const what = pasid === undefined ? { noPasid: true } : { pasid };
		this.raw.send({ bind: [{ request, device, space: 1, ...what }] });
		const { results } = await this.raw.next((m) =>
			(m.results ?? []).some((r) => r.request === request),
		);
		return results?.find((each) => each.request === request);
	}

	/** Maps pages from BASE on, with their contents, and comes back when the host has done it. */
	async map(contents: Uint8Array, permission = READ | WRITE, at = FIRST): Promise<void> {
		const count = contents.length / PAGE;
		const rows = Array.from({ length: count }, (_, i) => i);
		this.raw.send({
			map: [
				{
					request: ++this.#request,
					space: 1,
					page: rows.map((i) => at + i),
					frame: rows.map((i) => this.#frames + ((at + i - FIRST) % 64)),
					flags: rows.map(() => permission | CONTENTS),
					contents: Buffer.from(contents),
				},
			],
		});
		await this.unmap([0]);
	}

	/** Gives a page that is mapped other permissions. */
	async permit(page: number, permission: number): Promise<void> {
		const frame = [this.#frames + ((page - FIRST) % 64)];
		const request = ++this.#request;
		this.raw.send({ map: [{ request, space: 1, page: [page], frame, flags: [permission] }] });
		await this.unmap([0]);
	}

	/** Unmaps pages; the contents of those that were written. */
	async unmap(pages: number[]): Promise<Uint8Array | undefined> {
		const request = ++this.#request;
		this.raw.send({ unmap: [{ request, space: 1, page: pages, returnDirty: true }] });
		const { unmapped } = await this.raw.next((m) => m.unmapped.some((u) => u.request === request));
		return unmapped.find((each) => each.request === request)?.contents;
	}

	/** The event with this number. */
	async event(sequence: number) {
		const { events } = await this.raw.next((m) =>
			(m.events?.sequence ?? []).map(Number).includes(sequence),
		);
		const row = (events?.sequence ?? []).map(Number).indexOf(sequence);
		return {
			page: Number(events?.page?.[row]),
			offset: events?.offset?.[row],
			reason: events?.reason?.[row],
			hardwareReason: events?.hardwareReason?.[row],
			flags: events?.flags?.[row],
			lost: Number(events?.lost?.[row]),
		};
	}
}

test('an agent maps, the device reads and writes; elsewhere it faults, and the agent is told', async () => {
	const { control, address } = await startHost(machine);
	const agent = await MappingAgent.start(address, 'a');
	const contents = randomBytes(4 * PAGE);
	await agent.map(contents);
	expect(await read(control, 'nic', BASE, contents.length)).toMatchObject({
		...{ ok: true, bytes: contents.length, sha256: sha256(contents), groups: 0 },
	});
	const written = await write(control, 'nic', 7, BASE + PAGE);
	expect(written.ok).toBe(true);
	const back = await agent.unmap([FIRST, FIRST + 1]);
	// Nothing tells which of the writable pages a device wrote to: all come back.
	expect(sha256(back!.subarray(PAGE))).toBe(written.sha256);
	expect(sha256(back!.subarray(0, PAGE))).toBe(sha256(contents.subarray(0, PAGE)));
	// Law 4: once the unmap is answered, the device cannot get there.
	expect(await read(control, 'nic')).toMatchObject({ ok: false, code: 37 });
	expect(await agent.event(1)).toEqual({
		...{ page: FIRST, offset: 0, reason: 5, hardwareReason: MAPPING, lost: 0 },
		flags: 16 | READ,
	});
	expect((await write(control, 'nic', 1, BASE + 9 * PAGE)).ok).toBe(false);
	expect(await agent.event(2)).toMatchObject({ page: FIRST + 9, flags: 16 | WRITE });
	expect((await read(control, 'nic', BASE + 2 * PAGE, 2 * PAGE)).ok).toBe(true);
	const { counters } = await control.device('nic');
	expect(counters).toMatchObject({ events: 2, eventsLost: 0, groups: 0, dmaErrors: 2 });
});

test('a page may be less than writable, and become so', async () => {
	const { control, address } = await startHost(machine);
	const agent = await MappingAgent.start(address, 'a');
	const contents = randomBytes(PAGE);
	await agent.map(contents, READ);
	expect((await write(control, 'nic', 1)).ok).toBe(false);
	expect(await agent.event(1)).toMatchObject({ page: FIRST, flags: 16 | WRITE });
	await agent.permit(FIRST, READ | WRITE);
	const written = await write(control, 'nic', 5);
	expect(written.ok).toBe(true);
	expect(sha256((await agent.unmap([FIRST]))!)).toBe(written.sha256);
});

test('ctl shows what stands in front of the device, and what it can do', async () => {
	const { control, address } = await startHost(machine);
	await MappingAgent.start(address, 'a');
	expect(await control.device('nic')).toMatchObject({
		...{ iommu: 'v', iommuKind: 5, pri: 'none', driver: 'vfio', guest: 'a', pasids: [0] },
		...{ sourceId: 0x100, outstanding: 0, pending: 0 },
	});
	expect(await control.device('dma')).toMatchObject({
		...{ bus: 2, iommu: 'v', iommuKind: 5, pri: 'none', sourceId: 0x1234567, pasids: [] },
	});
});

test('a PASID is refused by name, whatever the agent asks for', async () => {
	const { address } = await startHost(machine);
	const agent = await MappingAgent.start(address, 'a');
	const welcome = agent.raw.received.find((m) => m.welcome != null)?.welcome;
	expect(welcome?.devices).toMatchObject([{ name: 'nic', maxPasid: 0 }]);
	const device = welcome?.devices?.[0]?.device ?? 0;
	for (const pasid of [0, 1, 0xfffff])
		expect(await agent.bind(device, pasid)).toMatchObject({
			message: `device nic, PASID ${pasid}: behind its virtio IOMMU the device has no PASIDs; bind its requests without one`,
		});
});

test('two guests at the same addresses have contents of their own', async () => {
	const { control, address } = await startHost(machine);
	const [a, b] = [await MappingAgent.start(address, 'a'), await MappingAgent.start(address, 'b')];
	const [ofA, ofB] = [randomBytes(PAGE), randomBytes(PAGE)];
	await a.map(ofA);
	expect((await read(control, 'dma')).ok).toBe(false);
	expect(await b.event(1)).toMatchObject({ page: FIRST });
	await b.map(ofB);
	expect((await read(control, 'nic')).sha256).toBe(sha256(ofA));
	expect((await read(control, 'dma')).sha256).toBe(sha256(ofB));
	await write(control, 'nic', 9);
	expect((await read(control, 'dma')).sha256).toBe(sha256(ofB));
	expect(a.raw.received.some((m) => m.events != null)).toBe(false);
});

test('a device changes hands, is reset, pulled out and put in: only what is mapped now is reached', async () => {
	const { control, address } = await startHost(machine);
	const [a, b] = [await MappingAgent.start(address, 'a'), await MappingAgent.start(address, 'b')];
	const [ofA, ofB] = [randomBytes(PAGE), randomBytes(PAGE)];
	await a.map(ofA);
	await b.map(ofB);
	// A reset keeps what is mapped.
	expect(await control.reset('nic')).toMatchObject({ guest: 'a', pasids: [0] });
	expect((await read(control, 'nic')).sha256).toBe(sha256(ofA));
	// Nobody's.
	expect(await control.unassign('nic')).toMatchObject({ driver: '', state: 'none' });
	expect((await read(control, 'nic')).ok).toBe(false);
	// Another guest's: not before it binds, and then that guest's memory.
	await control.assign('nic', 'b');
	const { assigned } = await b.raw.next((m) => m.assigned.length > 0);
	expect((await read(control, 'nic')).ok).toBe(false);
	await b.bind(assigned[0]?.device ?? 0);
	expect((await read(control, 'nic')).sha256).toBe(sha256(ofB));
	// Out and in again.
	await control.unplug('nic');
	expect(await control.device('nic')).toMatchObject({ state: 'unplugged' });
	expect((await read(control, 'nic')).ok).toBe(false);
	await control.plug('nic');
	expect((await read(control, 'nic')).ok).toBe(false);
	await control.assign('nic', 'a');
	const back = await a.raw.next((m) => m.assigned.length > 0);
	await a.bind(back.assigned[0]?.device ?? 0);
	expect((await read(control, 'nic')).sha256).toBe(sha256(ofA));
	// The other device did not notice.
	expect((await read(control, 'dma')).sha256).toBe(sha256(ofB));
});

test('the quarantine driver works behind it, and sva says why it does not', async () => {
	const { control } = await startHost(machine);
	await control.unassign('nic');
	await expect(control.bind('nic', 'sva')).rejects.toMatchObject({
		code: 'PASID_UNAVAILABLE',
		message: expect.stringMatching(
			/driver sva cannot take device nic: its IOMMU v \(virtio\) has neither PASIDs nor page requests/,
		),
	});
	expect(await control.device('nic')).toMatchObject({ driver: '', state: 'none' });
	expect(await control.bind('nic', 'quarantine')).toMatchObject({
		...{ driver: 'quarantine', pasids: [0] },
	});
	const beyond = 0x4000_0000;
	expect((await write(control, 'nic', 3)).ok).toBe(true);
	expect((await read(control, 'nic', beyond)).ok).toBe(false);
	expect(await control.device('nic')).toMatchObject({
		pasids: [],
		quarantined: [{ pasid: 0, reason: 5, hardwareReason: MAPPING, page: beyond / PAGE, faults: 0 }],
	});
	expect((await read(control, 'nic')).ok).toBe(false);
	expect(await control.releasePasid('nic', 0)).toMatchObject({ quarantined: [], pasids: [0] });
	expect((await read(control, 'nic')).ok).toBe(true);
	expect(await control.bind('nic', 'none')).toMatchObject({ driver: '' });
	expect(await control.bind('nic', 'vfio', 'a')).toMatchObject({ driver: 'vfio', guest: 'a' });
	expect((await read(control, 'nic')).ok).toBe(false);
});

test('an agent of the SDK: pages that a device with PRI brought in are there for one without', async () => {
	const { control, host } = await startHost(machine);
	await control.assign('pager', 'a');
	const areas = [{ address: BASE, length: 16 * PAGE }];
	const guest = await startGuest(host, { guest: 'a', pasid: 'none', areas, residentLimit: 64 });
	const from = { device: 'pager', address: BASE };
	const written = await control.run({ write: { to: from, length: 8 * PAGE, seed: 3 } }, () => {});
	expect(written.ok).toBe(true);
	expect((await read(control, 'nic', BASE, 8 * PAGE)).sha256).toBe(written.sha256);
	expect((await read(control, 'nic', BASE + 8 * PAGE)).ok).toBe(false);
	expect(await guest.next('device-event')).toMatchObject({
		...{ device: 'nic', sequence: 1, lost: 0, access: READ, pasid: undefined },
		...{ address: BASE + 8 * PAGE, reason: 5, hardwareReason: MAPPING },
	});
	// What is evicted is gone for both.
	await control.sync('a', 10_000, true);
	expect(guest.space.residentPages).toBe(0);
	expect((await read(control, 'nic')).ok).toBe(false);
});

test('reserved addresses cannot be used, and what is reserved can be configured', async () => {
	const { control, address } = await startHost({
		...machine,
		iommus: [
			{
				...{ name: 'v', kind: 'virtio' },
				reserved: [{ start: BASE + PAGE, end: BASE + 2 * PAGE - 1 }],
			},
			{ name: 't' },
		],
	});
	const agent = await MappingAgent.start(address, 'a');
	await agent.map(randomBytes(3 * PAGE));
	const ok = await Promise.all([0, 1, 2].map((i) => read(control, 'nic', BASE + i * PAGE)));
	expect(ok.map((each) => each.ok)).toEqual([true, false, true]);
	expect(await agent.event(1)).toMatchObject({ page: FIRST + 1, reason: 5 });
});

test('a host of virtio alone starts, and ends in good order', async () => {
	const { host, control } = await startHost({
		memory: '64MiB',
		iommus: [{ name: 'v', kind: 'virtio' }],
		guests: [{ name: 'a', memory: '4MiB' }],
		devices: [{ name: 'nic', address: '01:00.0', guest: 'a', on_fault: 'stop' }],
	});
	expect((await read(control, 'nic')).ok).toBe(false);
	expect(await control.device('nic')).toMatchObject({ halted: true, driver: 'vfio' });
	expect(await control.reset('nic')).toMatchObject({ halted: false });
	await host.close();
});

import { describe, expect, it } from 'vitest';
import { Errno } from '../../../src/host/kernel/errno.js';
import { errorCode } from '../../../src/wire/error-codes.js';
import type { BenchAgent } from '../../support/relay-bench.js';
import { RelayBench } from '../../support/relay-bench.js';
import { PASID } from '../../support/vfio-bench.js';

/** The RequestResults since `take` was last asked: request, code, refused rows and their codes. */
function results(agent: BenchAgent) {
	return agent
		.take()
		.flatMap((message) => message.results)
		.map(({ request, code, row, rowCode }) => [
			request,
			errorCode(code),
			...row.map((each, i) => `${each} ${errorCode(rowCode[i]!)}`),
		]);
}

describe('a Bind', () => {
	it('makes the space, and a further one shares it', () => {
		const bench = new RelayBench();
		const { guest } = bench.guest();
		const nic = bench.assigned('nic', guest);
		const gpu = bench.assigned('gpu', guest);
		const agent = bench.connect();
		agent.hello();
		agent.send({
			bind: [
				{ request: 7, device: nic.handle, pasid: 1, space: 2 ** 32 - 1 },
				{ request: 8, device: gpu.handle, pasid: 9, space: 2 ** 32 - 1 },
			],
		});
		expect(results(agent)).toEqual([
			[7, undefined],
			[8, undefined],
		]);
		expect(guest.spaces.size).toBe(1);
		expect(new Set(bench.iommu.bound.values()).size).toBe(1);
		expect([...bench.iommu.bound.keys()]).toEqual(['nic/1', 'gpu/9']);
	});

	it('is refused for devices, PASIDs, spaces and tables, and leaves nothing behind', () => {
		const bench = new RelayBench({ spaces: 1 });
		const { guest, vfio, agent } = bench.ready();
		const bind = (request: number, device: number, pasid: number, space: number) =>
			agent.send({ bind: [{ request, device, pasid, space }] });
		bind(1, 4711, 6, 1);
		bind(3, vfio.handle, 0, 1);
		bind(4, vfio.handle, vfio.maxPasid + 1, 1);
		bind(5, vfio.handle, 6, 2);
		bench.iommu.failures.bindPasid = Errno.ENOMEM;
		bind(6, vfio.handle, 6, 1);
		expect(results(agent)).toEqual([
			[1, 'UNKNOWN_DEVICE'],
			[3, 'PASID_UNAVAILABLE'],
			[4, 'PASID_UNAVAILABLE'],
			[5, 'RESOURCE_EXHAUSTED'],
			[6, 'RESOURCE_EXHAUSTED'],
		]);
		expect([...bench.iommu.bound.keys()]).toEqual([`nic/${PASID}`]);
		expect(guest.spaces.size).toBe(1);
		expect(guest.counters.refused).toBe(5);
		expect(bench.relay.refusalsOf('a').toJSON()).toEqual({
			UNKNOWN_DEVICE: 1,
			PASID_UNAVAILABLE: 2,
			RESOURCE_EXHAUSTED: 2,
		});
	});

	it('of requests without a PASID needs no PASID, and neither does its Unbind', () => {
		const bench = new RelayBench();
		const { vfio, agent } = bench.ready();
		const bind = (request: number) =>
			agent.send({ bind: [{ request, device: vfio.handle, space: 2, noPasid: true }] });
		const unbind = (request: number) =>
			agent.send({ unbind: [{ request, device: vfio.handle, noPasid: true }] });
		bind(1);
		unbind(3);
		unbind(4);
		bench.iommu.failures.bindPasid = Errno.EINVAL;
		bind(5);
		expect(results(agent)).toEqual([
			[1, undefined],
			[3, undefined],
			[4, 'PASID_UNAVAILABLE'],
			[5, 'PASID_UNAVAILABLE'],
		]);
		expect([...bench.iommu.bound.keys()]).toEqual([`nic/${PASID}`]);
		expect(bench.iommu.takeLog().filter((line) => line.includes('-1'))).toEqual([
			'bind nic/-1',
			'unbind nic/-1',
			'unbound nic/-1',
		]);
	});

	it('beyond the bound on bindings is refused until an unbinding is complete', () => {
		const bench = new RelayBench({ bindings: 3 });
		const { guest, vfio, agent } = bench.ready();
		const bind = (request: number, pasid: number, space: number) => ({
			request,
			device: vfio.handle,
			pasid,
			space,
		});
		agent.send({ bind: [bind(1, 6, 1), bind(3, 7, 2), bind(4, 8, 3)] });
		const answers = agent.only().results;
		expect(answers.map(({ code }) => errorCode(code))).toEqual([
			undefined,
			undefined,
			'RESOURCE_EXHAUSTED',
		]);
		expect(answers[2]?.message).toBe(
			'device nic, PASID 8: the session has 3 bindings, which is the bound',
		);
		expect([vfio.bindings.size, guest.spaces.size]).toEqual([3, 2]);
		bench.iommu.hold = true;
		agent.send({ unbind: [{ request: 5, device: vfio.handle, pasid: 6 }] });
		agent.send({ bind: [bind(6, 8, 3)] });
		expect(results(agent)).toEqual([[6, 'RESOURCE_EXHAUSTED']]);
		bench.iommu.completeAll();
		bench.clock.settle();
		agent.send({ bind: [bind(7, 8, 3), bind(8, 9, 3)] });
		expect(results(agent)).toEqual([
			[5, undefined],
			[7, undefined],
			[8, 'RESOURCE_EXHAUSTED'],
		]);
		expect([...vfio.bindings.keys()]).toEqual([PASID, 7, 8]);
	});

	it('is refused for a new space when the host has no domain id left', () => {
		const bench = new RelayBench();
		const { vfio, agent } = bench.ready();
		while (bench.domainIds.allocate() !== -1);
		agent.send({ bind: [{ request: 1, device: vfio.handle, pasid: 6, space: 2 }] });
		const [answer] = agent.only().results;
		expect(errorCode(answer?.code ?? 0)).toBe('RESOURCE_EXHAUSTED');
		expect(answer?.message).toBe('space 2: no domain id is left (ENOSPC)');
		expect(vfio.bindings.size).toBe(1);
	});

	it('that fails does not make its space', () => {
		const bench = new RelayBench();
		const { guest } = bench.guest();
		const vfio = bench.assigned('nic', guest);
		const agent = bench.connect();
		agent.hello();
		agent.send({ bind: [{ request: 1, device: vfio.handle, pasid: 0, space: 3 }] });
		agent.send({ map: [{ request: 2, space: 3, page: [1], frame: [1], flags: [1] }] });
		expect(results(agent)).toEqual([
			[1, 'PASID_UNAVAILABLE'],
			[2, 'UNKNOWN_SPACE', '0 UNKNOWN_SPACE'],
		]);
		expect(guest.spaces.size).toBe(0);
	});
});

describe('an Unbind', () => {
	it('is done once the IOMMU has drained, with the groups of the PASID answered', () => {
		const bench = new RelayBench();
		const { vfio, agent } = bench.ready();
		agent.grant(vfio, 10);
		bench.fault(vfio.device, 1);
		bench.clock.settle();
		agent.take();
		bench.iommu.hold = true;
		agent.send({ unbind: [{ request: 3, device: vfio.handle, pasid: PASID }] });
		expect(results(agent)).toEqual([]);
		bench.iommu.completeAll();
		bench.clock.settle();
		expect(results(agent)).toEqual([[3, undefined]]);
		expect(bench.responses()).toEqual(['respond nic 1 INVALID']);
		expect(vfio.bindings.size).toBe(0);
	});

	it('is refused for what is not bound', () => {
		const bench = new RelayBench();
		const { vfio, agent } = bench.ready();
		agent.send({
			unbind: [
				{ request: 1, device: vfio.handle, pasid: 6 },
				{ request: 2, device: 4711, pasid: PASID },
			],
		});
		expect(results(agent)).toEqual([
			[1, 'PASID_UNAVAILABLE'],
			[2, 'UNKNOWN_DEVICE'],
		]);
		expect(vfio.bindings.size).toBe(1);
	});
});

describe('a MapBatch', () => {
	const READ = 1;
	const CONTENTS = 16;
	const ZERO = 32;

	it('fills frames with the contents of its rows, or zeros, or leaves them', () => {
		const bench = new RelayBench();
		const { guest, memory, agent } = bench.ready();
		memory.bytes.fill(0xee, 0, 8 * 4096);
		const contents = new Uint8Array(2 * 4096);
		contents.fill(0x11, 0, 4096).fill(0x22, 4096);
		agent.send({
			map: [
				{
					request: 1,
					space: 1,
					page: [10, 11, 12, 13],
					frame: [4, 5, 6, 7],
					flags: [READ | CONTENTS, READ | ZERO, READ, READ | CONTENTS],
					contents,
				},
			],
		});
		expect(agent.take()).toEqual([]);
		const first = (frame: number) => memory.bytes[frame * 4096];
		const last = (frame: number) => memory.bytes[frame * 4096 + 4095];
		expect([4, 5, 6, 7].map(first)).toEqual([0x11, 0, 0xee, 0x22]);
		expect([4, 5, 6, 7].map(last)).toEqual([0x11, 0, 0xee, 0x22]);
		expect(guest.counters).toMatchObject({ maps: 4, bytesIn: 2 * 4096, refused: 0 });
	});

	it('is refused by the row, with each reason; the other rows take effect', () => {
		const bench = new RelayBench();
		const { guest, agent } = bench.ready({ frames: 16 });
		agent.send({ map: [{ request: 1, space: 1, page: [1], frame: [1], flags: [READ] }] });
		agent.send({
			map: [
				{
					request: 2,
					space: 1,
					page: [2 ** 51, 2, 1, 3, 4, 5, 6],
					frame: [2, 16, 3, 1, 2, 4, 5],
					flags: [READ, READ, READ, READ | ZERO, 2, READ, READ | CONTENTS | ZERO],
					contents: new Uint8Array(4096),
				},
			],
		});
		const message = agent.take()[0]?.results[0];
		expect(message?.message).toBe(
			'6 of 7 rows refused; the first is row 0: page 0x8000000000000 to frame 2, flags 1, BAD_PAGE',
		);
		expect(message?.row).toEqual([0, 1, 2, 3, 4, 6]);
		expect(message?.rowCode.map(errorCode)).toEqual([
			'BAD_PAGE',
			'BAD_FRAME',
			'PAGE_MAPPED',
			'FRAME_IN_USE',
			'BAD_PERMISSION',
			'BAD_PERMISSION',
		]);
		expect(guest.counters).toMatchObject({ maps: 2, refused: 6 });
		expect(agent.session.refusals.total).toBe(6);
	});

	it('is refused in frames of another session', () => {
		const bench = new RelayBench();
		const { guest } = bench.guest();
		const nic = bench.assigned('nic', guest);
		bench.assigned('gpu', guest);
		bench.connect().hello({ devices: ['gpu'], frames: 10 });
		const agent = bench.connect();
		const { firstFrame } = agent.hello({ frames: 10 });
		agent.bind(nic);
		agent.send({ map: [{ request: 1, space: 1, page: [1, 2], frame: [9, 10], flags: [1, 1] }] });
		expect(firstFrame).toBe(10);
		expect(results(agent)).toEqual([[1, 'BAD_FRAME', '0 BAD_FRAME']]);
	});

	it('is refused whole for a space that is not there', () => {
		const bench = new RelayBench();
		const { guest, agent } = bench.ready();
		agent.send({ map: [{ request: 4, space: 2, page: [1, 2], frame: [1, 2], flags: [1, 1] }] });
		expect(results(agent)).toEqual([[4, 'UNKNOWN_SPACE', '0 UNKNOWN_SPACE', '1 UNKNOWN_SPACE']]);
		expect(guest.counters).toMatchObject({ maps: 0, refused: 2 });
	});
});

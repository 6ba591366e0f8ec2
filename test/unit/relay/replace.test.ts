import { describe, expect, it } from 'vitest';
import { Errno } from '../../../src/host/kernel/errno.js';
import { errorCode } from '../../../src/wire/error-codes.js';
import { again, inventoryOf, kept } from '../../support/kept-session.js';
import { type BenchAgent, RelayBench } from '../../support/relay-bench.js';
import { PASID } from '../../support/vfio-bench.js';

/** The outcomes of requests since `take` was last asked. */
const results = (agent: BenchAgent) =>
	agent
		.take()
		.flatMap((message) => message.results)
		.map(({ request, code }) => [request, errorCode(code)]);

/** An agent that serves PASID 5 of one device in space 1, with a group taken and one that waits for credit. */
function serving(limits: ConstructorParameters<typeof RelayBench>[0] = {}) {
	const bench = new RelayBench(limits);
	const all = bench.ready();
	const { agent, vfio } = all;
	agent.grant(vfio, 1);
	bench.group(vfio, 1, [20]);
	bench.group(vfio, 2, [21]);
	bench.clock.settle();
	const [taken] = agent.faults();
	const replace = (request: number, space: number) =>
		agent.send({ bind: [{ request, device: vfio.handle, pasid: PASID, space }] });
	return { ...all, bench, taken: taken!, replace };
}

describe('a Bind of a PASID that is bound', () => {
	it('moves it: groups of the old space are answered INVALID first, those after the result are of the new', () => {
		const { agent, bench, guest, replace, taken, vfio } = serving();
		bench.iommu.hold = true;
		const old = bench.iommu.bound.get('nic/5');
		replace(7, 2);
		// Under way: nothing is delivered, and the agent hears when it is done.
		agent.grant(vfio, 8);
		expect([results(agent), guest.spaces.size]).toEqual([[], 2]);
		bench.iommu.onDrain = () => bench.group(vfio, 3, [22]);
		bench.iommu.completeAll();
		bench.clock.settle();
		expect(bench.iommu.takeLog()).toEqual([
			'unbind nic/5',
			'respond nic 3 INVALID',
			'unbound nic/5',
			'respond nic 1 INVALID',
			'respond nic 2 INVALID',
			'bind nic/5',
		]);
		expect(bench.iommu.bound.get('nic/5')).not.toBe(old);
		bench.group(vfio, 4, [23]);
		bench.clock.settle();
		const news = agent.take();
		expect(news.flatMap((message) => message.results)).toMatchObject([{ request: 7, code: 0 }]);
		const withResult = news.findIndex((message) => message.results.length > 0);
		const withGroup = news.findIndex((message) => message.faults !== undefined);
		expect(withGroup).toBeGreaterThanOrEqual(withResult);
		const [group] = news.flatMap((message) => Array.from(message.faults?.group ?? []));
		// Law 7: an answer to what was of the old space has no effect.
		agent.send({ responses: { group: [taken, group!], code: [1, 1] } });
		expect(agent.refused()).toEqual([[taken, 'REVOKED_GROUP']]);
		expect(bench.responses()).toEqual(['respond nic 4 SUCCESS']);
	});

	it('says so before the first group of the new space, however much else is to be said', () => {
		const { agent, bench, vfio } = serving({ messageBytes: 65_536 });
		agent.grant(vfio, 8);
		const bindPasid = bench.iommu.bindPasid.bind(bench.iommu);
		bench.iommu.bindPasid = (...args) => {
			const errno = bindPasid(...args);
			// The device goes on at once.
			bench.group(vfio, 3, [22]);
			return errno;
		};
		// Their outcomes, with their texts, come before that of the last and take more than a message.
		const unknown = Array.from({ length: 1000 }, (_, n) => ({ request: n + 2, device: 4711 }));
		const replace = { request: 1, device: vfio.handle, pasid: PASID, space: 2 };
		agent.send({ bind: [...unknown, replace] });
		const news = agent.take();
		const withResult = news.findIndex(({ results: of }) => of.some(({ request }) => request === 1));
		const withGroup = news.findIndex(({ faults }) => faults?.page[0] === 22);
		expect(withResult).toBeGreaterThan(0);
		expect(withGroup).toBeGreaterThanOrEqual(withResult);
	});

	it('keeps the mappings of both spaces; it may be moved back', () => {
		const { agent, bench, guest, replace } = serving();
		const map = (request: number, space: number, frame: number) =>
			agent.send({ map: [{ request, space, page: [9], frame: [frame], flags: [1] }] });
		map(1, 1, 3);
		const first = bench.iommu.bound.get('nic/5');
		agent.send({
			bind: [
				{
					request: 2,
					device: agent.heard[0]!.welcome!.devices[0]!.device!,
					pasid: PASID,
					space: 2,
				},
			],
			map: [{ request: 3, space: 2, page: [9], frame: [4], flags: [1] }],
		});
		replace(4, 1);
		expect(results(agent)).toEqual([
			[2, undefined],
			[4, undefined],
		]);
		expect(bench.iommu.bound.get('nic/5')).toBe(first);
		expect([guest.frameTable.inUse, guest.spaces.size]).toEqual([2, 2]);
	});

	it('to the space that it is bound to is done, and changes nothing', () => {
		const { agent, bench, replace, taken } = serving();
		replace(7, 1);
		expect(results(agent)).toEqual([[7, undefined]]);
		expect(bench.iommu.takeLog()).toEqual([]);
		agent.send({ responses: { group: [taken], code: [1] } });
		expect(bench.responses()).toEqual(['respond nic 1 SUCCESS']);
	});

	it('needs no room for a binding, but for a space', () => {
		const { agent, bench, guest, replace, taken } = serving({ bindings: 1, spaces: 2 });
		for (const [request, space] of [
			[1, 2],
			[2, 1],
			[3, 2],
		] as const)
			replace(request, space);
		replace(4, 3);
		expect(results(agent)).toEqual([
			[1, undefined],
			[2, undefined],
			[3, undefined],
			[4, 'RESOURCE_EXHAUSTED'],
		]);
		expect(guest.spaces.size).toBe(2);
		agent.send({ unbind: [{ request: 5, device: 1, pasid: PASID }] });
		expect(results(agent)).toEqual([[5, undefined]]);
		expect([taken > 0, bench.iommu.bound.size]).toEqual([true, 0]);
	});

	it('is refused while it is being moved or unbound, or its function is being reset', () => {
		const { agent, bench, replace, vfio } = serving();
		bench.iommu.hold = true;
		replace(1, 2);
		replace(2, 3);
		replace(3, 1);
		expect(results(agent)).toEqual([
			[2, 'PASID_UNAVAILABLE'],
			[3, 'PASID_UNAVAILABLE'],
		]);
		bench.iommu.completeAll();
		bench.clock.settle();
		expect(results(agent)).toEqual([[1, undefined]]);
		agent.send({ unbind: [{ request: 4, device: vfio.handle, pasid: PASID }] });
		replace(5, 1);
		bench.iommu.completeAll();
		bench.clock.settle();
		expect(results(agent)).toEqual([
			[5, 'PASID_UNAVAILABLE'],
			[4, undefined],
		]);
		replace(6, 1);
		bench.binding.reset(vfio.device, () => {});
		replace(7, 2);
		bench.iommu.completeAll();
		bench.clock.settle();
		expect(results(agent)).toEqual([
			[6, undefined],
			[7, 'PASID_UNAVAILABLE'],
		]);
	});

	it('leaves everything as it was, groups too, when the new space cannot be had', () => {
		const { agent, bench, guest, replace, taken } = serving();
		const { createSpace } = guest;
		guest.createSpace = () => Errno.ENOMEM;
		replace(1, 2);
		guest.createSpace = createSpace;
		expect(results(agent)).toEqual([[1, 'RESOURCE_EXHAUSTED']]);
		expect(bench.iommu.takeLog()).toEqual([]);
		agent.send({ responses: { group: [taken], code: [1] } });
		expect(bench.responses()).toEqual(['respond nic 1 SUCCESS']);
	});

	it('that fails late leaves it bound as before, or not at all, and no space that it was to make', () => {
		const { agent, bench, guest, replace, vfio } = serving({ bindings: 1 });
		bench.iommu.hold = true;
		replace(1, 2);
		const bindPasid = bench.iommu.bindPasid.bind(bench.iommu);
		let failures = 1;
		bench.iommu.bindPasid = (...args) => (failures-- > 0 ? Errno.ENOMEM : bindPasid(...args));
		bench.iommu.completeAll();
		bench.clock.settle();
		expect(results(agent)).toEqual([[1, 'RESOURCE_EXHAUSTED']]);
		expect([guest.spaces.size, vfio.bindings.get(PASID)?.accepts]).toEqual([1, true]);
		agent.send({ map: [{ request: 2, space: 2, page: [9], frame: [3], flags: [1] }] });
		expect(results(agent)).toEqual([[2, 'UNKNOWN_SPACE']]);

		replace(3, 2);
		failures = 2;
		bench.iommu.completeAll();
		bench.clock.settle();
		expect(results(agent)).toEqual([[3, 'RESOURCE_EXHAUSTED']]);
		expect(vfio.bindings.size).toBe(0);
		// It is counted no more, and can be bound again.
		replace(4, 1);
		expect(results(agent)).toEqual([[4, undefined]]);
	});

	it('that the end of the session, or of the assignment, comes across leaves nothing', () => {
		for (const end of ['session', 'device'] as const) {
			const { agent, bench, guest, replace, vfio } = serving();
			bench.iommu.hold = true;
			replace(1, 2);
			if (end === 'session') agent.end.close();
			else bench.binding.unbind(vfio.device);
			bench.clock.settle();
			bench.iommu.completeAll();
			bench.clock.settle();
			expect(bench.iommu.bound.size).toBe(0);
			expect(vfio.bindings.size).toBe(0);
			if (end === 'session') expect([guest.spaces.size, bench.ended]).toEqual([0, ['UNAVAILABLE']]);
			else expect(results(agent)).toEqual([[1, 'UNKNOWN_DEVICE']]);
		}
	});

	it('while the connection breaks: the Inventory waits for it, and tells the new space', () => {
		const bench = new RelayBench({ resumeMs: 1000 });
		const { agent, id, vfio } = kept(bench);
		bench.iommu.hold = true;
		agent.send({ bind: [{ request: 1, device: vfio.handle, pasid: PASID, space: 2 }] });
		agent.end.link.cut();
		bench.clock.settle();
		const back = again(bench, { resumeSession: id });
		expect(back.heard.some((message) => message.inventory !== undefined)).toBe(false);
		bench.iommu.completeAll();
		bench.clock.settle();
		expect(inventoryOf(back)).toMatchObject({ bound: [[vfio.handle, PASID, 2]] });
		// Once more, as an agent does that has not heard: it is done.
		back.send({ bind: [{ request: 2, device: vfio.handle, pasid: PASID, space: 2 }] });
		expect(results(back)).toEqual([[2, undefined]]);
	});
});

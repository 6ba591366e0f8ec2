import { describe, expect, it } from 'vitest';
import { Errno } from '../../../src/host/kernel/errno.js';
import { ResponseCode } from '../../../src/host/kernel/fault.js';
import { GroupOutcome } from '../../../src/host/kernel/fault-core.js';
import { NO_PASID } from '../../../src/host/kernel/fault-source.js';
import { ContractMachine, PASID } from '../../support/contract-machine.js';
import { RECOVERABLE, WITH_PRI } from '../../support/iommu-rows.js';

const { SUCCESS, INVALID, FAILURE } = ResponseCode;
const RW = 3;
const CODES = [SUCCESS, INVALID, FAILURE] as const;

describe.each(RECOVERABLE)('$name: a fault', (row) => {
	it('travels to the handler, and its SUCCESS back to the device, which then moves the bytes', () => {
		const machine = new ContractMachine(row);
		const { dev, guest } = machine.served();
		const bytes = new Uint8Array(16);
		const read = machine.read(dev, PASID, 0x3008, bytes);
		expect(machine.handler.groups).toEqual([]);
		machine.clock.settle();
		const { name } = dev.device;
		expect(machine.handler.groups).toMatchObject([
			{ device: name, pasid: PASID, pages: [3], pasids: [PASID] },
		]);
		expect([read.ended, dev.seen.answers]).toEqual([false, []]);
		guest.table.map(3, 60, RW);
		machine.fill(guest, 60, 0x77);
		expect(machine.answer(dev.device, SUCCESS)).toBe(Errno.OK);
		expect(read).toEqual({ ended: true, error: undefined });
		expect(bytes).toEqual(new Uint8Array(16).fill(0x77));
		const write = machine.write(dev, PASID, 0x3010, Uint8Array.of(1, 2));
		expect(write).toEqual({ ended: true, error: undefined });
		expect(machine.memory.read16((guest.domain.firstFrame + 60) * 4096 + 16)).toBe(0x0201);
		expect(dev.seen.summary).toEqual([`3 ${machine.answerOf(SUCCESS)}`]);
		expect(dev.endpoint.counters).toMatchObject({ responsesUnexpected: 0, responsesIgnored: 0 });
		machine.checkAnswers(dev);
		expect(machine.driver.counters).toMatchObject({ faults: 0, responses: 1, responsesLost: 0 });
	});

	it.each([
		['SUCCESS', SUCCESS],
		['INVALID', INVALID],
		['FAILURE', FAILURE],
	] as const)('is answered once with what %s is on the wire', (_name, code) => {
		const machine = new ContractMachine(row);
		const { dev, guest } = machine.served();
		const read = machine.read(dev, PASID, 0x3000);
		machine.clock.settle();
		guest.table.map(3, 60, RW);
		expect(machine.answer(dev.device, code)).toBe(Errno.OK);
		expect(read).toEqual({ ended: true, error: machine.endOf(code) });
		expect(dev.seen.summary).toEqual([`3 ${machine.answerOf(code)}`]);
		machine.checkAnswers(dev);
		expect(machine.core.pendingCount(dev.device)).toBe(0);
	});

	it('waits for its own answer: many are answered in another order than they came', () => {
		const machine = new ContractMachine(row);
		const { dev } = machine.servedScript();
		for (let page = 0; page < 50; page++) dev.ask(page);
		machine.clock.settle();
		const { groups } = machine.handler;
		expect(groups.map(({ pages }) => pages[0])).toEqual(Array.from({ length: 50 }, (_, i) => i));
		expect(new Set(groups.map(({ id }) => id)).size).toBe(50);
		// 7 is prime to 50: each once.
		const order = Array.from({ length: 50 }, (_, i) => (i * 7) % 50);
		for (const at of order)
			expect(machine.core.pageResponse(dev.device, groups[at]!.id, CODES[at % 3]!)).toBe(Errno.OK);
		expect(dev.seen.answers).toEqual([]);
		machine.core.flush();
		machine.clock.settle();
		expect(dev.seen.summary).toEqual(
			order.map((at) => `${at} ${machine.answerOf(CODES[at % 3]!)}`),
		);
		machine.checkAnswers(dev);
	});

	it('law 7: a second answer, a foreign one, one to no group and one of no code are refused', () => {
		const machine = new ContractMachine(row);
		const { dev } = machine.servedScript();
		const { dev: other } = machine.servedScript();
		dev.ask(3);
		other.ask(3);
		machine.clock.settle();
		const [mine, theirs] = machine.handler.groups.map(({ id }) => id);
		const { core } = machine;
		const answer = (id: number, code: number) =>
			core.pageResponse(dev.device, id, code as ResponseCode);
		const before = [core.counters(dev.device), core.counters(other.device)];
		for (const [id, code] of [
			[theirs!, SUCCESS],
			[9999, SUCCESS],
			[0, SUCCESS],
			[Number.NaN, SUCCESS],
			[mine!, 3],
			[mine!, -1],
		] as const)
			expect(answer(id, code)).toBe(Errno.EINVAL);
		core.flush();
		machine.clock.settle();
		expect([core.counters(dev.device), core.counters(other.device)]).toEqual(before);
		expect([dev.seen.answers, other.seen.answers]).toEqual([[], []]);

		expect(answer(mine!, INVALID)).toBe(Errno.OK);
		expect([answer(mine!, INVALID), answer(mine!, SUCCESS)]).toEqual([Errno.EINVAL, Errno.EINVAL]);
		core.flush();
		machine.clock.settle();
		expect(core.outcome(mine!)).toBe(GroupOutcome.ANSWERED);
		expect(dev.seen.summary).toEqual([`3 ${machine.answerOf(INVALID)}`]);
		expect(other.seen.outstanding).toBe(1);
		machine.checkAnswers(dev, other);
	});

	it('law 2: the name that hardware gave a group before does not answer the next of that name', () => {
		const machine = new ContractMachine(row, 'small');
		const { dev } = machine.servedScript();
		const ids = new Map<number, number>();
		// More than there are names, so that each is used again.
		for (let n = 0; n < 600; n++) {
			dev.ask(n);
			machine.clock.settle();
			const { id, grpid } = machine.handler.groups.at(-1)!;
			const earlier = ids.get(grpid);
			if (earlier !== undefined) {
				expect(machine.core.pageResponse(dev.device, earlier, SUCCESS)).toBe(Errno.EINVAL);
				expect(machine.core.outcome(id)).toBe(GroupOutcome.PENDING);
			}
			ids.set(grpid, id);
			machine.answer(dev.device, INVALID);
		}
		expect(ids.size).toBeLessThan(600);
		expect(dev.seen.answers.map(({ answer }) => answer)).toEqual(
			Array(600).fill(machine.answerOf(INVALID)),
		);
		machine.checkAnswers(dev);
	});

	it('that the handler does not want is answered INVALID, by the core', () => {
		const machine = new ContractMachine(row);
		const { dev } = machine.servedScript();
		machine.handler.decide = () => Errno.ENOSPC;
		dev.ask(3);
		machine.clock.settle();
		expect(dev.seen.summary).toEqual([`3 ${machine.answerOf(INVALID)}`]);
		expect(machine.core.outcome(machine.handler.lastId)).toBe(GroupOutcome.REJECTED);
		machine.handler.decide = () => Errno.OK;
		dev.ask(4);
		machine.checkAnswers(dev);
		expect(machine.core.pendingCount(dev.device)).toBe(1);
	});

	it('may be answered inside the call that brings it', () => {
		const machine = new ContractMachine(row);
		const { dev, guest } = machine.served();
		machine.handler.decide = (device, slot, id) => {
			guest.table.map(machine.core.groups.page(slot), 60, RW);
			return machine.core.pageResponse(device, id, SUCCESS);
		};
		const read = machine.read(dev, PASID, 0x3000, new Uint8Array(20 * 4096));
		machine.clock.settle();
		expect(read).toEqual({ ended: true, error: undefined });
		expect(dev.seen.answers).toHaveLength(20);
		machine.checkAnswers(dev);
	});

	it('without a PASID is answered without one', () => {
		const machine = new ContractMachine(row);
		const dev = machine.device({ pasidWidth: 0 });
		const guest = machine.guest(1);
		machine.bind(dev.device, guest, NO_PASID);
		const read = machine.read(dev, NO_PASID, 0x3000);
		machine.clock.settle();
		expect(machine.handler.groups).toMatchObject([{ pasid: -1, pages: [3] }]);
		guest.table.map(3, 60, RW);
		machine.answer(dev.device, SUCCESS);
		expect(read).toEqual({ ended: true, error: undefined });
		expect(dev.seen.answers).toMatchObject([{ pasid: NO_PASID, withPasid: false }]);
		expect(machine.driver.bindPasid(dev.device, guest.ref, 1, { rootPage: 1 })).toBe(Errno.EINVAL);
		machine.checkAnswers(dev);
	});
});

describe.each(WITH_PRI)('$name: an answer', (row) => {
	it.each([true, false])('carries the PASID if the function wants it: %s', (needsPasid) => {
		const machine = new ContractMachine(row);
		const dev = machine.scripted({ needsPasid });
		const guest = machine.guest(1);
		machine.bind(dev.device, guest, PASID);
		dev.ask(3);
		dev.ask(4, NO_PASID);
		machine.clock.settle();
		for (const { id } of machine.handler.groups) machine.core.pageResponse(dev.device, id, SUCCESS);
		machine.core.flush();
		machine.clock.settle();
		expect(dev.seen.answers).toMatchObject([
			{ pages: [3], answer: 'success', withPasid: needsPasid },
			{ pages: [4], answer: 'success', withPasid: false },
		]);
		machine.checkAnswers(dev);
	});
});

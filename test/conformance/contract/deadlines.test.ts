import { describe, expect, it } from 'vitest';
import { Errno } from '../../../src/host/kernel/errno.js';
import { ResponseCode } from '../../../src/host/kernel/fault.js';
import { GroupOutcome } from '../../../src/host/kernel/fault-core.js';
import { ContractMachine, PASID } from '../../support/contract-machine.js';
import { RECOVERABLE } from '../../support/iommu-rows.js';

const { SUCCESS, INVALID, FAILURE } = ResponseCode;

describe.each(RECOVERABLE)('$name: a deadline', (row) => {
	it.each([
		['INVALID', INVALID],
		['FAILURE', FAILURE],
	] as const)(
		'is kept to the millisecond with %s; what comes later is refused',
		(_name, onExpiry) => {
			const machine = new ContractMachine(row);
			const { dev } = machine.servedScript({ deadlineMs: 100, onExpiry });
			dev.ask(3);
			machine.clock.advance(40);
			dev.ask(4);
			machine.clock.advance(59.5);
			expect(dev.seen.answers).toEqual([]);
			machine.clock.advance(0.5);
			const ended = machine.answerOf(onExpiry);
			expect(dev.seen.summary).toEqual([`3 ${ended}`]);
			const [first, second] = machine.handler.groups.map(({ id }) => id);
			const { core } = machine;
			expect([first, second].map((id) => core.outcome(id!))).toEqual([
				GroupOutcome.EXPIRED,
				GroupOutcome.PENDING,
			]);
			expect(machine.handler.gone).toEqual([{ id: first, outcome: GroupOutcome.EXPIRED }]);
			expect(core.pageResponse(dev.device, first!, SUCCESS)).toBe(Errno.EINVAL);
			// In time, if only just.
			machine.clock.advance(39.5);
			expect(core.pageResponse(dev.device, second!, SUCCESS)).toBe(Errno.OK);
			core.flush();
			machine.clock.advance(1000);
			expect(dev.seen.summary).toEqual([`3 ${ended}`, `4 ${machine.answerOf(SUCCESS)}`]);
			expect(core.counters(dev.device)).toMatchObject({ groups: 2, expired: 1, success: 1 });
			machine.checkAnswers(dev);
		},
	);

	it('ends the access; the device asks again, and can be answered', () => {
		const machine = new ContractMachine(row);
		const { dev, guest } = machine.served({ deadlineMs: 10 });
		const late = machine.read(dev, PASID, 0x3000);
		machine.clock.advance(10);
		expect(late).toEqual({ ended: true, error: machine.endOf(INVALID) });
		const again = machine.read(dev, PASID, 0x3000);
		machine.clock.settle();
		guest.table.map(3, 60, 1);
		machine.answer(dev.device, SUCCESS);
		expect(again).toEqual({ ended: true, error: undefined });
		expect(machine.core.counters(dev.device)).toMatchObject({ groups: 2, expired: 1 });
		machine.checkAnswers(dev);
		machine.clock.advance(1000);
		expect(machine.core.counters(dev.device).expired).toBe(1);
	});

	it('of many groups expires them all, in order, and those of no other device', () => {
		const machine = new ContractMachine(row);
		const { dev } = machine.servedScript({ deadlineMs: 10 });
		const { dev: patient } = machine.servedScript();
		for (let page = 0; page < 60; page++) {
			dev.ask(page);
			patient.ask(page);
		}
		machine.clock.advance(10);
		const pages = Array.from({ length: 60 }, (_, page) => page);
		expect(dev.seen.summary).toEqual(pages.map((page) => `${page} ${machine.answerOf(INVALID)}`));
		expect(patient.seen.outstanding).toBe(60);
		machine.checkAnswers(dev, patient);
	});
});

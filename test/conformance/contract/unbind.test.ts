import { describe, expect, it } from 'vitest';
import { Errno } from '../../../src/host/kernel/errno.js';
import { ResponseCode } from '../../../src/host/kernel/fault.js';
import { GroupOutcome } from '../../../src/host/kernel/fault-core.js';
import { ContractMachine, PASID, touch } from '../../support/contract-machine.js';
import { RECOVERABLE, WITH_PRI } from '../../support/iommu-rows.js';

const { SUCCESS, INVALID } = ResponseCode;
const R = 1;

describe.each(RECOVERABLE)('$name: unbinding a PASID', (row) => {
	it('reports what is in flight before it is done; retired then, each is answered INVALID once', () => {
		const machine = new ContractMachine(row);
		const { dev } = machine.served();
		const { dev: other, guest } = machine.served();
		guest.table.map(5, 50, R);
		const early = machine.read(dev, PASID, 69 * 4096);
		machine.clock.settle();
		const reads = [70, 71, 72].map((page) => machine.read(dev, PASID, page * 4096));
		const order: string[] = [];
		machine.handler.decide = () => {
			order.push('group');
			return Errno.OK;
		};
		const { core, driver } = machine;
		const errno = driver.unbindPasid(dev.device, PASID, () => {
			order.push('done');
			expect(dev.seen.answers).toEqual([]);
			expect(core.retireGroups(dev.device, PASID)).toBe(4);
		});
		expect([errno, order]).toEqual([Errno.OK, []]);
		machine.clock.settle();
		expect(order).toEqual(['group', 'group', 'group', 'done']);
		const error = machine.endOf(INVALID);
		for (const each of [early, ...reads]) expect(each).toEqual({ ended: true, error });
		expect(dev.seen.summary).toEqual(
			[69, 70, 71, 72].map((page) => `${page} ${machine.answerOf(INVALID)}`),
		);
		expect(machine.handler.gone.map(({ outcome }) => outcome)).toEqual(
			Array(4).fill(GroupOutcome.REVOKED),
		);
		for (const { id } of machine.handler.groups)
			expect(core.pageResponse(dev.device, id, SUCCESS)).toBe(Errno.EINVAL);
		machine.checkAnswers(dev);
		expect(dev.endpoint.outstandingGroups).toBe(0);
		// Another guest's device still translates.
		expect(touch(other.endpoint, 5)).toBe(true);
		expect(driver.releaseDevice(dev.device)).toBe(Errno.OK);
	});

	it('leaves groups that were reported to be answered by who has them', () => {
		const machine = new ContractMachine(row);
		const { dev } = machine.served();
		const read = machine.read(dev, PASID, 0x3000);
		machine.clock.settle();
		expect(machine.unbind(dev.device, PASID)).toBe(true);
		expect([read.ended, machine.core.pendingCount(dev.device)]).toEqual([false, 1]);
		machine.answer(dev.device, INVALID);
		expect(read).toEqual({ ended: true, error: machine.endOf(INVALID) });
		machine.checkAnswers(dev);
	});

	it('ends its translation, cached or not, and leaves other PASIDs theirs', () => {
		const machine = new ContractMachine(row);
		const { dev, guest } = machine.served();
		machine.bind(dev.device, guest, 8);
		guest.table.map(5, 50, R);
		const both = () => [PASID, 8].map((pasid) => touch(dev.endpoint, 5, pasid));
		expect(both()).toEqual([true, true]);
		expect(machine.unbind(dev.device, PASID)).toBe(true);
		expect(both()).toEqual([false, true]);
		machine.clock.settle();
		machine.core.retireGroups(dev.device, -1);
		machine.clock.settle();
		machine.bind(dev.device, guest, PASID);
		expect(both()).toEqual([true, true]);
		machine.checkAnswers(dev);
	});

	it('of the last makes room for another guest, whose memory the device then sees', () => {
		const machine = new ContractMachine(row);
		const { dev, guest } = machine.served();
		const other = machine.guest(9);
		for (const [n, each] of [guest, other].entries()) {
			each.table.map(5, 50 + n, R);
			machine.fill(each, 50 + n, n + 1);
		}
		const bytes = new Uint8Array(1);
		const see = () => [machine.read(dev, PASID, 0x5000, bytes).error, bytes[0]];
		expect(see()).toEqual([undefined, 1]);
		const { driver } = machine;
		const bindOther = () =>
			driver.bindPasid(dev.device, other.ref, PASID, { rootPage: other.table.root });
		expect(bindOther()).toBe(Errno.EBUSY);
		let bound: Errno | undefined;
		driver.unbindPasid(dev.device, PASID, () => {
			bound = bindOther();
		});
		machine.clock.settle();
		expect([bound, ...see()]).toEqual([Errno.OK, undefined, 2]);
		machine.checkAnswers(dev);
	});

	it('is refused for what is not bound, what is being unbound, and devices it does not know', () => {
		const machine = new ContractMachine(row);
		const { dev, guest } = machine.served();
		const never = () => expect.unreachable();
		const { driver } = machine;
		expect(driver.unbindPasid(dev.device, 8, never)).toBe(Errno.EINVAL);
		expect(driver.releaseDevice(dev.device)).toBe(Errno.EBUSY);
		let done = 0;
		expect(driver.unbindPasid(dev.device, PASID, () => done++)).toBe(Errno.OK);
		expect(driver.unbindPasid(dev.device, PASID, never)).toBe(Errno.EBUSY);
		expect(driver.bindPasid(dev.device, guest.ref, PASID, { rootPage: 1 })).toBe(Errno.EBUSY);
		expect(driver.releaseDevice(dev.device)).toBe(Errno.EBUSY);
		machine.clock.settle();
		expect(done).toBe(1);
		expect(driver.unbindPasid(dev.device, PASID, never)).toBe(Errno.EINVAL);
		expect(driver.releaseDevice(dev.device)).toBe(Errno.OK);
		expect([
			driver.releaseDevice(dev.device),
			driver.unbindPasid(dev.device, PASID, never),
			driver.bindPasid(dev.device, guest.ref, PASID, { rootPage: 1 }),
		]).toEqual([Errno.ENODEV, Errno.ENODEV, Errno.ENODEV]);
	});

	it('and release and stop give every frame and reference back', () => {
		const idle = new ContractMachine(row);
		idle.driver.stop();
		expect(idle.framesTaken([])).toBe(0);
		const machine = new ContractMachine(row);
		const { dev, guest } = machine.served();
		const largest = row.mode === 'stall' ? 255 : 100_000;
		machine.bind(dev.device, guest, largest);
		machine.read(dev, PASID, 0x5000);
		machine.clock.settle();
		expect(() => machine.driver.stop()).toThrow('still has 1 devices');
		let done = 0;
		for (const pasid of [PASID, largest])
			machine.driver.unbindPasid(dev.device, pasid, () => done++);
		machine.clock.settle();
		machine.core.disableDevice(dev.device);
		machine.clock.settle();
		expect([done, machine.driver.releaseDevice(dev.device)]).toEqual([2, Errno.OK]);
		machine.clock.settle();
		expect(dev.device.references).toBe(1);
		machine.checkAnswers(dev);
		machine.driver.stop();
		expect(machine.framesTaken([guest])).toBe(0);
		expect(machine.logged).toEqual([]);
	});
});

describe.each(RECOVERABLE)('$name: a device that is let go', (row) => {
	it('with groups pending has nobody to be answered to', () => {
		const machine = new ContractMachine(row);
		const { dev } = machine.served();
		const read = machine.read(dev, PASID, 0x3000);
		machine.clock.settle();
		machine.driver.unbindPasid(dev.device, PASID, () => machine.driver.releaseDevice(dev.device));
		machine.clock.settle();
		expect(machine.handler.groups).toHaveLength(1);
		expect(machine.answer(dev.device, SUCCESS)).toBe(Errno.ENODEV);
		// A stall cannot outlive the stream's entry: the driver ends it. A function forgets with its reset.
		expect(read.ended).toBe(row.mode === 'stall');
		dev.endpoint.reset();
		expect(read.ended).toBe(true);
		expect(read.error).toBe(row.mode === 'stall' ? 'aborted' : 'reset');
		for (const { problems } of machine.tap.views) expect(problems).toEqual([]);
	});

	it('without a handler has what it asks for answered INVALID by the core', () => {
		const machine = new ContractMachine(row);
		const { dev } = machine.servedScript();
		expect(machine.core.unregisterDeviceFaultHandler(dev.device)).toBe(Errno.OK);
		dev.ask(3);
		machine.clock.settle();
		expect(dev.seen.summary).toEqual([`3 ${machine.answerOf(INVALID)}`]);
		machine.checkAnswers(dev);
		expect(machine.handler.groups).toEqual([]);
	});

	it('with groups pending: unregistering is EBUSY and changes nothing; disabling answers each once', () => {
		const machine = new ContractMachine(row);
		const { dev } = machine.servedScript();
		dev.ask(3);
		dev.ask(4);
		machine.clock.settle();
		const { core } = machine;
		const state = () => [
			core.counters(dev.device),
			core.handlerOf(dev.device),
			dev.device.references,
		];
		const before = state();
		expect(core.unregisterDeviceFaultHandler(dev.device)).toBe(Errno.EBUSY);
		expect([state(), dev.seen.answers]).toEqual([before, []]);
		const references = dev.device.references;
		expect(core.disableDevice(dev.device)).toBe(Errno.OK);
		machine.clock.settle();
		expect(dev.seen.summary).toEqual([3, 4].map((p) => `${p} ${machine.answerOf(INVALID)}`));
		// That of the core and that of the handler.
		expect(dev.device.references).toBe(references - 2);
		machine.checkAnswers(dev);
		// The same device may be another's at once.
		const options = { responseDeadlineMs: 0, onExpiry: INVALID };
		expect(core.enableDevice(dev.device, options)).toBe(Errno.OK);
		expect(core.registerDeviceFaultHandler(dev.device, machine.handler)).toBe(Errno.OK);
	});
});

describe.each(WITH_PRI)('$name: a function that is let go', (row) => {
	it('with requests in the queue has them answered INVALID by the driver, which knows nobody to ask', () => {
		const machine = new ContractMachine(row);
		const { dev } = machine.servedScript();
		expect(machine.unbind(dev.device, PASID)).toBe(true);
		dev.request(3, 9, false);
		dev.request(4, 9, true);
		dev.port.stopMarker(PASID);
		expect(machine.driver.releaseDevice(dev.device)).toBe(Errno.OK);
		machine.clock.settle();
		expect(machine.handler.groups).toEqual([]);
		expect(dev.seen.summary).toEqual([`3,4 ${machine.answerOf(INVALID)}`]);
		expect(machine.driver.counters).toMatchObject({ unknownDevice: 2, responses: 1 });
		machine.checkAnswers(dev);
		// Now nothing of it gets through: the unit answers by itself, and nobody is asked.
		dev.ask(5);
		machine.checkAnswers(dev);
		expect([dev.seen.outstanding, machine.handler.groups]).toEqual([0, []]);
		expect(dev.seen.answers.at(-1)).toMatchObject({ pages: [5], answer: row.stranger });
	});
});

describe.each(WITH_PRI)('$name: a PASID of a slow function', (row) => {
	it('is not unbound before the function has completed the invalidation; what it asks until then comes along', () => {
		const machine = new ContractMachine(row);
		const { dev, guest } = machine.servedScript();
		guest.table.map(5, 50, R);
		dev.slow = true;
		let done = 0;
		const { driver } = machine;
		driver.unbindPasid(dev.device, PASID, () => done++);
		machine.clock.settle();
		expect([done, dev.waiting]).toEqual([0, 1]);
		expect(driver.releaseDevice(dev.device)).toBe(Errno.EBUSY);
		expect(driver.unbindPasid(dev.device, PASID, () => {})).toBe(Errno.EBUSY);
		expect(driver.bindPasid(dev.device, guest.ref, PASID, { rootPage: 1 })).toBe(Errno.EBUSY);
		dev.ask(6);
		dev.complete();
		machine.clock.settle();
		expect(done).toBe(1);
		expect(machine.handler.groups).toMatchObject([{ pages: [6] }]);
		machine.answer(dev.device, INVALID);
		expect(dev.seen.summary).toEqual([`6 ${machine.answerOf(INVALID)}`]);
		machine.checkAnswers(dev);
	});

	it('is given up with the function named when that never completes, and the function goes on', () => {
		const machine = new ContractMachine(row);
		const { dev } = machine.servedScript();
		dev.slow = true;
		let done = 0;
		machine.driver.unbindPasid(dev.device, PASID, () => done++);
		for (let n = 0; n < 4; n++) {
			machine.clock.settle();
			expect([done, dev.waiting]).toEqual([0, n + 1]);
			expect(machine.unit.expireInvalidations!(dev.device.sourceId)).toBe(1);
		}
		machine.clock.settle();
		expect([done, machine.unresponsive]).toEqual([1, [dev.device.name]]);
		expect(machine.driver.counters).toMatchObject({
			invalidationRetries: 3,
			invalidationsGivenUp: 1,
		});
		dev.ask(3);
		machine.checkAnswers(dev);
		expect(machine.handler.groups).toHaveLength(1);
	});
});

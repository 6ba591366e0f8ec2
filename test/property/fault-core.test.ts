import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Device } from '../../src/host/kernel/device.js';
import { Errno } from '../../src/host/kernel/errno.js';
import { ResponseCode } from '../../src/host/kernel/fault.js';
import { GroupOutcome } from '../../src/host/kernel/fault-core.js';
import { FaultBench, pageRequest, RecordingHandler } from '../support/fake-source.js';
import { type Decision, FaultCoreModel, type ModelRequest } from './fault-core-model.js';

/** Small bounds and few group indices and PASIDs, so that everything meets everything. */
const bounds = { groups: 7, requests: 12, handlers: 2, outstanding: 4 };
const DEVICES = 3;

/** The fault core under test, and what has come out of it. */
class Real {
	readonly bench = new FaultBench(bounds);
	readonly devices: Device[] = [];
	readonly handlers: RecordingHandler[] = [];
	readonly ids: number[] = [];

	constructor() {
		for (let i = 0; i < DEVICES; i++) {
			this.devices.push(this.bench.device({ outstanding: bounds.outstanding }));
			this.handlers.push(new RecordingHandler(this.bench.core));
		}
	}
}

type Model = FaultCoreModel;

/** Holds after every step, whatever the step was. */
function compare(model: Model, real: Real): void {
	const { bench } = real;
	const { core, source } = bench;
	bench.clock.settle();
	expect(source.unflushed, 'responses that nothing flushed').toBe(0);
	expect([core.groups.used, core.requestsHeld]).toEqual([model.groupsUsed, model.requestsUsed]);
	model.devices.forEach((expected, index) => {
		const device = real.devices[index]!;
		const handler = real.handlers[index]!;
		const responses = source.responses
			.filter((r) => r.device === device.name)
			.map((r) => [r.grpid, r.pasid, r.code]);
		expect(responses).toEqual(expected.sent);
		expect(handler.gone.map((g) => [g.id, g.outcome])).toEqual(expected.gone);
		expect(handler.groups.map((g) => g.pages)).toEqual(expected.offered);
		expect(core.pendingCount(device)).toBe(expected.pending.length);
		expect(core.partialCount(device)).toBe(expected.partials.length);
		expect(device.references).toBe(expected.references);
		// Every last page is either waiting or was answered exactly once.
		expect(responses.length + expected.pending.length).toBe(expected.lastPages);
		const pending: number[] = [];
		for (let s = core.groups.oldest(index); s !== -1; s = core.groups.next(s))
			pending.push(core.groups.id(s));
		expect(pending).toEqual(expected.pending.map((g) => g.id));
		for (const { id } of expected.pending)
			expect([core.outcome(id), core.outcomeDevice(id)]).toEqual([GroupOutcome.PENDING, index]);

		const c = core.counters(device);
		const grouped = handler.groups.reduce((n, g) => n + g.pages.length, 0);
		expect(c.pageRequests).toBe(expected.requests);
		expect(c.pageRequests).toBe(expected.partials.length + c.partialsDropped + c.refused + grouped);
		expect(c.groups).toBe(handler.groups.length);
		expect(c.groups + c.refused).toBe(c.success + c.invalid + c.failure + expected.pending.length);
		expect([c.success, c.invalid, c.failure]).toEqual(
			[0, 1, 2].map((code) => expected.sent.filter((s) => s[2] === code).length),
		);
		const told = (outcome: number) => expected.gone.filter((g) => g[1] === outcome).length;
		expect([c.expired, c.revoked]).toEqual([
			told(GroupOutcome.EXPIRED),
			told(GroupOutcome.REVOKED),
		]);
	});
	for (const [id, expected] of model.outcomes)
		expect([core.outcome(id), core.outcomeDevice(id)]).toEqual(expected);
}

class Step implements fc.Command<Model, Real> {
	readonly #text: string;
	readonly #run: (model: Model, real: Real) => void;

	constructor(text: string, run: (model: Model, real: Real) => void) {
		this.#text = text;
		this.#run = run;
	}

	check(): boolean {
		return true;
	}

	run(model: Model, real: Real): void {
		this.#run(model, real);
		compare(model, real);
	}

	toString(): string {
		return this.#text;
	}
}

function report(d: number, request: ModelRequest, last: boolean, decision: Decision): Step {
	const text = `report ${d} ${JSON.stringify(request)} ${last ? `last ${decision}` : 'partial'}`;
	return new Step(text, (model, { bench, devices, handlers, ids }) => {
		let id = -1;
		handlers[d]!.decide = (device, _slot, given) => {
			expect(ids.every((earlier) => earlier < given)).toBe(true);
			ids.push(given);
			id = given;
			if (decision === 'reject') return Errno.ENOSPC;
			if (decision === 'answer')
				expect(bench.core.pageResponse(device, given, ResponseCode.SUCCESS)).toBe(Errno.OK);
			return Errno.OK;
		};
		const fault = pageRequest(request.grpid, request.page, { ...request, last });
		const result = bench.core.reportDeviceFault(devices[d]!, fault);
		expect(result).toBe(model.report(d, request, last, decision, id));
	});
}

/** Answers the `pick`th of all ids ever given, or of those pending, or one that never was. */
function respond(whose: string, pick: number, own: boolean, code: number): Step {
	return new Step(`respond ${whose} ${pick} ${own ? 'own' : 'foreign'} ${code}`, (model, real) => {
		const open = model.devices.flatMap((d) => d.pending.map((g) => g.id));
		const ids = whose === 'pending' ? open : whose === 'any' ? real.ids : [];
		const id = ids.length === 0 ? 1e6 + pick : ids[pick % ids.length]!;
		const owner = real.bench.core.outcomeDevice(id);
		const d = own ? Math.max(owner, 0) : (owner + 1 + (pick % (DEVICES - 1))) % DEVICES;
		const result = real.bench.core.pageResponse(real.devices[d]!, id, code as ResponseCode);
		expect(result).toBe(model.respond(d, id, code));
		real.bench.core.flush();
	});
}

const device = fc.nat(DEVICES - 1);
const request = fc.record({
	grpid: fc.nat(2),
	page: fc.nat(99),
	pasid: fc.constantFrom(-1, 5, 6),
	needsPasid: fc.boolean(),
});
const reports = fc
	.tuple(device, request, fc.boolean(), fc.constantFrom<Decision[]>('accept', 'reject', 'answer'))
	.map((args) => report(...args));
const accepts = fc.tuple(device, request).map(([d, r]) => report(d, r, true, 'accept'));
const responds = fc
	.tuple(fc.constantFrom('pending', 'any', 'unknown'), fc.nat(50), fc.boolean(), fc.nat(3))
	.map((args) => respond(...args));
const answers = fc.nat(50).map((pick) => respond('pending', pick, true, ResponseCode.SUCCESS));
const advances = fc.nat(30).map(
	(ms) =>
		new Step(`advance ${ms}`, (model, { bench }) => {
			bench.clock.advance(ms);
			model.advance(ms);
		}),
);
const retires = fc.tuple(device, fc.constantFrom(-1, 5, 6)).map(
	([d, pasid]) =>
		new Step(`retire ${d} ${pasid}`, (model, { bench, devices }) => {
			expect(bench.core.retireGroups(devices[d]!, pasid)).toBe(model.retire(d, pasid));
		}),
);
const enables = fc.tuple(device, fc.constantFrom(0, 20, 50), fc.constantFrom(0, 1, 1, 2)).map(
	([d, ms, code]) =>
		new Step(`enable ${d} ${ms} ${code}`, (model, { bench, devices }) => {
			const onExpiry = code as ResponseCode;
			const options = { responseDeadlineMs: ms, onExpiry };
			const result = bench.core.enableDevice(devices[d]!, options);
			expect(result).toBe(model.enable(d, ms, onExpiry));
		}),
);
const registers = device.map(
	(d) =>
		new Step(`register ${d}`, (model, { bench, devices, handlers }) => {
			const result = bench.core.registerDeviceFaultHandler(devices[d]!, handlers[d]!);
			expect(result).toBe(model.register(d));
		}),
);
const unregisters = device.map(
	(d) =>
		new Step(`unregister ${d}`, (model, { bench, devices }) => {
			const result = bench.core.unregisterDeviceFaultHandler(devices[d]!);
			expect(result).toBe(model.unregister(d));
		}),
);
const disables = device.map(
	(d) =>
		new Step(`disable ${d}`, (model, { bench, devices }) => {
			expect(bench.core.disableDevice(devices[d]!)).toBe(model.disable(d));
		}),
);
const discards = fc.constant(
	new Step('discard partials', (model, { bench }) => {
		expect(bench.core.discardPartials(bench.source)).toBe(model.discardPartials());
	}),
);

/** Enables and serves the first two devices, so that few steps are spent on getting there. */
function served(model: Model, { bench, devices, handlers }: Real): void {
	for (const [d, ms] of [
		[0, 20],
		[1, 0],
	] as const) {
		const options = { responseDeadlineMs: ms, onExpiry: ResponseCode.INVALID };
		bench.core.enableDevice(devices[d]!, options);
		bench.core.registerDeviceFaultHandler(devices[d]!, handlers[d]!);
		model.enable(d, ms, ResponseCode.INVALID);
		model.register(d);
	}
}

/** In the end nothing is left: not a group, a request, a timer or a reference. */
function wipe(model: Model, real: Real): void {
	const { bench, devices } = real;
	devices.forEach((device, d) => {
		expect(bench.core.disableDevice(device)).toBe(model.disable(d));
	});
	compare(model, real);
	expect(devices.map((device) => device.references)).toEqual([1, 1, 1]);
	expect([bench.core.groups.used, bench.core.requestsHeld, bench.clock.pending]).toEqual([0, 0, 0]);
	expect(new Set(real.ids).size).toBe(real.ids.length);
}

it('the fault core behaves as its model, whatever is done to it in whatever order', () => {
	const steps = fc.commands(
		[
			reports,
			reports,
			accepts,
			accepts,
			responds,
			responds,
			answers,
			advances,
			retires,
			enables,
			registers,
			unregisters,
			disables,
			discards,
		],
		{ maxCommands: 120, size: 'max' },
	);
	fc.assert(
		fc.property(steps, fc.boolean(), (commands, atWork) => {
			const model = new FaultCoreModel(DEVICES, bounds);
			const real = new Real();
			if (atWork) served(model, real);
			fc.modelRun(() => ({ model, real }), commands);
			wipe(model, real);
		}),
		{ numRuns: 400 },
	);
});

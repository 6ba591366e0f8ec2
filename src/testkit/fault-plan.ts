import { checkMs, checkWhole } from './checked.js';
import type { InjectOptions } from './host-control.js';
import { countOf, hex } from './narrative.js';
import { type DoneStep, PlanReport } from './plan-report.js';
import type { AccessOptions, AccessResult, Pasid } from './test-device.js';
import type { TestGuest } from './test-guest.js';
import type { TestHost } from './test-host.js';

const PAGE_BYTES = 4096;
/** A plan may take that much longer than its steps are apart, in milliseconds. */
const PATIENCE_MS = 120_000;
const MOST_PAGES = 65_536;

interface At {
	/** Default 1. */
	readonly pasid?: Pasid;
	readonly address: number;
}

export interface PlanAccess extends At, AccessOptions {
	/** Pages from that one on, each touched by itself; default 1. */
	readonly pages?: number;
}

/** What steps of one run leave behind. */
interface Run {
	readonly host: TestHost;
	readonly steps: DoneStep[];
	readonly accesses: Promise<AccessResult>[];
	readonly injected: ReturnType<TestHost['control']['inject']>[];
	/** What began and has not ended. */
	readonly open: Set<Step>;
}

interface Step {
	readonly at: number;
	readonly text: string;
	/** Begins it; what it returns is waited for at the end. */
	readonly work: (run: Run) => unknown;
}

/** A script of accesses, troubles and operations, to be run on a test host. */
export function faultPlan(): FaultPlan {
	return new FaultPlan();
}

/**
 * Steps at times, which count from the beginning of a run. A step begins what it says and does not wait for its end: what follows
 * meets it under way. `after` moves the time of the steps that follow. A plan may run more than once.
 *
 * Devices and guests are named as on the host (`startGuest`'s `name`); a name that there is not ends the run with an error.
 */
export class FaultPlan {
	readonly #steps: Step[] = [];
	#at = 0;

	/** The following steps are `ms` milliseconds later than the ones before. Throws CONFIG for less than 0. */
	after(ms: number): this {
		checkMs('a plan goes on after', ms);
		this.#at += ms;
		return this;
	}

	/** A device touches a page or several. Throws CONFIG for no number of pages from 1 to 65536. */
	access(device: string, options: PlanAccess): this {
		const { pasid = 1, address, pages = 1, ...how } = options;
		checkWhole(`pages of an access of ${device}`, pages, 1, MOST_PAGES);
		const what = how.write === true ? 'write access' : 'access';
		return this.#add(
			`${what} of ${device} at ${hex(address)}, ${countOf(pages, 'page')}`,
			(run) => {
				const endpoint = run.host.device(device);
				const begun = Array.from({ length: pages }, (_, i) =>
					endpoint.access(pasid, address + i * PAGE_BYTES, how),
				);
				run.accesses.push(...begun);
				return Promise.all(begun);
			},
		);
	}

	/** A device reads; the report's `accesses` have the bytes. */
	read(device: string, { pasid = 1, address, length }: At & { readonly length: number }): this {
		return this.#add(`read of ${device} at ${hex(address)}, ${length} bytes`, (run) => {
			const begun = run.host.device(device).read(pasid, address, length);
			run.accesses.push(begun);
			return begun;
		});
	}

	/** A device writes. */
	write(device: string, { pasid = 1, address, bytes }: At & { readonly bytes: Uint8Array }): this {
		return this.#add(`write of ${device} at ${hex(address)}, ${bytes.length} bytes`, (run) => {
			const begun = run.host.device(device).write(pasid, address, bytes);
			run.accesses.push(begun);
			return begun;
		});
	}

	/** A device's hardware raises a fault. */
	inject(device: string, options: InjectOptions): this {
		return this.#add(`${options.fault} injected at ${device}`, (run) => {
			const begun = run.host.control.inject(device, options);
			run.injected.push(begun);
			return begun;
		});
	}

	/** A guest's connections break; it connects again. */
	cut(guest: string): this {
		return this.#guest('network cut', guest, (each) => each.network.cut());
	}

	/** A guest's network passes nothing until `restore`, and nobody hears of it. */
	silence(guest: string): this {
		return this.#guest('network silent', guest, (each) => each.network.silence());
	}

	/** A guest's connections break, and it gets no new ones until `restore`. */
	refuse(guest: string): this {
		return this.#guest('network refuses', guest, (each) => each.network.refuse());
	}

	restore(guest: string): this {
		return this.#guest('network restored', guest, (each) => each.network.restore());
	}

	/** A guest takes nothing from its connection until `release`. */
	hold(guest: string): this {
		return this.#guest('network held', guest, (each) => each.network.hold());
	}

	release(guest: string): this {
		return this.#guest('network released', guest, (each) => each.network.release());
	}

	/** What is sent from now on takes `ms` milliseconds, in each direction. Throws CONFIG for less than 0. */
	delay(guest: string, ms: number): this {
		checkMs('delay', ms);
		return this.#guest(`network ${ms} ms slow`, guest, (each) => each.network.delay(ms));
	}

	/** A guest's process dies. */
	crash(guest: string): this {
		return this.#guest('crash', guest, (each) => each.crash());
	}

	/** A guest's process stops until `resume`. */
	pause(guest: string): this {
		return this.#guest('pause', guest, (each) => each.pause());
	}

	resume(guest: string): this {
		return this.#guest('resume', guest, (each) => each.resume());
	}

	/** A guest leaves in good order. */
	stop(guest: string): this {
		return this.#guest('stop', guest, (each) => each.stop());
	}

	assign(device: string, guest: string): this {
		return this.step(`assign ${device} to ${guest}`, ({ control }) =>
			control.assign(device, guest),
		);
	}

	unassign(device: string): this {
		return this.step(`unassign ${device}`, ({ control }) => control.unassign(device));
	}

	reset(device: string): this {
		return this.step(`reset ${device}`, ({ control }) => control.reset(device));
	}

	unplug(device: string): this {
		return this.step(`unplug ${device}`, ({ control }) => control.unplug(device));
	}

	plug(device: string): this {
		return this.step(`plug ${device}`, ({ control }) => control.plug(device));
	}

	/** Anything else; a promise is waited for at the end. */
	step(text: string, work: (host: TestHost) => unknown): this {
		return this.#add(text, ({ host }) => work(host));
	}

	/**
	 * Runs it, and resolves when every step was done and everything that they began has ended; virtual time moves on as far as
	 * that needs. Rejects with the first error of a step, and with TIMEOUT, naming what has not ended, `withinMs` after the last
	 * step (default 120000).
	 */
	async run(host: TestHost, options: { readonly withinMs?: number } = {}): Promise<PlanReport> {
		const run: Run = { host, steps: [], accesses: [], injected: [], open: new Set() };
		const before = new Map(host.devices.map((each) => [each, each.seen.responses.length]));
		const what = () => {
			const open = [...run.open].map(({ text }) => text);
			return `the end of the plan (not ended: ${open.join('; ') || 'nothing'})`;
		};
		const withinMs = this.#at + (options.withinMs ?? PATIENCE_MS);
		const report = await host.until(this.#drive(run), { what, withinMs });
		const responses = host.devices.flatMap((each) => each.seen.responses.slice(before.get(each)));
		return new PlanReport(host, {
			...report,
			responses: responses.sort((a, b) => a.at - b.at),
		});
	}

	async #drive(run: Run): Promise<Pick<PlanReport, 'steps' | 'accesses' | 'injected'>> {
		const { clock } = run.host;
		const start = clock.now();
		let fail: (error: unknown) => void = () => {};
		const failed = new Promise<never>((_, reject) => {
			fail = reject;
		});
		failed.catch(() => {});
		const ends: Promise<void>[] = [];
		for (const step of this.#steps) {
			const wait = start + step.at - clock.now();
			if (wait > 0)
				await Promise.race([failed, new Promise<void>((go) => void clock.after(wait, go))]);
			run.steps.push({ at: clock.now() - start, text: step.text });
			const end = this.#begin(step, run);
			end.catch(fail);
			ends.push(end);
		}
		await Promise.all(ends);
		return {
			steps: run.steps,
			accesses: await Promise.all(run.accesses),
			injected: await Promise.all(run.injected),
		};
	}

	async #begin(step: Step, run: Run): Promise<void> {
		run.open.add(step);
		await step.work(run);
		run.open.delete(step);
	}

	#add(text: string, work: Step['work']): this {
		this.#steps.push({ at: this.#at, text, work });
		return this;
	}

	#guest(what: string, guest: string, work: (guest: TestGuest) => unknown): this {
		return this.#add(`${what}: ${guest}`, ({ host }) => work(host.guest(guest)));
	}
}

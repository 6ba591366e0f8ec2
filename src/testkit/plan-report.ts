import {
	type AnswerCounts,
	checkCounts,
	expectAnsweredOnce,
	expectFailed,
	expectOk,
} from './assertions.js';
import type { SeenResponse } from './bus-record.js';
import type { Injected } from './host-control.js';
import type { AccessError, AccessResult } from './test-device.js';
import type { TestHost } from './test-host.js';

/** A step of a plan that was done. */
export interface DoneStep {
	/** When it was begun, in milliseconds from the plan's beginning. */
	readonly at: number;
	readonly text: string;
}

/** What a plan brought about: its steps, how its accesses ended, and what the host's devices saw during it. */
export class PlanReport {
	readonly steps: readonly DoneStep[];
	/** In the order of the plan; a touch of several pages is several. */
	readonly accesses: readonly AccessResult[];
	readonly injected: readonly Injected[];
	/** Answers that any device got during the plan, by time. */
	readonly responses: readonly SeenResponse[];
	readonly #host: TestHost;

	/** Made by the plan. */
	constructor(
		host: TestHost,
		parts: Pick<PlanReport, 'steps' | 'accesses' | 'injected' | 'responses'>,
	) {
		this.#host = host;
		this.steps = parts.steps;
		this.accesses = parts.accesses;
		this.injected = parts.injected;
		this.responses = parts.responses;
	}

	/** Throws unless every group that a device of the host ever opened was answered, and none twice. */
	expectAnsweredOnce(): void {
		expectAnsweredOnce(...this.#host.devices);
	}

	/** Throws unless devices got so many answers of each code during the plan; codes that are left out may be any number. */
	expectAnswered(counts: AnswerCounts): void {
		checkCounts(this.responses, counts, 'the plan', this.#host.devices);
	}

	/** Throws unless every access of the plan was done. */
	expectOk(): void {
		expectOk(...this.accesses);
	}

	/** Throws unless every access of the plan failed so. */
	expectFailed(kind: AccessError['kind']): void {
		for (const access of this.accesses) expectFailed(access, kind);
	}
}

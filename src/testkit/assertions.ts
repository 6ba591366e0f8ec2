import { AssertionError } from 'node:assert';
import type { AnswerCode, SeenResponse } from './bus-record.js';
import {
	countOf,
	describeAccess,
	describeList,
	describeRequest,
	describeResponse,
} from './narrative.js';
import { type AccessError, type AccessResult, deviceOf, type TestDevice } from './test-device.js';

/**
 * Assertions on what devices saw. They throw node's AssertionError, which every test runner shows with what was expected and
 * what was there; the message ends with what the devices in question saw.
 */

/** How many answers of each code; codes that are left out may come as they like. */
export type AnswerCounts = { readonly [code in AnswerCode]?: number };

/** Every group of page requests, and every stall, of these devices was answered, and none twice. */
export function expectAnsweredOnce(...devices: readonly TestDevice[]): void {
	for (const device of devices) {
		const { waiting, responses } = device.seen;
		const surplus = responses.filter(({ expected }) => !expected);
		if (waiting.length === 0 && surplus.length === 0) continue;
		const lines = [...waiting.map(describeRequest), ...surplus.map(describeResponse)];
		fail(
			`device ${device.name}: ${countOf(waiting.length, 'group')} without an answer, ${countOf(surplus.length, 'answer')} to no waiting group${describeList(lines)}`,
			[device],
			{ unanswered: waiting.length, surplus: surplus.length },
			{ unanswered: 0, surplus: 0 },
		);
	}
}

/** These devices together got so many answers of each code, since the host started. */
export function expectAnswered(
	devices: TestDevice | readonly TestDevice[],
	counts: AnswerCounts,
): void {
	const all = [devices].flat();
	checkCounts(
		all.flatMap(({ seen }) => seen.responses),
		counts,
		`device ${all.map(({ name }) => name).join(', ')}`,
		all,
	);
}

/** Every one of these accesses was done. */
export function expectOk(...results: readonly AccessResult[]): void {
	const failed = results.filter(({ ok }) => !ok);
	if (failed.length > 0)
		fail(
			`${failed.length} of ${countOf(results.length, 'access', 'accesses')} failed${describeList(failed.map(describeAccess))}`,
			devicesOf(failed),
			failed.map(({ error }) => error?.kind),
			[],
		);
}

/** The access failed, and so. */
export function expectFailed(result: AccessResult, kind: AccessError['kind']): void {
	const actual = result.error?.kind ?? 'ok';
	if (actual !== kind)
		fail(`${describeAccess(result)}; ${kind} was expected`, devicesOf([result]), actual, kind);
}

/** Throws where the answers are not as many as wanted; `who` begins the message, what `devices` saw ends it. */
export function checkCounts(
	responses: readonly SeenResponse[],
	counts: AnswerCounts,
	who: string,
	devices: readonly TestDevice[],
): void {
	const wanted = Object.entries(counts) as [AnswerCode, number][];
	const actual = Object.fromEntries(
		wanted.map(([code]) => [code, responses.filter((each) => each.code === code).length]),
	);
	if (wanted.some(([code, count]) => actual[code] !== count))
		fail(
			`${who}: ${wanted.map(([code, count]) => `${countOf(actual[code] ?? 0, 'answer')} ${code}, ${count} expected`).join('; ')}`,
			devices,
			actual,
			counts,
		);
}

function devicesOf(results: readonly AccessResult[]): TestDevice[] {
	const devices = new Set(results.map(deviceOf));
	return [...devices].filter((device) => device !== undefined);
}

function fail(
	message: string,
	devices: readonly TestDevice[],
	actual: unknown,
	expected: unknown,
): never {
	const seen = devices.map((device) => `\n${device.history()}`).join('');
	throw new AssertionError({ message: `${message}${seen}`, actual, expected, operator: 'expect' });
}

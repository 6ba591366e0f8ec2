import { AssertionError } from 'node:assert';
import type { AnswerCode, SeenResponse } from './bus-record.js';
import type { AccessError, AccessResult, TestDevice } from './test-device.js';

/**
 * Assertions on what devices saw. They throw node's AssertionError, which every test runner shows with what was expected and
 * what was there.
 */

/** How many answers of each code; codes that are left out may come as they like. */
export type AnswerCounts = { readonly [code in AnswerCode]?: number };

/** Every group of page requests, and every stall, of these devices was answered, and none twice. */
export function expectAnsweredOnce(...devices: readonly TestDevice[]): void {
	for (const { name, seen } of devices) {
		const { unanswered, responses } = seen;
		const surplus = responses.filter(({ expected }) => !expected);
		if (unanswered > 0 || surplus.length > 0)
			fail(
				`device ${name}: ${unanswered} groups without an answer, ${surplus.length} answers to no waiting group${list(surplus.map(describe))}`,
				{ unanswered, surplus },
				{ unanswered: 0, surplus: [] },
			);
	}
}

/** These devices together got so many answers of each code. */
export function expectAnswered(
	devices: TestDevice | readonly TestDevice[],
	counts: AnswerCounts,
): void {
	const all = [devices].flat();
	checkCounts(
		all.flatMap(({ seen }) => seen.responses),
		counts,
		`device ${all.map(({ name }) => name).join(', ')}`,
	);
}

/** Every one of these accesses was done. */
export function expectOk(...results: readonly AccessResult[]): void {
	const failed = results.filter(({ ok }) => !ok);
	if (failed.length > 0)
		fail(
			`${failed.length} of ${results.length} accesses failed${list(failed.map(describeAccess))}`,
			failed.map(({ error }) => error?.kind),
			[],
		);
}

/** The access failed, and so. */
export function expectFailed(result: AccessResult, kind: AccessError['kind']): void {
	const actual = result.error?.kind ?? 'ok';
	if (actual !== kind) fail(`${describeAccess(result)}; ${kind} was expected`, actual, kind);
}

/** Throws where the answers are not as many as wanted; `who` begins the message. */
export function checkCounts(
	responses: readonly SeenResponse[],
	counts: AnswerCounts,
	who: string,
): void {
	const wanted = Object.entries(counts) as [AnswerCode, number][];
	const actual = Object.fromEntries(
		wanted.map(([code]) => [code, responses.filter((each) => each.code === code).length]),
	);
	if (wanted.some(([code, count]) => actual[code] !== count))
		fail(
			`${who}: ${wanted.map(([code, count]) => `${actual[code]} answers ${code}, ${count} expected`).join('; ')}${list(responses.map(describe))}`,
			actual,
			counts,
		);
}

function describe({ at, group, code, expected }: SeenResponse): string {
	return `at ${at} ms: ${code} to group ${group}${expected ? '' : ', which waited for none'}`;
}

function describeAccess({ device, what, address, error, endedAt }: AccessResult): string {
	const how = error === undefined ? 'done' : `${error.kind}: ${error.message}`;
	return `at ${endedAt} ms: ${what} of ${device} at 0x${address.toString(16)}: ${how}`;
}

/** Lines that a message shows at most. */
const MOST_LINES = 20;

function list(lines: readonly string[]): string {
	const more = lines.length - MOST_LINES;
	const shown = lines.slice(0, MOST_LINES).map((line) => `\n  ${line}`);
	return `${shown.join('')}${more > 0 ? `\n  and ${more} more` : ''}`;
}

function fail(message: string, actual: unknown, expected: unknown): never {
	throw new AssertionError({ message, actual, expected, operator: 'expect' });
}

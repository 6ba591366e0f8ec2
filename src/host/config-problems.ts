import type * as z from 'zod';

/**
 * What is wrong with a configuration, in words: where, the value seen, what would be right. What a schema says in words
 * of its own stays; the rest is put here, in place of the validator's own texts.
 */

/** For the validator's `error` option: what would be right, by the kind of the issue. */
export function explain(issue: z.core.$ZodRawIssue): string | undefined {
	switch (issue.code) {
		case 'invalid_type':
			if (issue.input === undefined) return 'is required, and missing';
			return `${KINDS[issue.expected] ?? issue.expected} would be right`;
		case 'invalid_value':
			return oneOf(issue.values.map(String));
		case 'invalid_union':
			return Array.isArray(issue.options)
				? oneOf(issue.options.filter((each) => each !== undefined).map(String))
				: undefined;
		case 'too_small':
			return `at least ${issue.minimum}${unit(issue.origin)} would be right`;
		case 'too_big':
			return `at most ${issue.maximum}${unit(issue.origin)} would be right`;
		case 'unrecognized_keys': {
			const unknown = issue.keys.map((key) => `"${key}"`).join(', ');
			const known = keysOf(issue.inst);
			return `there is no key ${unknown}${known === '' ? '' : `; there are ${known}`}`;
		}
		default:
			return undefined;
	}
}

/** One line for an issue found in `data`. */
export function problemLine(issue: z.core.$ZodIssue, data: unknown): string {
	let value = data;
	for (const key of issue.path) value = (value as Record<PropertyKey, unknown> | null)?.[key];
	const where = issue.path.join('.') || 'top level';
	return `${where}: ${seen(value, issue.message)}${issue.message}`;
}

const KINDS: Readonly<Record<string, string>> = {
	string: 'a text',
	number: 'a number',
	int: 'a whole number',
	boolean: 'true or false',
	array: 'a list',
	object: 'a map of keys',
};

function oneOf(values: readonly string[]): string {
	return `one of ${values.join(', ')} would be right`;
}

function unit(origin: string): string {
	if (origin === 'string') return ' characters';
	return origin === 'array' ? ' entries' : '';
}

function keysOf(schema: unknown): string {
	const shape = (schema as { _zod?: { def?: { shape?: object } } } | undefined)?._zod?.def?.shape;
	return shape === undefined ? '' : Object.keys(shape).join(', ');
}

/** The value, where the message has not got it and it is short enough to help. */
function seen(value: unknown, message: string): string {
	if (value === undefined) return '';
	const list = Array.isArray(value) ? 'a list' : 'a map of keys';
	if (typeof value === 'object' && value !== null)
		return message.startsWith('there is no key') ? '' : `${list}; `;
	const text = JSON.stringify(value);
	if (message.startsWith(text) || message.startsWith(`"${value}"`)) return '';
	return `${text.length > 80 ? `${text.slice(0, 80)}…` : text}; `;
}

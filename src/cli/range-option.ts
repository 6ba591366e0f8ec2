import { FaultlineError } from '../base/errors.js';
import { parseDuration, parseSize } from '../base/units.js';

/** `<device>[/<pasid>]@<address>`, as `ctl run` takes it. */
export interface RangeOption {
	readonly device: string;
	/** 0: without PASID. */
	readonly pasid: number;
	readonly address: number;
}

export const RANGE_SYNTAX = '<device>[/<pasid>]@<address>';

export function parseRange(text: string): RangeOption {
	const match = /^([^/@\s]+)(?:\/(\d+))?@(0x[0-9a-f]+|\d+)$/i.exec(text);
	const address = Number(match?.[3]);
	if (match === null || !Number.isSafeInteger(address))
		throw new FaultlineError('CONFIG', `"${text}" names no range; write ${RANGE_SYNTAX}`);
	const pasid = match[2] === undefined ? 1 : Number(match[2]);
	if (pasid > 0xfffff)
		throw new FaultlineError('CONFIG', `"${text}": PASID ${pasid} is not in 0 to 1048575`);
	return { device: match[1] ?? '', pasid, address };
}

/** A size option of the command line. Throws CONFIG. */
export function sizeOption(option: string, text: string): number {
	const bytes = parseSize(text);
	if (bytes === undefined || bytes === 0)
		throw new FaultlineError('CONFIG', `${option}: "${text}" is no size; write for example 64MiB`);
	return bytes;
}

/** A whole number option within bounds. Throws CONFIG. */
export function integerOption(option: string, text: string, min: number, max: number): number {
	const value = Number(text);
	if (!Number.isInteger(value) || value < min || value > max || text.trim() === '')
		throw new FaultlineError(
			'CONFIG',
			`${option}: "${text}" is no whole number from ${min} to ${max}`,
		);
	return value;
}

/** A duration of at least a millisecond, in milliseconds. Throws CONFIG. */
export function durationOption(name: string, text: string): number {
	const ms = parseDuration(text);
	if (ms === undefined || ms < 1)
		throw new FaultlineError(
			'CONFIG',
			`${name} ${text}: a duration, for example 30s, would be right`,
		);
	return ms;
}

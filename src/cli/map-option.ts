import { FaultlineError } from '../base/errors.js';
import { parseSize } from '../base/units.js';

/** One `--map` of the agent, taken apart. */
export interface MapOption {
	readonly pasid: number | 'none';
	/** Byte address, page aligned. */
	readonly address: number;
	/** Path of the file, or undefined for zeros. */
	readonly file: string | undefined;
	/** Length in bytes when given; required for zeros. */
	readonly size: number | undefined;
	/** Where in the file the area begins, in bytes, page aligned. */
	readonly offset: number;
	readonly permissions: 'r' | 'rw' | 'rx' | 'rwx';
	readonly sharing: 'shared' | 'private';
}

export const MAP_SYNTAX =
	'[<pasid>@]<address>=<file|zero>[,size=<size>][,offset=<size>][,private][,pasid=<pasid|none>][:r|rw|rx|rwx]';

/** Parses one `--map` value. Throws CONFIG naming the part that is wrong. */
export function parseMapOption(text: string): MapOption {
	const fail = (what: string): never => {
		throw new FaultlineError('CONFIG', `--map ${text}: ${what}; write ${MAP_SYNTAX}`);
	};
	const equals = text.indexOf('=');
	if (equals < 0) return fail('there is no "="');
	const head = /^(?:(\d+)@)?(0x[0-9a-f]+|\d+)$/i.exec(text.slice(0, equals).trim());
	if (head === null) return fail(`"${text.slice(0, equals)}" is no address`);
	const address = Number(head[2]);
	if (address % 4096 !== 0) return fail(`address ${head[2]} is no multiple of 4096`);
	if (address >= 2 ** 47) return fail(`address ${head[2]} is beyond 0x7fffffffffff`);

	let rest = text.slice(equals + 1);
	const suffix = /:(r|rw|rx|rwx)$/.exec(rest);
	if (suffix !== null) rest = rest.slice(0, suffix.index);
	const [source = '', ...options] = rest.split(',');
	if (source === '') return fail('there is no file; write a path or "zero"');
	const file = source === 'zero' ? undefined : source;

	let size: number | undefined;
	let offset = 0;
	let sharing: MapOption['sharing'] = 'shared';
	let chosen = head[1];
	for (const option of options) {
		const [key, value = ''] = option.split('=');
		if (key === 'private') sharing = 'private';
		else if (key === 'pasid') {
			if (chosen !== undefined) return fail('there are two PASIDs');
			chosen = value;
		} else if (key === 'size' || key === 'offset') {
			const bytes = parseSize(value);
			if (bytes === undefined) return fail(`"${value}" is no size`);
			if (key === 'size') size = bytes;
			else if (bytes % 4096 !== 0) return fail(`offset ${value} is no multiple of 4096`);
			else offset = bytes;
		} else return fail(`"${option}" is no option`);
	}
	const pasid = chosen === 'none' ? chosen : Number(chosen ?? 1);
	if (pasid !== 'none' && !(Number.isInteger(pasid) && pasid >= 1 && pasid <= 0xfffff))
		return fail(`PASID "${chosen}" is neither in 1 to 1048575 nor "none"`);
	if (file === undefined && size === undefined) return fail('zeros need a size');
	if (size === 0) return fail('the size is 0');
	const permissions =
		suffix === null ? (file === undefined ? 'rw' : 'r') : (suffix[1] as MapOption['permissions']);
	return { pasid, address, file, size, offset, permissions, sharing };
}

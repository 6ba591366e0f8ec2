/** Sizes and durations as people write them in configuration and on the command line. */

const SIZE_UNITS: Record<string, number> = {
	'': 1,
	b: 1,
	kib: 1024,
	mib: 1024 ** 2,
	gib: 1024 ** 3,
	kb: 1000,
	mb: 1000 ** 2,
	gb: 1000 ** 3,
};

const TIME_UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 };

/** Bytes of "64MiB", "4096", "1.5GiB"; undefined when the text is no size. */
export function parseSize(text: string): number | undefined {
	return scaled(text, /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i, SIZE_UNITS);
}

/** Milliseconds of "10s", "500ms", "0"; undefined when the text is no duration. */
export function parseDuration(text: string): number | undefined {
	if (text.trim() === '0') return 0;
	return scaled(text, /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i, TIME_UNITS);
}

function scaled(text: string, form: RegExp, units: Record<string, number>): number | undefined {
	const match = form.exec(text.trim());
	if (match === null) return undefined;
	const unit = units[(match[2] ?? '').toLowerCase()];
	if (unit === undefined) return undefined;
	const value = Number(match[1]) * unit;
	return Number.isSafeInteger(value) ? value : undefined;
}

/** "12.3 MiB" and the like, for people. */
export function formatSize(bytes: number): string {
	const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
	let value = bytes;
	let unit = 0;
	while (value >= 1024 && unit < units.length - 1) {
		value /= 1024;
		unit++;
	}
	return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** Text tables for terminals: columns padded, numbers to the right, two spaces between. */
export function formatTable(
	header: readonly string[],
	rows: readonly (readonly string[])[],
): string {
	const widths = header.map((title, column) =>
		Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
	);
	const numeric = header.map((_, column) =>
		rows.every((row) => /^[\d.,%-]*$/.test(row[column] ?? '')),
	);
	const line = (cells: readonly string[]) =>
		cells
			.map((cell, column) => {
				const width = widths[column] ?? 0;
				return numeric[column] ? cell.padStart(width) : cell.padEnd(width);
			})
			.join('  ')
			.trimEnd();
	return [line(header), ...rows.map(line)].join('\n');
}

/** "name  value" lines, aligned. */
export function formatFields(fields: readonly (readonly [string, string])[]): string {
	const width = Math.max(0, ...fields.map(([name]) => name.length));
	return fields.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

/** 1234567 as "1,234,567". */
export function count(value: number): string {
	return Math.round(value).toLocaleString('en-US');
}

/** A duration in microseconds, with the unit that suits it. */
export function micros(us: number): string {
	if (us < 1000) return `${us.toFixed(0)} us`;
	if (us < 1_000_000) return `${(us / 1000).toFixed(1)} ms`;
	return `${(us / 1_000_000).toFixed(2)} s`;
}

/**
 * The first lines of a text that is taller than a terminal of so many rows, with a last one that says how many more there
 * are. A line longer than the terminal is wide takes several rows.
 */
export function fitRows(text: string, rows: number, columns: number): string {
	// A terminal that does not know its size says 0 or nothing.
	if (!(rows > 1)) return text;
	const width = columns > 0 ? columns : Number.POSITIVE_INFINITY;
	const height = (line: string) => Math.max(1, Math.ceil(line.length / width));
	const lines = text.split('\n');
	let all = 0;
	let fitting = 0;
	for (const line of lines) {
		all += height(line);
		// One row is kept for the last line.
		if (all < rows) fitting++;
	}
	if (all <= rows) return text;
	return [...lines.slice(0, fitting), `… ${lines.length - fitting} more`].join('\n');
}

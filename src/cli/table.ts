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
 * A text as a terminal of so many rows and columns shows it without wrapping: wide lines are cut, with a sign of it, and
 * where there are too many a last one says how many more.
 */
export function fitTerminal(text: string, rows: number, columns: number): string {
	// A terminal that does not know its size says 0 or nothing.
	const lines = text
		.split('\n')
		.map((line) =>
			columns > 0 && line.length > columns ? `${line.slice(0, columns - 1)}…` : line,
		);
	if (!(rows > 1) || lines.length <= rows) return lines.join('\n');
	return [...lines.slice(0, rows - 1), `… ${lines.length - rows + 1} more`].join('\n');
}

/** Copies a column into a longer one. */
export function widen<T extends { set(from: ArrayLike<number>): void }>(
	from: ArrayLike<number>,
	to: T,
): T {
	to.set(from);
	return to;
}

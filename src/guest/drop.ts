/** Removes the first `count` elements. */
export function drop(array: unknown[], count: number): void {
	if (count === 0) return;
	if (count < array.length) array.splice(0, count);
	// Setting the length is a call into V8's runtime, five of them for each message.
	else for (; count > 0; count--) array.pop();
}

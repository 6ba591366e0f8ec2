/** An area of the trace scene's address space, in pages. */
export interface TraceArea {
	readonly firstPage: number;
	readonly pages: number;
	readonly permissions: 'r' | 'rw' | 'rx' | 'rwx';
}

export interface TraceCount {
	/** Groups that must be answered SUCCESS: first permitted touches of a page. */
	readonly success: number;
	/** Groups that must be answered INVALID: accesses that no area permits, each time. */
	readonly invalid: number;
	/** Accesses that must go through. */
	readonly done: number;
}

/**
 * What a replay must lead to, counted from the trace and the areas alone: a device that is told INVALID
 * keeps nothing, so each further such access asks again; a page that was mapped stays (the resident limit
 * is above the trace's pages).
 */
export function expectTrace(
	trace: { readonly pages: ArrayLike<number>; readonly access: ArrayLike<number> },
	areas: readonly TraceArea[],
): TraceCount {
	const mapped = new Set<number>();
	let invalid = 0;
	let done = 0;
	for (let i = 0; i < trace.pages.length; i++) {
		const page = trace.pages[i] as number;
		const access = trace.access[i] as number;
		const area = areas.find((a) => page >= a.firstPage && page < a.firstPage + a.pages);
		if (area === undefined || (access & ~accessBits(area.permissions)) !== 0) invalid++;
		else {
			done++;
			mapped.add(page);
		}
	}
	return { success: mapped.size, invalid, done };
}

function accessBits(permissions: string): number {
	return 1 | (permissions.includes('w') ? 2 : 0) | (permissions.includes('x') ? 4 : 0);
}

/**
 * What record number n says, in either direction. The same values as in the product's `relay` case, so that
 * they take as many bytes.
 */

export const FIRST_PAGE = 0x10_0000;
export const DEVICES = 8;
export const PASID = 1;
export const SPACE = 1;
/** READ, LAST and PASID_VALID of FaultFlag. */
export const FAULT_FLAGS = 1 + 16 + 32;
/** READ and ZERO of MapFlag. */
export const MAP_FLAGS = 1 + 32;
export const SUCCESS = 1;

/** Throws unless these are the values of fault `n`. */
export function checkFault(
	n: number,
	group: number,
	page: number,
	device: number,
	pasid: number,
	flags: number,
): void {
	if (
		group !== n ||
		page !== FIRST_PAGE + n ||
		device !== n % DEVICES ||
		pasid !== PASID ||
		flags !== FAULT_FLAGS
	)
		throw new Error(`fault ${n} came as ${[group, page, device, pasid, flags].join(', ')}`);
}

/** Throws unless these are the values of the answer to fault `n`. */
export function checkAnswer(
	n: number,
	group: number,
	page: number,
	frame: number,
	flags: number,
	code: number,
): void {
	if (
		group !== n ||
		page !== FIRST_PAGE + n ||
		frame !== n ||
		flags !== MAP_FLAGS ||
		code !== SUCCESS
	)
		throw new Error(`the answer to fault ${n} came as ${[group, page, frame, flags, code]}`);
}

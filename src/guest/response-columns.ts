import { faultline } from '../wire/generated/faultline.js';
import { widen } from './widen.js';

const { RESPONSE_CODE_INVALID, RESPONSE_CODE_SUCCESS } = faultline.v1.ResponseCode;

/** Answers that wait to be sent, oldest first, as columns that grow and are used again. */
export class ResponseColumns {
	rows = 0;
	group = new Float64Array(256);
	code = new Uint8Array(256);

	add(group: number, success: boolean): void {
		this.#makeRoom(1);
		this.group[this.rows] = group;
		this.code[this.rows] = success ? RESPONSE_CODE_SUCCESS : RESPONSE_CODE_INVALID;
		this.rows++;
	}

	/** The groups in rows `first` to `end` - 1 of a column, SUCCESS. */
	succeed(groups: Float64Array, first: number, end: number): void {
		const rows = end - first;
		this.#makeRoom(rows);
		const at = this.rows;
		const column = this.group;
		for (let i = 0; i < rows; i++) column[at + i] = groups[first + i]!;
		this.code.fill(RESPONSE_CODE_SUCCESS, at, at + rows);
		this.rows += rows;
	}

	/** Drops the first `count`. */
	drop(count: number): void {
		if (count < this.rows) {
			this.group.copyWithin(0, count, this.rows);
			this.code.copyWithin(0, count, this.rows);
		}
		this.rows -= count;
	}

	#makeRoom(rows: number): void {
		let capacity = this.group.length;
		if (this.rows + rows <= capacity) return;
		while (this.rows + rows > capacity) capacity *= 2;
		this.group = widen(this.group, new Float64Array(capacity));
		this.code = widen(this.code, new Uint8Array(capacity));
	}
}

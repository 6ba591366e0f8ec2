import type { ConfigSpace } from '../../src/host/kernel/pci.js';
import type { FunctionOptions } from './vtd-registers-bench.js';

/**
 * A configuration space of plain bytes: what is written can be read back, and no bit does anything by
 * itself. The extended capabilities are linked in an order of their own: PASID at 0x100, PRI at 0x180,
 * ATS at 0x140.
 */
export class FakeConfigSpace implements ConfigSpace {
	readonly view = new DataView(new ArrayBuffer(4096));
	/** Every write in order: "offset/size=value". */
	readonly writes: string[] = [];

	constructor(options: FunctionOptions = {}) {
		const { ats = true, pri = true, pasidBits = 20, queueDepth = 8, needsPasid = true } = options;
		const list: { at: number; id: number }[] = [];
		if (pasidBits > 0) list.push({ at: 0x100, id: 0x1001b });
		if (pri) list.push({ at: 0x180, id: 0x10013 });
		if (ats) list.push({ at: 0x140, id: 0x1000f });
		// A list must begin at 0x100, if with a capability that is not known.
		if (list[0] !== undefined && list[0].at !== 0x100) list.unshift({ at: 0x100, id: 0x1_0001 });
		list.forEach(({ at, id }, i) => {
			this.view.setUint32(at, ((list[i + 1]?.at ?? 0) * 0x10_0000 + id) >>> 0, true);
		});
		if (pasidBits > 0) this.view.setUint16(0x104, (pasidBits << 8) | 0x2, true);
		if (pri) {
			this.view.setUint16(0x186, 0x100 | (needsPasid ? 0x8000 : 0), true);
			this.view.setUint32(0x188, 256, true);
		}
		if (ats) this.view.setUint16(0x144, 0x60 | (queueDepth & 0x1f), true);
	}

	configRead(offset: number, size: 1 | 2 | 4): number {
		if (size === 1) return this.view.getUint8(offset);
		return size === 2 ? this.view.getUint16(offset, true) : this.view.getUint32(offset, true);
	}

	configWrite(offset: number, size: 1 | 2 | 4, value: number): void {
		this.writes.push(`${offset.toString(16)}/${size}=${value.toString(16)}`);
		if (size === 1) this.view.setUint8(offset, value);
		else if (size === 2) this.view.setUint16(offset, value, true);
		else this.view.setUint32(offset, value, true);
	}
}

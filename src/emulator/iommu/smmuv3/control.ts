/**
 * CR0 to CR2, GBPA and IRQ_CTRL with their acknowledgements (Arm IHI 0070, 6.3.9 to 6.3.18). Owns the words; what a
 * bit means it hands to the parts. Updates are complete when the write returns, so CR0ACK is CR0 and
 * GBPA.Update reads 0.
 */

import { Bypass, Control, Control2, Irq } from './layout.js';

const CR0 = Control.SMMUEN | Control.PRIQEN | Control.EVENTQEN | Control.CMDQEN | Control.ATSCHK;
/** CR1: attributes of queue accesses, and of table accesses. */
const QUEUE_ATTRIBUTES = 0x3f;
const TABLE_ATTRIBUTES = 0xfc0;
const CR2 = Control2.RECINVSID | Control2.PTM | Control2.REC_CFG_ATS;
const IRQ_CTRL = Irq.GERROR | Irq.PRIQ | Irq.EVENTQ;

export class ControlRegisters {
	cr0 = 0;
	cr1 = 0;
	cr2 = 0;
	bypass = 0;
	irqControl = 0;

	isOn(bit: number): boolean {
		return (this.cr0 & bit) !== 0;
	}

	/** Returns the bits that changed. */
	writeCr0(value: number): number {
		const before = this.cr0;
		this.cr0 = value & CR0;
		return before ^ this.cr0;
	}

	/** Each half is read-only while something that uses it is enabled. */
	writeCr1(value: number): void {
		const queues = Control.CMDQEN | Control.EVENTQEN | Control.PRIQEN;
		const writable =
			(this.isOn(queues) ? 0 : QUEUE_ATTRIBUTES) |
			(this.isOn(Control.SMMUEN) ? 0 : TABLE_ATTRIBUTES);
		this.cr1 = (this.cr1 & ~writable) | (value & writable);
	}

	writeCr2(value: number): void {
		if (!this.isOn(Control.SMMUEN)) this.cr2 = value & CR2;
	}

	/** Ignored without Update. */
	writeBypass(value: number): void {
		if ((value & Bypass.UPDATE) !== 0) this.bypass = value & Bypass.STORED;
	}

	writeIrqControl(value: number): void {
		this.irqControl = value & IRQ_CTRL;
	}
}

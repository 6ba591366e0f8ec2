import type { RegisterFile } from '../shared/registers.js';
import { EVENT_ADDRESS, EVENT_MASKED, EventData, Reg } from './layout.js';

const EVENTS = [
	[Reg.FECTL, Reg.FEDATA, Reg.FEADDR, Reg.FEUADDR, EventData.FAULT],
	[Reg.IECTL, Reg.IEDATA, Reg.IEADDR, Reg.IEUADDR, EventData.INVALIDATION],
	[Reg.PECTL, Reg.PEDATA, Reg.PEADDR, Reg.PEUADDR, EventData.PAGE_REQUEST],
] as const;

/** Has the unit's three events tell of themselves, each by data of its own; `handler` gets it. */
export function enableEvents(unit: RegisterFile, handler: (data: number) => void): void {
	unit.onInterrupt(handler);
	for (const [control, data, address, upper, value] of EVENTS) {
		unit.writeRegister(data, value);
		unit.writeRegister(address, EVENT_ADDRESS);
		unit.writeRegister(upper, 0);
		unit.writeRegister(control, 0);
	}
}

/** Masks the three events. */
export function maskEvents(unit: RegisterFile): void {
	for (const [control] of EVENTS) unit.writeRegister(control, EVENT_MASKED);
}

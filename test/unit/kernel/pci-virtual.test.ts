import { describe, expect, it } from 'vitest';
import { PciFunction } from '../../../src/emulator/endpoint/pci-function.js';
import { PhysicalMemory } from '../../../src/emulator/memory.js';
import { Errno } from '../../../src/host/kernel/errno.js';
import {
	atsCapability,
	atsEnabled,
	disableAts,
	disablePasid,
	disablePri,
	enableAts,
	enablePasid,
	enablePri,
	PciControls,
	pasidCapability,
	pasidEnabled,
	priCapability,
	priEnabled,
	priFailed,
	resetPri,
} from '../../../src/host/kernel/pci.js';

/** A physical function and a virtual one, both off. */
function family(ats = true) {
	const physical = new PciFunction(
		{
			requesterId: 0x100,
			ats: true,
			pri: true,
			pasidWidth: 8,
			priCapacity: 64,
			responsePasidRequired: true,
			virtualFunctions: true,
		},
		new PhysicalMemory(16),
		() => 0,
	);
	return { physical, virtual: physical.addVirtualFunction({ requesterId: 0x101, ats }) };
}

const on = (of: PciFunction) => [pasidEnabled(of), atsEnabled(of), priEnabled(of)];

describe('a virtual function', () => {
	it('has ATS of its own, and offers what its physical function has of PRI and PASID', () => {
		const { physical, virtual } = family();
		expect(atsCapability(virtual)).toBeDefined();
		expect(priCapability(virtual)).toEqual(priCapability(physical));
		expect(priCapability(virtual)?.capacity).toBe(64);
		expect(pasidCapability(virtual)).toEqual({ width: 8, features: 6 });
		const controls = new PciControls(virtual, () => {});
		expect([controls.maxPasid, controls.responseNeedsPasid]).toEqual([255, true]);
	});

	it('cannot be enabled while its physical function is off, and is off then', () => {
		const { physical, virtual } = family();
		expect([enablePri(virtual, 1), enablePasid(virtual, 0)]).toEqual([Errno.EINVAL, Errno.EINVAL]);
		expect(new PciControls(virtual, () => {}).enable(64)).toBe(Errno.EINVAL);
		// PASIDs alone do not do.
		enablePasid(physical, 0);
		expect(new PciControls(virtual, () => {}).enable(64)).toBe(Errno.EINVAL);
		expect(on(virtual)).toEqual([true, false, false]);
		expect(on(physical)).toEqual([true, false, false]);
	});

	it('is enabled once its physical function is, which it does not change', () => {
		const { physical, virtual } = family();
		expect(new PciControls(physical, () => {}).enable(32)).toBe(Errno.OK);
		const controls = new PciControls(virtual, () => {});
		expect(controls.enable(64)).toBe(Errno.OK);
		expect(on(virtual)).toEqual([true, true, true]);
		controls.disable();
		expect([disablePri(virtual), disablePasid(virtual), resetPri(virtual)]).toEqual([0, 0, 0]);
		expect(on(physical)).toEqual([true, true, true]);
		// Its own ATS can go while page requests of the others go on.
		expect(disableAts(physical)).toBe(Errno.EBUSY);
		expect(disableAts(virtual)).toBe(Errno.OK);
		expect(on(physical)).toEqual([true, true, true]);
	});

	it('translates in units of its physical function', () => {
		const { physical, virtual } = family();
		expect(enableAts(physical, 13)).toBe(Errno.OK);
		expect(enableAts(virtual, 12)).toBe(Errno.EINVAL);
		expect(enableAts(virtual, 13)).toBe(Errno.OK);
		expect(enableAts(virtual, 13)).toBe(Errno.EBUSY);
	});

	it('without ATS needs no page requests, but PASIDs', () => {
		const { physical, virtual } = family(false);
		const controls = new PciControls(virtual, () => {});
		expect(controls.enable(64)).toBe(Errno.EINVAL);
		enablePasid(physical, 0);
		expect(controls.enable(64)).toBe(Errno.OK);
		expect(priEnabled(physical)).toBe(false);
	});

	it('shows the Response Failure that stopped them all', () => {
		const { physical, virtual } = family();
		new PciControls(physical, () => {}).enable(32);
		new PciControls(virtual, () => {}).enable(32);
		physical.pageResponse(-1, 0, 0xf);
		expect([priFailed(physical), priFailed(virtual), priEnabled(virtual)]).toEqual([
			true,
			true,
			false,
		]);
	});
});

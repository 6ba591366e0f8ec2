import { describe, expect, it } from 'vitest';
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
	findExtendedCapability,
	PasidFeature,
	PciControls,
	pasidCapability,
	pasidEnabled,
	priCapability,
	priEnabled,
	priFailed,
	resetPri,
} from '../../../src/host/kernel/pci.js';
import { FakeConfigSpace } from '../../support/vtd-registers-config.js';

describe('findExtendedCapability', () => {
	it('walks the list from 0x100 to the capability, wherever it stands', () => {
		const config = new FakeConfigSpace();
		expect(findExtendedCapability(config, 0x1b)).toBe(0x100);
		expect(findExtendedCapability(config, 0x13)).toBe(0x180);
		expect(findExtendedCapability(config, 0x0f)).toBe(0x140);
		expect(findExtendedCapability(config, 0x10)).toBe(0);
	});

	it('finds nothing in an empty list, in one that reads all ones, and in a loop', () => {
		const empty = new FakeConfigSpace({ ats: false, pri: false, pasidBits: 0 });
		expect(findExtendedCapability(empty, 0x0f)).toBe(0);
		empty.view.setUint32(0x100, 0xffff_ffff, true);
		expect(findExtendedCapability(empty, 0xffff)).toBe(0);
		empty.view.setUint32(0x100, 0x2001_0001, true);
		empty.view.setUint32(0x200, 0x1001_0001, true);
		expect(findExtendedCapability(empty, 0x0f)).toBe(0);
		empty.view.setUint32(0x200, 0x0401_0001, true);
		expect(findExtendedCapability(empty, 0x0f)).toBe(0);
	});
});

describe('what a function offers', () => {
	it('is read from the capabilities', () => {
		const config = new FakeConfigSpace({ queueDepth: 8, pasidBits: 14, needsPasid: true });
		expect(atsCapability(config)).toEqual({
			queueDepth: 8,
			pageAligned: true,
			globalInvalidate: true,
		});
		expect(priCapability(config)).toEqual({ capacity: 256, responseNeedsPasid: true });
		expect(pasidCapability(config)).toEqual({ width: 14, features: PasidFeature.EXEC });
		expect(config.writes).toEqual([]);
	});

	it('reads a queue depth of 0 as 32, and nothing where there is no capability', () => {
		expect(atsCapability(new FakeConfigSpace({ queueDepth: 0 }))?.queueDepth).toBe(32);
		const bare = new FakeConfigSpace({ ats: false, pri: false, pasidBits: 0 });
		expect(atsCapability(bare)).toBeUndefined();
		expect(priCapability(bare)).toBeUndefined();
		expect(pasidCapability(bare)).toBeUndefined();
		expect([atsEnabled(bare), priEnabled(bare), priFailed(bare), pasidEnabled(bare)]).toEqual([
			false,
			false,
			false,
			false,
		]);
	});
});

describe('ATS', () => {
	it('gets the translation unit before the enable bit', () => {
		const config = new FakeConfigSpace();
		expect(enableAts(config, 14)).toBe(Errno.OK);
		expect(config.writes).toEqual(['146/2=2', '146/2=8002']);
		expect(atsEnabled(config)).toBe(true);
	});

	it('is enabled once, and disabled once', () => {
		const config = new FakeConfigSpace();
		expect(disableAts(config)).toBe(Errno.EINVAL);
		expect(enableAts(config)).toBe(Errno.OK);
		expect(enableAts(config)).toBe(Errno.EBUSY);
		expect(disableAts(config)).toBe(Errno.OK);
		expect(atsEnabled(config)).toBe(false);
		expect(disableAts(config)).toBe(Errno.EINVAL);
	});

	it('refuses a page size below 4 KiB or that has no code, and a function without it', () => {
		const config = new FakeConfigSpace();
		expect(enableAts(config, 11)).toBe(Errno.EINVAL);
		expect(enableAts(config, 44)).toBe(Errno.EINVAL);
		expect(config.writes).toEqual([]);
		expect(enableAts(new FakeConfigSpace({ ats: false }))).toBe(Errno.EINVAL);
	});
});

describe('PRI', () => {
	it('gets min(requests, capacity) as its allocation before the enable bit', () => {
		const config = new FakeConfigSpace();
		expect(enablePri(config, 100)).toBe(Errno.OK);
		expect(config.writes).toEqual(['18c/4=64', '184/2=1']);
		const greedy = new FakeConfigSpace();
		expect(enablePri(greedy, 1000)).toBe(Errno.OK);
		expect(greedy.writes[0]).toBe('18c/4=100');
	});

	it('is busy while enabled, and while not stopped', () => {
		const config = new FakeConfigSpace();
		expect(enablePri(config, 1)).toBe(Errno.OK);
		expect(enablePri(config, 1)).toBe(Errno.EBUSY);
		expect(resetPri(config)).toBe(Errno.EBUSY);
		expect(disablePri(config)).toBe(Errno.OK);
		config.view.setUint16(0x186, 0x8000, true);
		config.writes.length = 0;
		expect(enablePri(config, 1)).toBe(Errno.EBUSY);
		expect(config.writes).toEqual([]);
		expect(resetPri(config)).toBe(Errno.OK);
		expect(config.writes).toEqual(['184/2=2']);
	});

	it('refuses no requests, and a function without it', () => {
		expect(enablePri(new FakeConfigSpace(), 0)).toBe(Errno.EINVAL);
		const without = new FakeConfigSpace({ pri: false });
		expect(enablePri(without, 1)).toBe(Errno.EINVAL);
		expect(disablePri(without)).toBe(Errno.EINVAL);
		expect(resetPri(without)).toBe(Errno.EINVAL);
		expect(disablePri(new FakeConfigSpace())).toBe(Errno.EINVAL);
	});

	it('tells of a Response Failure, and holds up the disabling of ATS', () => {
		const config = new FakeConfigSpace();
		expect(priFailed(config)).toBe(false);
		config.view.setUint16(0x186, 0x101, true);
		expect(priFailed(config)).toBe(true);
		enableAts(config);
		enablePri(config, 1);
		expect(disableAts(config)).toBe(Errno.EBUSY);
		expect(atsEnabled(config)).toBe(true);
	});
});

describe('PASID', () => {
	it('is enabled with features that the function has, not while ATS is on, and once', () => {
		const config = new FakeConfigSpace();
		expect(enablePasid(config, PasidFeature.PRIV)).toBe(Errno.EINVAL);
		enableAts(config);
		expect(enablePasid(config, 0)).toBe(Errno.EBUSY);
		disableAts(config);
		config.writes.length = 0;
		expect(enablePasid(config, PasidFeature.EXEC)).toBe(Errno.OK);
		expect(config.writes).toEqual(['106/2=3']);
		expect(pasidEnabled(config)).toBe(true);
		expect(enablePasid(config, 0)).toBe(Errno.EBUSY);
		expect(enablePasid(new FakeConfigSpace({ pasidBits: 0 }), 0)).toBe(Errno.EINVAL);
	});

	it('is not disabled while ATS is on', () => {
		const config = new FakeConfigSpace();
		expect(disablePasid(config)).toBe(Errno.EINVAL);
		enablePasid(config, 0);
		enableAts(config);
		expect(disablePasid(config)).toBe(Errno.EBUSY);
		disableAts(config);
		expect(disablePasid(config)).toBe(Errno.OK);
		expect(pasidEnabled(config)).toBe(false);
	});
});

describe('PciControls', () => {
	it('enables PASID, ATS and PRI in this order', () => {
		const config = new FakeConfigSpace({ pasidBits: 9 });
		const controls = new PciControls(config, () => {});
		expect(controls.maxPasid).toBe(511);
		expect(controls.responseNeedsPasid).toBe(true);
		expect(controls.enable(32)).toBe(Errno.OK);
		expect(config.writes).toEqual(['106/2=3', '146/2=0', '146/2=8000', '18c/4=20', '184/2=1']);
	});

	it('enables what there is', () => {
		const config = new FakeConfigSpace({ pri: false, pasidBits: 0 });
		const controls = new PciControls(config, () => {});
		expect([controls.maxPasid, controls.responseNeedsPasid]).toEqual([0, false]);
		expect(controls.enable(32)).toBe(Errno.OK);
		expect(config.writes).toEqual(['146/2=0', '146/2=8000']);
		const none = new FakeConfigSpace({ ats: false, pri: false, pasidBits: 0 });
		expect(new PciControls(none, () => {}).enable(32)).toBe(Errno.OK);
		expect(none.writes).toEqual([]);
	});

	it('undoes the earlier steps when one fails', () => {
		const config = new FakeConfigSpace();
		config.view.setUint16(0x186, 0, true);
		expect(new PciControls(config, () => {}).enable(32)).toBe(Errno.EBUSY);
		expect([pasidEnabled(config), atsEnabled(config), priEnabled(config)]).toEqual([
			false,
			false,
			false,
		]);
		const atsOn = new FakeConfigSpace({ pasidBits: 0 });
		enableAts(atsOn);
		expect(new PciControls(atsOn, () => {}).enable(32)).toBe(Errno.EBUSY);
		expect(atsEnabled(atsOn)).toBe(true);
		expect(priEnabled(atsOn)).toBe(false);
	});

	it('disables page requests only, and resets by what it was given', () => {
		const config = new FakeConfigSpace();
		let resets = 0;
		const controls = new PciControls(config, () => resets++);
		controls.enable(32);
		controls.disable();
		expect([pasidEnabled(config), atsEnabled(config), priEnabled(config)]).toEqual([
			true,
			true,
			false,
		]);
		controls.reset();
		expect(resets).toBe(1);
	});
});

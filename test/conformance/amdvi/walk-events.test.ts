import { describe, expect, it } from 'vitest';
import { Translation } from '../../../src/emulator/iommu/contract.js';
import { AmdBench, DEVICE } from '../../support/amdvi-bench.js';
import { walkCases } from '../../support/amdvi-walk-cases.js';

const OTHER = 0x00ff;
const TR = 1n << 56n;

/** The device under test is 0x0010, except where it has to lie beyond a table of 128 entries. */
function outcome(walkCase: (typeof walkCases)[number], ats: boolean) {
	const bench = new AmdBench();
	walkCase.set(bench);
	const device = walkCase.name === 'device beyond the table' ? OTHER : DEVICE;
	const port = device === DEVICE ? bench.port : bench.unit.connect(device, bench.endpoint);
	const page = Number(walkCase.page);
	const end = ats
		? port.translate(walkCase.pasid, page, walkCase.access)
		: port.access(walkCase.pasid, page, walkCase.access);
	return { end, events: bench.events(), device: BigInt(device), bench };
}

describe('an untranslated access that is refused', () => {
	it.each(walkCases)('$name', (walkCase) => {
		const { end, events, device, bench } = outcome(walkCase, false);
		expect(end).toBe(Translation.ABORTED);
		expect(events).toEqual([[walkCase.event | device, walkCase.address ?? walkCase.page << 12n]]);
		expect(bench.status).toBe(0x9a);
		expect(bench.messages).toEqual([0x40]);
	});
});

describe('a translation request that is refused', () => {
	it.each(walkCases)('$name', (walkCase) => {
		const { end, events, device } = outcome(walkCase, true);
		const [expected, event] = walkCase.ats;
		expect(end).toBe(expected);
		const logged = event === 'same' ? walkCase.event | TR : event;
		expect(events).toEqual(
			logged === 'none'
				? []
				: [[(logged as bigint) | device, walkCase.address ?? walkCase.page << 12n]],
		);
	});
});

import { describe, expect, it } from 'vitest';
import type { InjectResult } from '../../../src/cli/client.js';
import { FAULTS, requestOf } from '../../../src/cli/ctl-inject.js';
import { injectedDetails } from '../../../src/cli/ctl-views.js';
import { faultline } from '../../../src/wire/generated/faultline.js';

const options = { pasid: '0', address: '0', access: 'r', pages: '1', index: '0' };
const { InjectedFault } = faultline.v1;

describe('ctl inject', () => {
	it('knows every fault of the protocol by its number', () => {
		const names = Object.keys(InjectedFault)
			.slice(1)
			.map((name) => name.slice('INJECTED_FAULT_'.length).toLowerCase().replaceAll('_', '-'));
		expect(names).toEqual([...FAULTS]);
		for (const [index, fault] of FAULTS.entries())
			expect(requestOf('d0', fault, options).fault).toBe(index + 1);
	});

	it('reads its options', () => {
		expect(
			requestOf('d0', 'page-request', {
				...{ ...options, pasid: '5', address: '0x100000', access: 'rwx', pages: '4' },
				partial: true,
				timeout: '250',
			}),
		).toEqual({
			...{ device: 'd0', fault: 1, pasid: 5, address: 0x10_0000, access: 7, pages: 4 },
			...{ partial: true, variant: '', index: 0, timeoutMs: 250 },
		});
	});

	it('refuses what it does not know, naming what there is', () => {
		expect(() => requestOf('d0', 'explode', options)).toThrow(/no fault "explode"; .*page-request/);
		for (const access of ['', 'x', 'q', 'rq'])
			expect(() => requestOf('d0', 'stall', { ...options, access })).toThrow(/write r, w or rw/);
		expect(() => requestOf('d0', 'stall', { ...options, pages: '0' })).toThrow(/1 to 512/);
	});

	it('shows what was raised and how it ended', () => {
		const device = {
			...{ pending: 2, pri: 'on', halted: true },
			counters: { events: 3, eventsLost: 1 },
		};
		const result = { raised: 'an access', messages: 1, end: 5, device } as unknown as InjectResult;
		expect(injectedDetails(result)).toMatch(
			/^raised +an access\nmessages +1\nend +aborted by the IOMMU\npending +2 groups\nevents +3 unrecoverable faults, 1 lost\npri +on, the device stopped at a fault$/,
		);
		expect(injectedDetails({ ...result, end: 0, device: null } as InjectResult)).toMatch(
			/end +nothing came back$/,
		);
	});
});

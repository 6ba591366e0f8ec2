import { describe, expect, it } from 'vitest';
import type { EndpointPort, IommuPort } from '../../../../../src/emulator/iommu/contract.js';
import { Translation } from '../../../../../src/emulator/iommu/contract.js';
import { NO_PASID } from '../../../../../src/host/kernel/fault-source.js';
import { domainRef } from '../../../../support/domain-ref.js';
import { VtdMachine } from '../../../../support/vtd-registers-machine.js';

const READ = 1;

/** A function that asks for the page again while it is told to forget it, as one may that has an access waiting. */
class EagerEndpoint implements EndpointPort {
	port!: IommuPort;
	page = -1;
	/** How its translations ended. */
	readonly outcomes: Translation[] = [];

	invalidate(
		pasid: number,
		_page: number,
		_pages: number,
		_global: boolean,
		done: () => void,
	): void {
		this.outcomes.push(this.port.translate(pasid, this.page, READ));
		done();
	}

	pageResponse(): void {}
}

/** A guest, and an eager function in the place of the one that was attached. */
function eager(pasid: number) {
	const machine = new VtdMachine();
	const guest = machine.guest(1);
	const { device } = machine.attach(0x0100);
	machine.unit.disconnect(0x0100);
	const endpoint = new EagerEndpoint();
	endpoint.port = machine.unit.connect(0x0100, endpoint);
	machine.bind({ device } as never, guest, pasid);
	const translate = (page: number) => endpoint.port.translate(pasid, page, READ);
	return { machine, guest, device, endpoint, translate };
}

describe.each([7, NO_PASID])('with PASID %d', (pasid) => {
	it('a page that is taken away is out of the IOTLB before the ATC is told', () => {
		const { machine, guest, device, endpoint, translate } = eager(pasid);
		machine.leaf(guest, 5, 50);
		expect(translate(5)).toBe(Translation.OK);
		machine.leaf(guest, 5, 0, 0);
		expect(translate(5)).toBe(Translation.OK);
		endpoint.page = 5;
		let done = 0;
		machine.driver.invalidate(
			domainRef(guest, 'vtd'),
			[{ device, pasid }],
			{ pages: [5], counts: [1] },
			true,
			() => done++,
		);
		machine.clock.settle();
		expect([endpoint.outcomes, done]).toEqual([[Translation.NO_ACCESS], 1]);
		expect(translate(5)).toBe(Translation.NO_ACCESS);
	});

	it('the same when the whole PASID is invalidated', () => {
		const { machine, guest, device, endpoint, translate } = eager(pasid);
		machine.leaf(guest, 600, 50);
		expect(translate(600)).toBe(Translation.OK);
		machine.leaf(guest, 600, 0, 0);
		endpoint.page = 600;
		const pages = Array.from({ length: 400 }, (_, i) => i * 2);
		machine.driver.invalidate(
			domainRef(guest, 'vtd'),
			[{ device, pasid }],
			{ pages, counts: pages.map(() => 1) },
			true,
			() => {},
		);
		machine.clock.settle();
		expect(endpoint.outcomes).toEqual([Translation.NO_ACCESS]);
	});

	it('a PASID that is unbound is out of the PASID cache before the ATC is told', () => {
		const { machine, guest, device, endpoint, translate } = eager(pasid);
		machine.leaf(guest, 5, 50);
		expect(translate(5)).toBe(Translation.OK);
		endpoint.page = 5;
		let done = 0;
		machine.driver.unbindPasid(device, pasid, () => done++);
		machine.clock.settle();
		expect([endpoint.outcomes, done]).toEqual([[Translation.ABORTED], 1]);
		// What another guest has there is what the function gets from now on.
		const other = machine.guest(2);
		machine.leaf(other, 5, 60);
		machine.bind({ device } as never, other, pasid);
		expect(translate(5)).toBe(Translation.OK);
		expect(endpoint.port.frame).toBe(other.firstFrame + 60);
	});
});

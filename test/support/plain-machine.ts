import type { IommuModel } from '../../src/emulator/iommu/contract.js';
import { NO_PASID } from '../../src/host/kernel/fault-source.js';
import { PASID } from './contract-machine.js';
import { IommuMachine, type TestFunction, type TestGuest } from './iommu-machine.js';
import type { CountingDriver, IommuRow, Queues } from './iommu-rows.js';

/** A machine of any IOMMU, with functions whose faults cannot wait: without ATS and PRI. */
export class PlainMachine extends IommuMachine<IommuModel, CountingDriver> {
	readonly row: IommuRow;
	/** What functions access memory with: a PASID, where the IOMMU knows them. */
	readonly pasid: number;

	constructor(row: IommuRow, queues: Queues = 'usual') {
		super((parts) => row.make(parts, queues));
		this.row = row;
		this.pasid = row.pasids ? PASID : NO_PASID;
	}

	/** A function, and a guest of its own that it is bound to. */
	served(n: number): { dev: TestFunction; guest: TestGuest } {
		const dev = this.plain(0x0100 + 8 * n);
		const guest = this.guest(n + 1);
		this.bind(dev.device, guest, this.pasid);
		return { dev, guest };
	}

	plain(requesterId: number): TestFunction {
		return this.attach(requesterId, { pri: false, pasidWidth: this.row.pasids ? 20 : 0 });
	}

	/** Maps a page of a space that the function uses; the IOMMU is told where it has to be. */
	map({ device }: TestFunction, guest: TestGuest, page: number, frame: number, access = 1): void {
		guest.table.map(page, frame, access);
		if (this.driver.cachesAbsent !== true) return;
		const runs = { pages: [page], counts: [1] };
		this.driver.invalidate(guest.ref, [{ device, pasid: this.pasid }], runs, true, () => {});
		this.clock.settle();
	}
}

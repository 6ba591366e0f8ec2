/**
 * The IOMMUs that the `core` case measures, a row each: how a model with its driver is made, and how the
 * case's handler makes a page present in the tables that the model walks.
 */
import type { Clock } from '../../src/base/clock.js';
import type { PciFunction } from '../../src/emulator/endpoint/pci-function.js';
import { AmdViModel } from '../../src/emulator/iommu/amdvi/amdvi-model.js';
import type { IommuModel } from '../../src/emulator/iommu/contract.js';
import { RiscvIommuModel } from '../../src/emulator/iommu/riscv/riscv-model.js';
import { SmmuV3Model } from '../../src/emulator/iommu/smmuv3/smmuv3-model.js';
import { VtdModel } from '../../src/emulator/iommu/vtd/vtd-model.js';
import type { PhysicalMemory } from '../../src/emulator/memory.js';
import { AmdViDriver } from '../../src/host/kernel/drivers/amdvi/driver.js';
import { RiscvIommuDriver } from '../../src/host/kernel/drivers/riscv/driver.js';
import { SmmuV3Driver } from '../../src/host/kernel/drivers/smmuv3/driver.js';
import { VtdDriver } from '../../src/host/kernel/drivers/vtd/driver.js';
import type { FaultCore } from '../../src/host/kernel/fault-core.js';
import type { FirstLevelTable, IommuDriver } from '../../src/host/kernel/fault-source.js';
import type { FrameAllocator } from '../../src/host/kernel/frames.js';
import { FirstLevelEditor } from '../../src/host/kernel/table/first-level.js';
import { type FirstLevelFormat, MapPermission } from '../../src/host/kernel/table/formats.js';
import type { TableFrames } from '../../src/host/kernel/table/table-frames.js';

/** What a model and its driver stand on. */
export interface CoreMachine {
	readonly memory: PhysicalMemory;
	readonly frames: FrameAllocator;
	readonly clock: Clock;
	readonly core: FaultCore;
	readonly functions: ReadonlyMap<string, PciFunction>;
}

/** A first-level table of the guest, in the IOMMU's own format. */
export interface CoreTable extends FirstLevelTable {
	/** Maps a page for reading. */
	map(page: number, frame: number): void;
}

export interface CoreIommu {
	/** The unit, and its driver, which has started. */
	start(machine: CoreMachine): { model: IommuModel; driver: IommuDriver };
	table(tables: TableFrames): CoreTable;
}

export const coreIommus: Readonly<Record<string, CoreIommu>> = {
	vtd: {
		start({ memory, frames, clock, core, functions }) {
			const model = new VtdModel(memory);
			const driver = new VtdDriver({
				name: 'iommu0',
				unit: model,
				memory,
				frames,
				clock,
				core,
				configSpace: (device) => functions.get(device.name),
				onLog: (message) => console.error(message),
			});
			driver.start();
			return { model, driver };
		},
		table: (tables) => tableOf(tables, 'x86-64'),
	},
	smmuv3: {
		start({ memory, frames, clock, core, functions }) {
			const model = new SmmuV3Model(memory);
			const driver = new SmmuV3Driver({
				name: 'iommu0',
				unit: model,
				memory,
				frames,
				clock,
				core,
				configSpace: (device) => functions.get(device.name),
				onLog: (message) => console.error(message),
			});
			driver.start();
			return { model, driver };
		},
		table: (tables) => tableOf(tables, 'aarch64'),
	},
	amdvi: {
		start({ memory, frames, clock, core, functions }) {
			const model = new AmdViModel(memory);
			const driver = new AmdViDriver({
				name: 'iommu0',
				unit: model,
				memory,
				frames,
				clock,
				core,
				configSpace: (device) => functions.get(device.name),
				onLog: (message) => console.error(message),
			});
			driver.start();
			return { model, driver };
		},
		table: (tables) => tableOf(tables, 'x86-64'),
	},
	riscv: {
		start({ memory, frames, clock, core, functions }) {
			const model = new RiscvIommuModel(memory);
			const driver = new RiscvIommuDriver({
				name: 'iommu0',
				unit: model,
				memory,
				frames,
				clock,
				core,
				configSpace: (device) => functions.get(device.name),
				onLog: (message) => console.error(message),
			});
			driver.start();
			return { model, driver };
		},
		table: (tables) => tableOf(tables, 'riscv-sv48'),
	},
};

function tableOf(tables: TableFrames, format: FirstLevelFormat): CoreTable {
	const editor = FirstLevelEditor.create(tables, format);
	if (editor === undefined) throw new Error('no first-level table');
	return {
		rootPage: editor.root,
		map: (page, frame) => editor.map(page, frame, MapPermission.READ),
	};
}

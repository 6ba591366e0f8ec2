import type { Mutation } from './mutation.js';

/** Defects of mappings, caches, frames and contents. */
export const MAPPINGS: readonly Mutation[] = [
	{
		name: 'frame-reused-early',
		description:
			'an unmapping is called complete, and its frames free, before the caches have dropped it',
		law: 4,
		edits: [
			{
				file: 'src/host/kernel/vfio/guest-space.ts',
				find: `		this.#users.invalidate(runs, FIRST_LEVEL_PAGES, leafOnly, () => this.#complete(batch));
		return MapOutcome.OK;`,
				replace: `		this.#complete(batch);
		this.#users.invalidate(runs, FIRST_LEVEL_PAGES, leafOnly, () => {});
		return MapOutcome.OK;`,
			},
		],
	},
	{
		name: 'map-after-success',
		description: 'answers take effect before the mappings of the same message',
		law: 4,
		edits: [
			{
				file: 'src/host/relay/serving.ts',
				find: `		for (const batch of message.map) requests.map(batch);
		if (message.responses !== undefined) {`,
				replace: `		if (message.responses === undefined) for (const batch of message.map) requests.map(batch);
		else this.#owner.clock.soon(() => { for (const batch of message.map) requests.map(batch); });
		if (message.responses !== undefined) {`,
			},
		],
	},
	{
		name: 'no-atc-invalidation',
		description: 'VT-d: device caches are not told of an unmapping',
		law: 4,
		edits: [
			{
				file: 'src/host/kernel/drivers/vtd/invalidate-runs.ts',
				find: 'request.addDeviceTlb(attached, pasid, page, order);',
				replace: '',
			},
		],
	},
	{
		name: 'no-atc-invalidation-smmuv3',
		description: 'SMMUv3: device caches are not told of an unmapping',
		law: 4,
		edits: [
			{
				file: 'src/host/kernel/drivers/smmuv3/invalidate-runs.ts',
				find: 'request.addAtc(sourceId, pasid, page, order);',
				replace: '',
			},
		],
	},
	{
		name: 'no-atc-invalidation-amdvi',
		description: 'AMD-Vi: device caches are not told of an unmapping',
		law: 4,
		edits: [
			{
				file: 'src/host/kernel/drivers/amdvi/invalidate-runs.ts',
				find: 'list.addIotlb(attached, pasid, page, order);',
				replace: '',
			},
		],
	},
	{
		name: 'no-atc-invalidation-riscv',
		description: 'RISC-V: device caches are not told of an unmapping',
		law: 4,
		edits: [
			{
				file: 'src/host/kernel/drivers/riscv/invalidate-runs.ts',
				find: 'addAtc(request, attached, pasid, page, size);',
				replace: '',
			},
		],
	},
	{
		name: 'no-iotlb-invalidation',
		description: 'VT-d: the IOTLB is not told of an unmapping',
		law: 4,
		edits: [
			{
				file: 'src/host/kernel/drivers/vtd/invalidate-runs.ts',
				find: 'request.addPasidIotlb(domain, pasid, page, order, leafOnly);',
				replace: '',
			},
		],
	},
	{
		name: 'no-tlb-invalidation-smmuv3',
		description: 'SMMUv3: the TLB is not told of an unmapping',
		law: 4,
		edits: [
			{
				file: 'src/host/kernel/drivers/smmuv3/invalidate-runs.ts',
				find: 'if (ranges) request.addRange(vmid, asid, page, count, leafOnly);',
				replace: 'if (ranges) continue;',
			},
		],
	},
	{
		name: 'no-tlb-invalidation-amdvi',
		description: 'AMD-Vi: the IOMMU keeps what it holds of an unmapped page',
		law: 4,
		edits: [
			{
				file: 'src/host/kernel/drivers/amdvi/invalidate-runs.ts',
				find: 'list.addGuestPages(attached.domainId, pasid, page, order, leafOnly);',
				replace: '',
			},
		],
	},
	{
		name: 'no-iotlb-invalidation-riscv',
		description: 'RISC-V: the IOTLB is not told of an unmapping',
		law: 4,
		edits: [
			{
				file: 'src/host/kernel/drivers/riscv/invalidate-runs.ts',
				find: 'request.addPages(gscid, pscid, page, size, !leafOnly);',
				replace: '',
			},
		],
	},
	{
		name: 'dirty-page-dropped',
		description: 'a page that a device wrote is taken away as if it were clean',
		law: 6,
		edits: [
			{
				file: 'src/host/kernel/vfio/guest-space.ts',
				find: 'if (!tables.dirty) continue;',
				replace: 'if (!tables.dirty || page % 3 === 0) continue;',
			},
		],
	},
	{
		name: 'pasid-outlives-owner',
		description: 'a device that is taken from its guest keeps the PASIDs that were bound',
		law: 5,
		edits: [
			{
				file: 'src/host/kernel/vfio/vfio-driver.ts',
				find: `		claim.unregister();
		const bindings = [...vfio.bindings.values()];`,
				replace: `		claim.unregister();
		const bindings = [...vfio.bindings.values()].slice(1);`,
			},
		],
	},
	{
		name: 'write-permission-kept',
		description: 'every mapping can be written',
		law: 5,
		edits: [
			{
				file: 'src/host/kernel/vfio/guest-space.ts',
				find: 'const result = this.#tables.map(page, frame, flags & PERMISSIONS);',
				replace:
					'const result = this.#tables.map(page, frame, (flags & PERMISSIONS) | MapPermission.WRITE);',
			},
		],
	},
	{
		name: 'frame-filled-in-use',
		description: 'a frame that is mapped can be filled',
		law: 6,
		edits: [
			{
				file: 'src/host/kernel/vfio/guest-space.ts',
				find: 'if (this.guest.frameTable.isMapped(frame)) return MapOutcome.FRAME_IN_USE;',
				replace: '',
			},
		],
	},
	{
		name: 'lease-not-checked',
		description: 'an agent may map frames that are not leased to it',
		law: 5,
		edits: [
			{
				file: 'src/host/kernel/vfio/guest-space.ts',
				find: `		return frame >= this.lease.first && frame < this.#leaseEnd;`,
				replace: '		return frame >= 0;',
			},
			{
				file: 'src/host/kernel/vfio/guest-frames.ts',
				find: 'return this.#unmapping[frame] !== 0;',
				replace: 'return (this.#unmapping[frame] ?? 0) !== 0;',
			},
		],
	},
];

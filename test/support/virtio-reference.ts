/**
 * A second reading of what a virtio-iommu does with its requests, written for clarity and against nothing of the model:
 * bigint byte addresses, lists that are searched from end to end. Tests compare the model with it.
 */

interface Mapping {
	first: bigint;
	last: bigint;
	to: bigint;
	flags: number;
}

interface Space {
	bypass: boolean;
	mappings: Mapping[];
}

export interface Region {
	first: bigint;
	last: bigint;
}

export class ReferenceIommu {
	readonly spaces = new Map<number, Space>();
	readonly attached = new Map<number, number>();
	readonly regions: Map<number, Region[]>;
	readonly memory: bigint;
	readonly granule: bigint;
	readonly inputLast: bigint;
	readonly domainLast: number;
	bypass = false;

	constructor(setting: {
		regions: Map<number, Region[]>;
		memory: bigint;
		granule: bigint;
		inputLast: bigint;
		domainLast: number;
	}) {
		this.regions = setting.regions;
		this.memory = setting.memory;
		this.granule = setting.granule;
		this.inputLast = setting.inputLast;
		this.domainLast = setting.domainLast;
	}

	attach(domain: number, endpoint: number, flags: number): string {
		if (flags > 1) return 'INVAL';
		const regions = this.regions.get(endpoint);
		if (regions === undefined) return 'NOENT';
		if (domain > this.domainLast) return 'RANGE';
		const now = this.attached.get(endpoint);
		if (now !== undefined && now !== domain) this.#leave(endpoint);
		const space = this.spaces.get(domain);
		if (space !== undefined) {
			if (space.bypass !== (flags === 1)) return 'INVAL';
			if (now === domain) return 'OK';
			for (const mapping of space.mappings)
				for (const region of regions) if (meet(mapping, region)) return 'UNSUPP';
		} else this.spaces.set(domain, { bypass: flags === 1, mappings: [] });
		this.attached.set(endpoint, domain);
		return 'OK';
	}

	detach(domain: number, endpoint: number): string {
		if (!this.regions.has(endpoint)) return 'NOENT';
		if (this.attached.get(endpoint) !== domain) return 'INVAL';
		this.#leave(endpoint);
		return 'OK';
	}

	map(domain: number, first: bigint, last: bigint, to: bigint, flags: number): string {
		if (flags > 7) return 'INVAL';
		const space = this.spaces.get(domain);
		if (space === undefined) return 'NOENT';
		if (space.bypass) return 'INVAL';
		for (const value of [first, last + 1n, to]) if (value % this.granule !== 0n) return 'RANGE';
		if (last < first) return 'INVAL';
		if (last > this.inputLast) return 'RANGE';
		if (to + (last - first) >= this.memory) return 'FAULT';
		for (const [endpoint, at] of this.attached)
			if (at === domain)
				for (const region of this.regions.get(endpoint)!)
					if (meet({ first, last }, region)) return 'INVAL';
		for (const mapping of space.mappings) if (meet({ first, last }, mapping)) return 'INVAL';
		space.mappings.push({ first, last, to, flags });
		return 'OK';
	}

	unmap(domain: number, first: bigint, last: bigint): string {
		const space = this.spaces.get(domain);
		if (space === undefined) return 'NOENT';
		if (space.bypass) return 'INVAL';
		const hit =
			last < first ? [] : space.mappings.filter((mapping) => meet({ first, last }, mapping));
		if (hit.some((mapping) => mapping.first < first || mapping.last > last)) return 'RANGE';
		space.mappings = space.mappings.filter((mapping) => !hit.includes(mapping));
		return 'OK';
	}

	/** Physical address, or the fault's reason. */
	translate(endpoint: number, address: bigint, write: boolean): bigint | string {
		for (const region of this.regions.get(endpoint)!)
			if (meet({ first: address, last: address }, region)) return 'MAPPING';
		const space = this.spaces.get(this.attached.get(endpoint) ?? -1);
		if (space === undefined && !this.bypass) return 'DOMAIN';
		if (space === undefined || space.bypass) return address < this.memory ? address : 'UNKNOWN';
		for (const { first, last, to, flags } of space.mappings)
			if (address >= first && address <= last)
				return (flags & (write ? 2 : 1)) !== 0 ? to + address - first : 'MAPPING';
		return 'MAPPING';
	}

	reset(): void {
		this.spaces.clear();
		this.attached.clear();
	}

	#leave(endpoint: number): void {
		const domain = this.attached.get(endpoint)!;
		this.attached.delete(endpoint);
		if (![...this.attached.values()].includes(domain)) this.spaces.delete(domain);
	}
}

function meet(a: Region, b: Region): boolean {
	return a.first <= b.last && b.first <= a.last;
}

import type { ParsedDevice, ParsedIommu } from './config.js';

/**
 * What a configuration's devices are, once it is known what stands in front of them: defaults that depend on the
 * IOMMU or on the physical function, and the checks that no device can pass alone.
 */

type Fail = (message: string) => never;
type ParsedPci = Exclude<ParsedDevice, { bus: 'platform' }>;
type ParsedPlatform = Extract<ParsedDevice, { bus: 'platform' }>;

/** What every device has. */
interface AnyDevice {
	readonly name: string;
	/** The IOMMU in front of it. */
	readonly iommu: string;
	/** Requester id, stream id or device id: unique behind the IOMMU. */
	readonly sourceId: number;
	readonly guest: string | undefined;
	/** Width of its PASIDs; 0: none. */
	readonly pasidBits: number;
	/** Requests, or stalled accesses, that it may have outstanding. */
	readonly outstanding: number;
	readonly livelockLimit: number;
	readonly onFault: 'continue' | 'stop';
	/** Bytes of the host's memory that it may reach under a driver without a guest. */
	readonly nativeMemory: number;
	/** Undefined: as `limits` say. */
	readonly responseDeadline: number | undefined;
	readonly onExpiry: 'invalid' | 'failure' | undefined;
}

export interface PciEntry extends AnyDevice {
	readonly bus: 'pci';
	readonly ats: boolean;
	readonly pri: boolean;
	readonly pagesPerGroup: number;
	readonly atcEntries: number;
	/** The device that this is a virtual function of; `pri`, `pasidBits` and `outstanding` are that one's. */
	readonly physicalFunction: string | undefined;
	/** Whether it has virtual functions. */
	readonly virtualFunctions: boolean;
}

export interface PlatformEntry extends AnyDevice {
	readonly bus: 'platform';
	readonly stall: boolean;
}

export type DeviceEntry = PciEntry | PlatformEntry;

/** Requests of a PCI function, and stalled accesses of a platform device, if not told. */
const PCI_OUTSTANDING = 512;
const PLATFORM_OUTSTANDING = 64;
const PCI_PASID_BITS = 20;
/** Bits of a RISC-V device id, which is a requester id or more. */
const RISCV_DEVICE_BITS = 24;

/** Fails when two of a list have one name. */
export function unique(what: string, list: readonly { readonly name: string }[], fail: Fail): void {
	const seen = new Set<string>();
	for (const { name } of list) {
		if (seen.has(name)) fail(`two ${what} are called "${name}"`);
		seen.add(name);
	}
}

/** Requests that all of them can have outstanding: virtual functions use those of their physical function. */
export function outstandingTogether(devices: readonly DeviceEntry[]): number {
	let sum = 0;
	for (const each of devices)
		if (each.bus === 'platform' || each.physicalFunction === undefined) sum += each.outstanding;
	return sum;
}

/** The devices of a configuration; `fail` is told of the first that is wrong. Physical functions come before their virtual ones. */
export function resolveDevices(
	config: {
		readonly iommus: readonly ParsedIommu[];
		readonly guests: readonly { readonly name: string }[];
		readonly devices: readonly ParsedDevice[];
	},
	fail: Fail,
): DeviceEntry[] {
	const { iommus, devices } = config;
	unique('devices', devices, fail);
	const guests = config.guests.map((each) => each.name);
	const wanted = new Set(devices.map((each) => physicalOf(each)));
	const made = new Map<string, DeviceEntry>();
	const sources = new Map<string, string>();
	const resolveOne = (given: ParsedDevice, index: number) => {
		const failHere: Fail = (message) => fail(`devices.${index} (${given.name}): ${message}`);
		const iommu = iommuOf(given, iommus, made, failHere);
		if (given.guest !== undefined && !guests.includes(given.guest))
			failHere(`no guest "${given.guest}"; there is ${guests.join(', ') || 'none'}`);
		const entry =
			given.bus === 'platform'
				? platformDevice(given, iommu, failHere)
				: pciFunction(given, iommu, wanted.has(given.name), made, failHere);
		const key = `${iommu.name} ${entry.sourceId}`;
		const other = sources.get(key);
		if (other !== undefined)
			failHere(
				`${given.bus === 'platform' ? 'the id' : 'the address'} is taken by "${other}" behind ${iommu.name}`,
			);
		sources.set(key, given.name);
		made.set(given.name, entry);
	};
	for (const virtual of [false, true])
		for (const [index, each] of devices.entries())
			if ((physicalOf(each) !== undefined) === virtual) resolveOne(each, index);
	return [...made.values()];
}

function physicalOf(device: ParsedDevice): string | undefined {
	return device.bus === 'platform' ? undefined : device.physical_function;
}

/** A virtual function stands behind its physical function's IOMMU. */
function iommuOf(
	given: ParsedDevice,
	iommus: readonly ParsedIommu[],
	made: ReadonlyMap<string, DeviceEntry>,
	fail: Fail,
): ParsedIommu {
	const physical = made.get(physicalOf(given) ?? '');
	const wanted = given.iommu ?? physical?.iommu ?? iommus[0]?.name;
	const found = iommus.find((each) => each.name === wanted);
	if (found === undefined)
		return fail(`no IOMMU "${wanted}"; there is ${iommus.map((each) => each.name).join(', ')}`);
	return found;
}

function common(given: ParsedDevice, iommu: ParsedIommu) {
	return {
		name: given.name,
		iommu: iommu.name,
		guest: given.guest,
		livelockLimit: given.livelock_limit,
		onFault: given.on_fault,
		nativeMemory: given.native_memory,
		responseDeadline: given.response_deadline,
		onExpiry: given.on_expiry,
	};
}

function pciFunction(
	given: ParsedPci,
	iommu: ParsedIommu,
	virtualFunctions: boolean,
	made: ReadonlyMap<string, DeviceEntry>,
	fail: Fail,
): PciEntry {
	checkPciBehind(given, iommu, fail);
	// The standard of virtio-iommu knows neither ATS nor page requests nor PASIDs.
	const capable = iommu.kind !== 'virtio';
	const ats = given.ats ?? capable;
	const whole = {
		...common(given, iommu),
		bus: 'pci' as const,
		sourceId: given.address,
		ats,
		pagesPerGroup: given.pages_per_group,
		atcEntries: given.atc_entries,
		physicalFunction: given.physical_function,
	};
	if (given.physical_function !== undefined) {
		const physical = physicalFunction(given, iommu, made, fail);
		const { pri, pasidBits, outstanding } = physical;
		return { ...whole, pri: pri && ats, pasidBits, outstanding, virtualFunctions: false };
	}
	const pri = given.pri ?? capable;
	if (pri && !ats) fail('pri needs ats');
	return {
		...whole,
		pri,
		pasidBits: given.pasid_bits ?? (capable ? PCI_PASID_BITS : 0),
		outstanding: given.outstanding ?? PCI_OUTSTANDING,
		virtualFunctions,
	};
}

function checkPciBehind(given: ParsedPci, iommu: ParsedIommu, fail: Fail): void {
	if (iommu.kind === 'virtio') {
		if (given.ats === true || given.pri === true || (given.pasid_bits ?? 0) > 0)
			fail(
				`the virtio IOMMU "${iommu.name}" knows no ats, pri or PASIDs: faults behind it are unrecoverable; leave them out`,
			);
	} else if (iommu.kind === 'smmuv3') {
		if (iommu.stall_model === 'stall')
			fail(`"${iommu.name}" stalls every fault (stall_model), which PCI functions cannot stand`);
		if (given.address >= 2 ** iommu.stream_id_bits)
			fail(
				`the address is stream id ${given.address}, beyond the ${iommu.stream_id_bits} bits of "${iommu.name}" (stream_id_bits)`,
			);
	}
}

function physicalFunction(
	given: ParsedPci,
	iommu: ParsedIommu,
	made: ReadonlyMap<string, DeviceEntry>,
	fail: Fail,
): PciEntry {
	const name = given.physical_function;
	const physical = made.get(name ?? '');
	if (physical === undefined || physical.bus !== 'pci')
		return fail(
			`physical_function "${name}" is ${physical === undefined ? 'no physical function' : 'no PCI function'}`,
		);
	if (physical.physicalFunction !== undefined)
		fail(`physical_function "${name}" is itself virtual`);
	if (physical.iommu !== iommu.name)
		fail(
			`it is behind "${iommu.name}", its physical function "${name}" behind "${physical.iommu}"; both must be behind one IOMMU`,
		);
	for (const key of ['pri', 'pasid_bits', 'outstanding'] as const)
		if (given[key] !== undefined)
			fail(`${key} of a virtual function is that of its physical function "${name}"; leave it out`);
	return physical;
}

function platformDevice(given: ParsedPlatform, iommu: ParsedIommu, fail: Fail): PlatformEntry {
	if (iommu.kind === 'vtd' || iommu.kind === 'amdvi')
		fail(
			`"${iommu.name}" (${iommu.kind}) has PCI functions only; a platform device needs smmuv3, riscv or virtio`,
		);
	const pasidBits = given.pasid_bits ?? 0;
	if (iommu.kind === 'virtio' && pasidBits > 0)
		fail(`the virtio IOMMU "${iommu.name}" knows no PASIDs; leave pasid_bits out`);
	if (given.stall && (iommu.kind !== 'smmuv3' || iommu.stall_model === 'terminate'))
		fail(
			iommu.kind === 'smmuv3'
				? `stall: "${iommu.name}" never stalls (stall_model: terminate)`
				: `stall: "${iommu.name}" (${iommu.kind}) cannot stall; only an smmuv3 can`,
		);
	return {
		...common(given, iommu),
		bus: 'platform',
		sourceId: platformId(given, iommu, fail),
		stall: given.stall,
		pasidBits,
		outstanding: given.outstanding ?? PLATFORM_OUTSTANDING,
	};
}

function platformId(given: ParsedPlatform, iommu: ParsedIommu, fail: Fail): number {
	const [key, other] =
		iommu.kind === 'smmuv3'
			? (['stream_id', 'device_id'] as const)
			: (['device_id', 'stream_id'] as const);
	const id = given[key];
	if (id === undefined || given[other] !== undefined)
		return fail(
			`behind "${iommu.name}" (${iommu.kind}) a platform device has a ${key}${given[other] === undefined ? '' : `, no ${other}`}`,
		);
	const bits =
		iommu.kind === 'smmuv3'
			? iommu.stream_id_bits
			: iommu.kind === 'riscv'
				? RISCV_DEVICE_BITS
				: 32;
	if (id >= 2 ** bits) fail(`${key} ${id} is beyond the ${bits} bits of "${iommu.name}"`);
	return id;
}

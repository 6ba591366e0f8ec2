import { readFileSync } from 'node:fs';
import { parse, YAMLParseError } from 'yaml';
import * as z from 'zod';
import { FaultlineError } from '../base/errors.js';
import { parseDuration, parseSize } from '../base/units.js';
import { MAX_MESSAGE_BYTES } from '../wire/validate.js';
import { type DeviceEntry, outstandingTogether, resolveDevices, unique } from './config-devices.js';
import { identityLimits, policySchema, tlsSchema } from './config-policy.js';
import { explain, problemLine } from './config-problems.js';

/**
 * The host's configuration: what a YAML file may say, its defaults, and what is checked before anything
 * starts. docs/operating.md has the table of options; every key is optional unless it says so.
 */

const size = z.union([z.string(), z.number()]).transform((value, context) => {
	const bytes = parseSize(String(value));
	if (bytes === undefined) {
		context.addIssue({ code: 'custom', message: `"${value}" is no size; write for example 64MiB` });
		return z.NEVER;
	}
	return bytes;
});

/** A timer of the platform takes no more: a longer one would fire at once. */
const MAX_DURATION_MS = 2 ** 31 - 1;

const duration = z.union([z.string(), z.number()]).transform((value, context) => {
	const ms = parseDuration(String(value));
	if (ms === undefined) {
		context.addIssue({
			code: 'custom',
			message: `"${value}" is no duration; write for example 10s or 500ms`,
		});
		return z.NEVER;
	}
	if (ms > MAX_DURATION_MS) {
		context.addIssue({
			code: 'custom',
			message: `"${value}" is too long; at most ${MAX_DURATION_MS} ms (24 days) can be waited for`,
		});
		return z.NEVER;
	}
	return ms;
});

const name = z
	.string()
	.regex(
		/^[A-Za-z0-9][A-Za-z0-9._:-]{0,62}$/,
		'a name is 1 to 63 letters, digits, ".", "_", ":" or "-"',
	);

const pciAddress = z.string().transform((text, context) => {
	const match = /^(?:0000:)?([0-9a-f]{2}):([0-9a-f]{2})\.([0-7])$/i.exec(text);
	const slot = match === null ? 32 : Number.parseInt(match[2] ?? '', 16);
	if (match === null || slot > 31) {
		context.addIssue({
			code: 'custom',
			message: `"${text}" is no PCI address; write bus:slot.function, for example 01:00.0`,
		});
		return z.NEVER;
	}
	return (Number.parseInt(match[1] ?? '', 16) << 8) | (slot << 3) | Number(match[3]);
});

const powerOfTwo = (least: number, most: number) =>
	z
		.number()
		.int()
		.min(least)
		.max(most)
		.refine((n) => (n & (n - 1)) === 0, 'a power of two');

/** More than this for one device is a guest's business. */
const MAX_NATIVE_MEMORY = 1024 ** 3;

/** What an IOMMU of every kind may say. */
const anyIommu = {
	/** Required, unique. */
	name,
	/** Entries of its translation cache. */
	cache_entries: powerOfTwo(16, 2 ** 20).default(4096),
};

const PAGE = 4096;

/** Addresses where no device behind a virtio IOMMU can have a page: whole pages, both ends included. */
const reservedRegion = z
	.strictObject({
		/** Required. */
		start: z.number().int().min(0).multipleOf(PAGE, `a multiple of ${PAGE}`),
		end: z
			.number()
			.int()
			.max(Number.MAX_SAFE_INTEGER)
			.refine(
				(end) => (end + 1) % PAGE === 0,
				`the last byte of a page, a multiple of ${PAGE} less 1`,
			),
		/** `msi`: writes of devices there are interrupts. */
		kind: z.enum(['reserved', 'msi']).default('reserved'),
	})
	.refine(({ start, end }) => end > start, 'end is above start')
	.transform(({ start, end, kind }) => ({
		kind,
		firstPage: start / PAGE,
		lastPage: Math.floor(end / PAGE),
	}));

/** What the interrupt controllers of the machine listen to. */
const MSI_REGION = { start: 0xfee0_0000, end: 0xfeef_ffff, kind: 'msi' } as const;

const reservedRegions = z
	.array(reservedRegion)
	.max(16)
	.refine((all) => all.filter(({ kind }) => kind === 'msi').length <= 1, 'at most one is msi')
	.refine((all) => {
		const sorted = [...all].sort((a, b) => a.firstPage - b.firstPage);
		return sorted.every((each, i) => i === 0 || each.firstPage > sorted[i - 1]!.lastPage);
	}, 'they do not overlap')
	.prefault([MSI_REGION]);

const iommu = z.discriminatedUnion('kind', [
	z
		.strictObject({
			...anyIommu,
			/** The default kind. */
			kind: z.literal('vtd').optional(),
			/** Fault recording registers. */
			fault_records: z.number().int().min(1).max(14).default(8),
			/** Whether it is of a revision that knows private data of page requests, which its functions then send. */
			private_data: z.boolean().default(false),
		})
		.transform((each) => ({ ...each, kind: 'vtd' as const })),
	z.strictObject({
		...anyIommu,
		kind: z.literal('smmuv3'),
		/** Bits of a stream id: PCI requester ids have 16, platform devices may be above. */
		stream_id_bits: z.number().int().min(1).max(32).default(20),
		/** Whether faults can stall, by device; never; or are stalled always, which PCI functions cannot stand. */
		stall_model: z.enum(['both', 'terminate', 'stall']).default('both'),
		/** Stalls that software is told of at a time. */
		stall_max: z.number().int().min(1).max(65_535).default(1024),
	}),
	z.strictObject({ ...anyIommu, kind: z.literal('amdvi') }),
	z.strictObject({
		...anyIommu,
		kind: z.literal('riscv'),
		/** Translation of message-signalled interrupts. */
		msi_flat: z.boolean().default(true),
	}),
	z.strictObject({
		...anyIommu,
		kind: z.literal('virtio'),
		/** Fault reports that wait when the driver has no buffer posted. */
		held_events: z.number().int().min(0).max(65_536).default(64),
		reserved: reservedRegions,
	}),
]);

/** What a device of every bus may say. */
const anyDevice = {
	/** Required, unique. */
	name,
	/** The IOMMU in front of it; default the first. */
	iommu: name.optional(),
	/** Assigned to this guest from the start. */
	guest: name.optional(),
	/** PASID width in bits, 0 for none. */
	pasid_bits: z.number().int().min(0).max(20).optional(),
	/** Requests that the device may have outstanding, or stalled accesses. */
	outstanding: z.number().int().min(1).max(512).optional(),
	/** SUCCESS answers for one page that is still missing before the device gives up. */
	livelock_limit: z.number().int().min(1).max(1_000_000).default(16),
	/** What the device does after an unrecoverable fault. */
	on_fault: z.enum(['continue', 'stop']).default('continue'),
	/** Memory of the host that the device may reach under a driver that needs no guest. */
	native_memory: size
		.pipe(z.number().int().min(4096).max(MAX_NATIVE_MEMORY).multipleOf(4096))
		.default(16 * 1024 ** 2),
	/** Overrides of `limits` for this device. */
	response_deadline: duration.optional(),
	on_expiry: z.enum(['invalid', 'failure']).optional(),
};

const device = z.discriminatedUnion('bus', [
	z.strictObject({
		...anyDevice,
		/** The default bus. */
		bus: z.literal('pci').optional(),
		/** Required: bus:slot.function, unique behind its IOMMU. */
		address: pciAddress,
		/** Makes it a virtual function of this device, which shares its PRI and PASIDs. */
		physical_function: name.optional(),
		ats: z.boolean().optional(),
		/** Page Request Interface; needs ATS. */
		pri: z.boolean().optional(),
		/** Pages that the device asks for in one group when it can. */
		pages_per_group: z.number().int().min(1).max(64).default(1),
		/** Entries of its address translation cache, a power of two. */
		atc_entries: powerOfTwo(1, 65_536).default(4096),
	}),
	z.strictObject({
		...anyDevice,
		bus: z.literal('platform'),
		/** One of these is required: which, the kind of the IOMMU says. Unique behind it. */
		stream_id: z.number().int().min(0).max(0xffff_ffff).optional(),
		device_id: z.number().int().min(0).max(0xffff_ffff).optional(),
		/** Whether the IOMMU may hold its accesses; then its faults are recoverable. */
		stall: z.boolean().default(false),
	}),
]);

const guest = z.strictObject({
	/** Required, unique. */
	name,
	/** Memory that the agent may use for resident pages. */
	memory: size.pipe(z.number().int().min(4096)).default(64 * 1024 ** 2),
});

const limits = z.strictObject({
	/** How long a group may wait for its answer; 0: for ever. */
	response_deadline: duration.default(10_000),
	on_expiry: z.enum(['invalid', 'failure']).default('invalid'),
	/** Groups pending on the whole host. */
	pending_groups: z.number().int().min(16).max(8_388_608).default(1_048_576),
	/** Devices on the whole host. */
	devices: z.number().int().min(1).max(65_536).default(16_384),
	/** Attach calls open on the whole host, with a session or before Hello. */
	sessions: z.number().int().min(1).max(1_000_000).default(1024),
	/** Sessions of one guest. */
	sessions_per_guest: z.number().int().min(1).max(1024).default(16),
	/** Rows of one batch. */
	batch_rows: z.number().int().min(1).max(16_384).default(2048),
	/** Encoded size of one message that is accepted. */
	message_size: size.pipe(z.number().int().min(65_536).max(MAX_MESSAGE_BYTES)).default(1024 ** 2),
	/** Unmap requests of one session that are not complete. */
	unmaps_outstanding: z.number().int().min(1).max(4096).default(64),
	/** Address spaces of one session. */
	spaces: z.number().int().min(1).max(65_536).default(64),
	/** (device, PASID)s bound in one session. */
	bindings: z.number().int().min(1).max(65_536).default(1024),
	/** Silence after which a session is closed; 0: never. */
	heartbeat_timeout: duration.default(15_000),
	/** Wait of a device's oldest group from which on its agent is told that it is slow; 0: never. */
	slow_warn: duration.default(1000),
	/** Time without a group taken after which a device is paused, and is taken from its session; 0: never. */
	slow_pause: duration.default(5000),
	slow_revoke: duration.default(30_000),
	/** Workloads that run at a time. */
	workloads: z.number().int().min(1).max(1024).default(16),
	/** What one identity may have and do, over all its sessions; rules of `policy` can say otherwise. */
	identity: identityLimits(size).prefault({}),
});

/** A number of milliseconds, or a duration. */
const milliseconds = z.union(
	[z.number().int().min(0).max(MAX_DURATION_MS), duration],
	'a number of milliseconds, or a duration such as 10s, would be right',
);

const sessions = z.strictObject({
	/** How long a session is kept whose connection broke; 0: not at all. */
	resume_ms: milliseconds.default(30_000),
	/** How long agents may take to go when the host drains, or gets a stop signal. */
	drain_ms: milliseconds.default(10_000),
});

export type ParsedDevice = z.output<typeof device>;
export type ParsedIommu = z.output<typeof iommu>;

const schema = z.strictObject({
	/** One address or several: "127.0.0.1:7700", "unix:/run/faultline.sock". */
	listen: z
		.union([z.string(), z.array(z.string()).min(1)])
		.transform((value) => (Array.isArray(value) ? value : [value]))
		.default(['127.0.0.1:7700']),
	/** Accept plaintext beyond loopback and Unix sockets. */
	insecure: z.boolean().default(false),
	/** Mutual TLS on every TCP address; required beyond loopback, unless `insecure`. */
	tls: tlsSchema(duration).optional(),
	/** Who may attach what and ask what; default: what the kinds of `faultline pki`'s identities say. */
	policy: policySchema(name, size).optional(),
	/** Serve gRPC server reflection. */
	reflection: z.boolean().default(false),
	log_level: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
	/** Size of the emulated machine's memory; guests and tables must fit. */
	memory: size
		.pipe(
			z
				.number()
				.int()
				.min(16 * 1024 ** 2)
				.max(2 ** 40),
		)
		.default(1024 ** 3),
	iommus: z
		.array(iommu)
		.min(1)
		.prefault([{ name: 'iommu0' }]),
	devices: z.array(device).default([]),
	guests: z.array(guest).default([]),
	limits: limits.prefault({}),
	sessions: sessions.prefault({}),
});

type Parsed = z.output<typeof schema>;
export type HostConfigInput = z.input<typeof schema>;
/** A configuration that is whole: what was left out has its default, and everything that it names is there. */
export type HostConfig = Omit<Parsed, 'devices'> & { readonly devices: readonly DeviceEntry[] };
export type IommuKind = ParsedIommu['kind'];

/** A configuration from data as YAML or JSON gives it. Throws CONFIG naming each key that is wrong. */
export function parseHostConfig(data: unknown, source = 'configuration'): HostConfig {
	const result = schema.safeParse(data ?? {}, { error: explain });
	if (!result.success) {
		const lines = result.error.issues.map((issue) => problemLine(issue, data));
		throw new FaultlineError('CONFIG', `${source}: ${lines.join('; ')}`);
	}
	return resolve(result.data, source);
}

/** Reads a YAML file. Throws CONFIG when it cannot be read, is no YAML, or is wrong. */
export function loadHostConfig(path: string): HostConfig {
	let text: string;
	try {
		text = readFileSync(path, 'utf8');
	} catch (error) {
		throw new FaultlineError('CONFIG', `cannot read ${path}: ${(error as Error).message}`, {
			cause: error,
		});
	}
	let data: unknown;
	try {
		data = parse(text);
	} catch (error) {
		const detail =
			error instanceof YAMLParseError
				? error.message.split('\n')[0]?.replace(/:$/, '')
				: String(error);
		throw new FaultlineError('CONFIG', `${path} is not valid YAML: ${detail}`, { cause: error });
	}
	return parseHostConfig(data, path);
}

/** What is done to slow agents comes one after the other: told, paused, revoked. */
function checkSlow(limits: Parsed['limits'], fail: (message: string) => never): void {
	const steps = (['slow_warn', 'slow_pause', 'slow_revoke'] as const).filter(
		(key) => limits[key] > 0,
	);
	for (const [i, key] of steps.entries()) {
		const before = steps[i - 1];
		if (before !== undefined && limits[key] < limits[before])
			fail(`limits.${key}: ${limits[key]} ms is less than limits.${before}, ${limits[before]} ms`);
	}
}

/** Checks what the parts of a configuration say of one another. */
function resolve(parsed: Parsed, source: string): HostConfig {
	const fail = (message: string): never => {
		throw new FaultlineError('CONFIG', `${source}: ${message}`);
	};
	unique('iommus', parsed.iommus, fail);
	unique('guests', parsed.guests, fail);
	const config = { ...parsed, devices: resolveDevices(parsed, fail) };
	for (const [index, rule] of (config.policy ?? []).entries()) {
		if (typeof rule.attach === 'string') continue;
		const known = (what: 'guests' | 'devices', wanted: string) => {
			if (!config[what].some((each) => each.name === wanted))
				fail(`policy.${index}.attach: there is no "${wanted}" among the ${what}`);
		};
		for (const { guest, devices } of rule.attach) {
			known('guests', guest);
			for (const device of devices ?? []) known('devices', device);
		}
	}
	// Otherwise one guest's devices could use up the room of another's on the pending table.
	const outstanding = outstandingTogether(config.devices);
	if (outstanding > config.limits.pending_groups)
		fail(
			`limits.pending_groups: ${config.limits.pending_groups} is less than the ${outstanding} requests that the devices may have outstanding together`,
		);
	checkSlow(config.limits, fail);
	const guestBytes = config.guests.reduce((sum, g) => sum + g.memory, 0);
	if (guestBytes > config.memory * 0.9)
		fail(
			`memory: the guests' memory (${guestBytes} bytes) and the tables over it must fit in ${config.memory} bytes; at most nine tenths may be guests'`,
		);
	return config;
}

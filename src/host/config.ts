import { readFileSync } from 'node:fs';
import { parse, YAMLParseError } from 'yaml';
import * as z from 'zod';
import { FaultlineError } from '../base/errors.js';
import { parseDuration, parseSize } from '../base/units.js';
import { MAX_MESSAGE_BYTES } from '../wire/validate.js';

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

const device = z.strictObject({
	/** Required, unique. */
	name,
	/** Required: bus:slot.function, unique behind its IOMMU. */
	address: pciAddress,
	/** The IOMMU in front of it; default the first. */
	iommu: name.optional(),
	/** Assigned to this guest from the start. */
	guest: name.optional(),
	ats: z.boolean().default(true),
	/** Page Request Interface; needs ATS. */
	pri: z.boolean().default(true),
	/** PASID width in bits, 0 for none. */
	pasid_bits: z.number().int().min(0).max(20).default(20),
	/** Requests the device may have outstanding. */
	outstanding: z.number().int().min(1).max(512).default(512),
	/** Pages that the device asks for in one group when it can. */
	pages_per_group: z.number().int().min(1).max(64).default(1),
	/** Entries of its address translation cache, a power of two. */
	atc_entries: z
		.number()
		.int()
		.min(1)
		.max(65_536)
		.refine((n) => (n & (n - 1)) === 0, 'a power of two')
		.default(4096),
	/** SUCCESS answers for one page that is still missing before the device gives up. */
	livelock_limit: z.number().int().min(1).max(1_000_000).default(16),
	/** Overrides of `limits` for this device. */
	response_deadline: duration.optional(),
	on_expiry: z.enum(['invalid', 'failure']).optional(),
});

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
	/** Workloads that run at a time. */
	workloads: z.number().int().min(1).max(1024).default(16),
});

const schema = z.strictObject({
	/** One address or several: "127.0.0.1:7700", "unix:/run/faultline.sock". */
	listen: z
		.union([z.string(), z.array(z.string()).min(1)])
		.transform((value) => (Array.isArray(value) ? value : [value]))
		.default(['127.0.0.1:7700']),
	/** Accept plaintext beyond loopback and Unix sockets. */
	insecure: z.boolean().default(false),
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
		.array(z.strictObject({ name, kind: z.enum(['vtd']).default('vtd') }))
		.min(1)
		.default([{ name: 'iommu0', kind: 'vtd' }]),
	devices: z.array(device).default([]),
	guests: z.array(guest).default([]),
	limits: limits.prefault({}),
});

export type HostConfig = z.output<typeof schema>;
export type HostConfigInput = z.input<typeof schema>;
export type DeviceConfigEntry = HostConfig['devices'][number];

/** A configuration from data as YAML or JSON gives it. Throws CONFIG naming each key that is wrong. */
export function parseHostConfig(data: unknown, source = 'configuration'): HostConfig {
	const result = schema.safeParse(data ?? {});
	if (!result.success) {
		const lines = result.error.issues.map((issue) => {
			const where = issue.path.length === 0 ? 'top level' : issue.path.join('.');
			return `${where}: ${issue.message}`;
		});
		throw new FaultlineError('CONFIG', `${source}: ${lines.join('; ')}`);
	}
	checkReferences(result.data, source);
	return result.data;
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
		const detail = error instanceof YAMLParseError ? error.message.split('\n')[0] : String(error);
		throw new FaultlineError('CONFIG', `${path} is not valid YAML: ${detail}`, { cause: error });
	}
	return parseHostConfig(data, path);
}

function checkReferences(config: HostConfig, source: string): void {
	const fail = (message: string): never => {
		throw new FaultlineError('CONFIG', `${source}: ${message}`);
	};
	const unique = (kind: string, names: string[]) => {
		const seen = new Set<string>();
		for (const each of names) {
			if (seen.has(each)) fail(`two ${kind} are called "${each}"`);
			seen.add(each);
		}
		return seen;
	};
	const iommus = unique(
		'iommus',
		config.iommus.map((i) => i.name),
	);
	const guests = unique(
		'guests',
		config.guests.map((g) => g.name),
	);
	unique(
		'devices',
		config.devices.map((d) => d.name),
	);
	const addresses = new Map<string, string>();
	for (const [index, d] of config.devices.entries()) {
		const iommu = d.iommu ?? config.iommus[0]?.name ?? '';
		if (!iommus.has(iommu))
			fail(`devices.${index} (${d.name}): no IOMMU "${iommu}"; there is ${[...iommus].join(', ')}`);
		if (d.guest !== undefined && !guests.has(d.guest))
			fail(
				`devices.${index} (${d.name}): no guest "${d.guest}"; there is ${[...guests].join(', ') || 'none'}`,
			);
		if (d.pri && !d.ats) fail(`devices.${index} (${d.name}): pri needs ats`);
		const key = `${iommu} ${d.address}`;
		const other = addresses.get(key);
		if (other !== undefined)
			fail(`devices.${index} (${d.name}): the address is taken by "${other}" behind ${iommu}`);
		addresses.set(key, d.name);
	}
	// Otherwise one guest's devices could use up the room of another's on the pending table.
	const outstanding = config.devices.reduce((sum, d) => sum + d.outstanding, 0);
	if (outstanding > config.limits.pending_groups)
		fail(
			`limits.pending_groups: ${config.limits.pending_groups} is less than the ${outstanding} requests that the devices may have outstanding together`,
		);
	const guestBytes = config.guests.reduce((sum, g) => sum + g.memory, 0);
	if (guestBytes > config.memory * 0.9)
		fail(
			`memory: the guests' memory (${guestBytes} bytes) and the tables over it must fit in ${config.memory} bytes; at most nine tenths may be guests'`,
		);
}

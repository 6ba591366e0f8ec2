import * as z from 'zod';
import { ANONYMOUS_IDENTITY, isIdentityUri, LOCAL_IDENTITY } from '../base/identity.js';

/**
 * What a host's configuration says of mutual TLS and of who may do what. docs/security.md explains it. Lengths of
 * time and sizes are the configuration's own types, so they are passed in.
 */

/** One identity, or all that begin with what stands before a final `*`. */
const pattern = z.string().refine((text) => {
	if (text === LOCAL_IDENTITY || text === ANONYMOUS_IDENTITY) return true;
	const open = text.endsWith('*');
	return isIdentityUri(open ? `${text.slice(0, -1)}x` : text) && !text.slice(0, -1).includes('*');
}, `"${LOCAL_IDENTITY}", "${ANONYMOUS_IDENTITY}", or a URI such as faultline://guest/a or spiffe://example.org/*`);

const count = z
	.number()
	.int()
	.min(0)
	.max(2 ** 31);

/** Bounds of one identity; 0: none. */
export const identityLimitFields = (size: z.ZodType<number, string | number>) => ({
	sessions: count,
	devices: count,
	messages_per_second: count,
	/** Slower than this a single message would hold a session up for too long. */
	bytes_per_second: size.refine((n) => n === 0 || n >= 65_536, 'at least 64KiB, or 0 for no bound'),
	mappings: count,
	pinned_frames: count,
});

/** `limits.identity`: for every identity with a certificate whose rule does not say otherwise. */
export const identityLimits = (size: z.ZodType<number, string | number>) => {
	const fields = identityLimitFields(size);
	return z.strictObject({
		sessions: fields.sessions.default(64),
		devices: fields.devices.default(1024),
		messages_per_second: fields.messages_per_second.default(50_000),
		bytes_per_second: fields.bytes_per_second.default(0),
		mappings: fields.mappings.default(0),
		pinned_frames: fields.pinned_frames.default(0),
	});
};

export const tlsSchema = (duration: z.ZodType<number, string | number>) =>
	z.strictObject({
		/** Required: PEM files of the host's certificate, its key, and the authorities of its peers. */
		cert: z.string().min(1),
		key: z.string().min(1),
		ca: z.string().min(1),
		/** Time between two looks at the files; 0: at SIGHUP only. */
		reload: duration.default(10_000),
	});

export const policySchema = (name: z.ZodString, size: z.ZodType<number, string | number>) =>
	z.array(
		z.strictObject({
			/** Required. The first rule that fits an identity is the one. */
			identity: pattern,
			/**
			 * The guests that it may attach: `all`, `own` (the one called as the last part of the identity), or a list of
			 * names, each with the devices that it may serve if not all.
			 */
			attach: z
				.union(
					[
						z.enum(['all', 'own']),
						z.array(
							z.union([
								name.transform((guest) => ({ guest, devices: undefined })),
								z.strictObject({ guest: name, devices: z.array(name).optional() }),
							]),
						),
					],
					'all, own, or a list of guests, each a name or { guest, devices }, would be right',
				)
				.default([]),
			/** What it may ask of the control service. */
			control: z.enum(['none', 'read', 'write']).default('none'),
			/** In place of `limits.identity`. */
			limits: z.strictObject(identityLimitFields(size)).partial().optional(),
		}),
	);

export type PolicyRule = z.output<ReturnType<typeof policySchema>>[number];
export type IdentityLimitsConfig = z.output<ReturnType<typeof identityLimits>>;

import { ANONYMOUS_IDENTITY, IDENTITY_NAME, LOCAL_IDENTITY, lastPart } from '../base/identity.js';
import type { HostConfig } from './config.js';
import type { IdentityLimitsConfig, PolicyRule } from './config-policy.js';
import { type AttachPolicy, type IdentityLimits, NO_IDENTITY_LIMITS } from './relay/access.js';
import type { CallPolicy, ControlAccess } from './rpc/call-access.js';

/** The policy of a host whose configuration has none: what `faultline pki` calls an identity says what it may. */
const DEFAULT_RULES: readonly PolicyRule[] = [
	{ identity: 'faultline://guest/*', attach: 'own', control: 'none' },
	{ identity: 'faultline://operator/*', attach: [], control: 'write' },
	{ identity: 'faultline://viewer/*', attach: [], control: 'read' },
	// Without TLS nobody is known. That this is possible at all is the listening address's business.
	{ identity: LOCAL_IDENTITY, attach: 'all', control: 'write' },
	{ identity: ANONYMOUS_IDENTITY, attach: 'all', control: 'write' },
];

/** What no rule fits may do: nothing. */
const NOTHING: PolicyRule = { identity: '*', attach: [], control: 'none' };

/** The rules of the configuration, or the default ones: who may attach which guest, and ask what of the host. */
export class Policy implements AttachPolicy, CallPolicy {
	readonly #rules: readonly PolicyRule[];
	readonly #limits: IdentityLimitsConfig;

	constructor({ policy, limits }: Pick<HostConfig, 'policy' | 'limits'>) {
		this.#rules = policy ?? DEFAULT_RULES;
		this.#limits = limits.identity;
	}

	mayAttach(identity: string, guest: string): boolean {
		return this.#grant(identity, guest) !== undefined;
	}

	mayServe(identity: string, guest: string, device: string): boolean {
		const grant = this.#grant(identity, guest);
		return grant !== undefined && (grant.devices?.includes(device) ?? true);
	}

	attaches(identity: string): boolean {
		const { attach } = this.#rule(identity);
		return typeof attach === 'string' || attach.length > 0;
	}

	control(identity: string): ControlAccess {
		return this.#rule(identity).control;
	}

	limits(identity: string): IdentityLimits {
		const { limits } = this.#rule(identity);
		const known = identity !== LOCAL_IDENTITY && identity !== ANONYMOUS_IDENTITY;
		if (!known && limits === undefined) return NO_IDENTITY_LIMITS;
		const others = known ? this.#limits : UNBOUND;
		const limit = (key: keyof IdentityLimitsConfig) => limits?.[key] ?? others[key];
		return {
			sessions: limit('sessions'),
			devices: limit('devices'),
			messagesPerSecond: limit('messages_per_second'),
			bytesPerSecond: limit('bytes_per_second'),
			mappings: limit('mappings'),
			frames: limit('pinned_frames'),
		};
	}

	#rule(identity: string): PolicyRule {
		return this.#rules.find((rule) => fits(rule.identity, identity)) ?? NOTHING;
	}

	/** What the identity has of the guest; undefined: nothing. */
	#grant(identity: string, guest: string): { devices?: readonly string[] | undefined } | undefined {
		const { attach } = this.#rule(identity);
		if (attach === 'all') return {};
		if (attach !== 'own') return attach.find((each) => each.guest === guest);
		const own = lastPart(identity);
		return own === guest && IDENTITY_NAME.test(own) ? {} : undefined;
	}
}

const UNBOUND: IdentityLimitsConfig = {
	sessions: 0,
	devices: 0,
	messages_per_second: 0,
	bytes_per_second: 0,
	mappings: 0,
	pinned_frames: 0,
};

function fits(pattern: string, identity: string): boolean {
	return pattern.endsWith('*') ? identity.startsWith(pattern.slice(0, -1)) : identity === pattern;
}

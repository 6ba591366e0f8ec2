import protobuf from 'protobufjs/minimal.js';

/**
 * Makes protobufjs give 64-bit fields as plain numbers instead of `Long` objects. Imported for its effect
 * by every module that uses the generated code; the order of the imports does not matter.
 *
 * A number is exact up to 2^53 - 1 only: the codec refuses what is above. A bigint must never reach the
 * encoder, which would write 0 for it without a word. The switch is global to this copy of protobufjs.
 */

/** The runtime object behind protobufjs' typings, in which `Long` cannot be absent. */
const util = protobuf.util as { Long: typeof protobuf.util.Long | null };

const Long = util.Long;
util.Long = null;
protobuf.configure();
if (Long !== null) zeroDefaults(protobuf.roots, Long, 0);

/** Sets each 64-bit default that generated code already took from `Long` to 0. */
function zeroDefaults(scope: object, long: typeof protobuf.util.Long, depth: number): void {
	for (const value of Object.values(scope)) {
		// Roots, package, version: messages do not nest in this schema.
		if (typeof value === 'object' && value !== null && depth < 3)
			zeroDefaults(value, long, depth + 1);
		if (typeof value !== 'function') continue;
		const defaults = value.prototype as Record<string, unknown>;
		for (const [field, initial] of Object.entries(defaults))
			if (initial instanceof long) defaults[field] = 0;
	}
}

import { errorCode } from '../wire/error-codes.js';
import { faultline } from '../wire/generated/faultline.js';

const { Bus, IommuKind } = faultline.v1;

/** How each enum field is told: by its name, as docs/errors.md and the proto files have it. */
const NAMES: Readonly<Record<string, (value: number) => string>> = {
	code: (value) => errorCode(value) ?? '',
	bus: (value) => Bus[value] ?? String(value),
	iommuKind: (value) => IommuKind[value] ?? String(value),
};

/** A decoded message as JSON, with every field, also those that hold zero, nothing or false. */
export function toJson(message: unknown): string {
	return JSON.stringify(plain(message));
}

function plain(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(plain);
	if (typeof value !== 'object' || value === null) return value;
	const result: Record<string, unknown> = {};
	// Decoded messages have their defaults on the prototype, which `for in` visits too.
	for (const key in value) {
		const field = (value as Record<string, unknown>)[key];
		if (typeof field === 'function' || key.startsWith('$')) continue;
		const name = NAMES[key];
		result[key] = name !== undefined && typeof field === 'number' ? name(field) : plain(field);
	}
	return result;
}

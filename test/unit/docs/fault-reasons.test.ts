import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { FAULT_REASONS } from '../../../src/host/kernel/drivers/virtio/fault-reasons.js';
import { FaultReason } from '../../../src/host/kernel/fault.js';

const text = readFileSync(
	fileURLToPath(new URL('../../../docs/iommus.md', import.meta.url)),
	'utf8',
);

test('the table of virtio-iommu’s reasons is the driver’s', () => {
	const section = text.slice(text.indexOf('What its reports become'));
	const rows = [
		...section
			.slice(0, section.indexOf('\n\nA device'))
			.matchAll(/^\| (\d+) \| (.*) \| (\w+) \|$/gm),
	];
	const names = Object.entries(FaultReason);
	expect(rows.map(([, code, name, generic]) => [Number(code), name, generic])).toEqual(
		FAULT_REASONS.map(([code, reason, name]) => [
			code,
			name,
			names.find(([, value]) => value === reason)?.[0],
		]),
	);
});

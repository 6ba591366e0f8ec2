import { expect, test } from 'vitest';
import { toJson } from '../../../src/cli/json.js';
import { faultline } from '../../../src/wire/generated/faultline.js';
import '../../../src/wire/long-free.js';

test('JSON of a decoded message has every field, and names instead of numbers for enums', () => {
	const v1 = faultline.v1;
	const bytes = v1.RunWorkloadResponse.encode({ result: { code: 37, message: 'no' } }).finish();
	const { result } = v1.RunWorkloadResponse.decode(bytes);
	expect(JSON.parse(toJson(result))).toMatchObject({
		ok: false,
		code: 'DEVICE_ERROR',
		message: 'no',
		bytes: 0,
		responsesInvalid: 0,
		sha256: '',
	});
	const device = v1.DeviceStatus.decode(
		v1.DeviceStatus.encode({ name: 'd', bus: 1, iommuKind: 1, counters: {} }).finish(),
	);
	expect(JSON.parse(toJson([device]))).toMatchObject([
		{
			name: 'd',
			bus: 'BUS_PCI',
			iommuKind: 'IOMMU_KIND_VTD',
			guest: '',
			pasids: [],
			counters: { groups: 0, dmaErrors: 0 },
		},
	]);
});

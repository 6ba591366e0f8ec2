import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { loadHostConfig, parseHostConfig } from '../../../src/host/config.js';
import { MAX_MESSAGE_BYTES } from '../../../src/wire/validate.js';

const device = { name: 'd0', address: '01:02.3' };

describe('parseHostConfig', () => {
	test('an empty configuration has every default', () => {
		const config = parseHostConfig(null);
		expect(config.listen).toEqual(['127.0.0.1:7700']);
		expect(config.iommus).toEqual([
			{ name: 'iommu0', kind: 'vtd', cache_entries: 4096, fault_records: 8, private_data: false },
		]);
		expect(config.limits).toMatchObject({ response_deadline: 10_000, on_expiry: 'invalid' });
	});

	test('sizes, durations and PCI addresses become numbers', () => {
		const config = parseHostConfig({
			memory: '256MiB',
			guests: [{ name: 'a', memory: '16MiB' }],
			devices: [{ ...device, guest: 'a' }],
			limits: { response_deadline: '250ms' },
		});
		expect(config.memory).toBe(2 ** 28);
		expect(config.guests[0]?.memory).toBe(2 ** 24);
		expect(config.devices[0]?.sourceId).toBe(0x0113);
		expect(config.limits.response_deadline).toBe(250);
	});

	test('native memory is whole pages, 16 MiB unless told, and no more than a device should need', () => {
		const of = (native_memory?: string | number) =>
			parseHostConfig({ devices: [{ ...device, ...(native_memory && { native_memory }) }] });
		expect([undefined, 4096, '1GiB'].map((size) => of(size).devices[0]?.nativeMemory)).toEqual([
			...[2 ** 24, 4096, 2 ** 30],
		]);
		for (const wrong of ['1KiB', 5000, '2GiB', 'much'])
			expect(() => of(wrong)).toThrow(/devices\.0\.native_memory: /);
	});

	test('durations go to the longest timer, messages to what an agent takes', () => {
		const { limits } = parseHostConfig({
			limits: { response_deadline: '2147483647ms', message_size: MAX_MESSAGE_BYTES },
		});
		expect(limits.response_deadline).toBe(2 ** 31 - 1);
		expect(limits.message_size).toBe(MAX_MESSAGE_BYTES);
	});

	test.each([
		['an unknown key', { listn: 'x' }, /listn/],
		['a bad size', { memory: 'lots' }, /memory: "lots" is no size/],
		['a bad duration', { limits: { response_deadline: 10 } }, /limits.response_deadline/],
		[
			'a deadline beyond the longest timer',
			{ limits: { response_deadline: '2147483648ms' } },
			/limits.response_deadline: "2147483648ms" is too long; at most 2147483647 ms/,
		],
		[
			"a device's deadline beyond the longest timer",
			{ devices: [{ ...device, response_deadline: '600h' }] },
			/devices.0.response_deadline: "600h" is too long/,
		],
		[
			'a silence beyond the longest timer',
			{ limits: { heartbeat_timeout: '1000h' } },
			/limits.heartbeat_timeout: "1000h" is too long/,
		],
		[
			'messages larger than an agent takes',
			{ limits: { message_size: MAX_MESSAGE_BYTES + 1 } },
			/limits.message_size/,
		],
		['a bad address', { devices: [{ name: 'd', address: '1:2' }] }, /devices.0.address/],
		['a slot beyond 31', { devices: [{ name: 'd', address: '00:20.0' }] }, /no PCI address/],
		['a bad name', { guests: [{ name: 'a b' }] }, /guests.0.name/],
		[
			'two devices of one name',
			{ devices: [device, { ...device, address: '01:00.0' }] },
			/two devices/,
		],
		[
			'two devices at one address',
			{ devices: [device, { ...device, name: 'e' }] },
			/taken by "d0"/,
		],
		['an unknown guest', { devices: [{ ...device, guest: 'z' }] }, /no guest "z"/],
		['an unknown IOMMU', { devices: [{ ...device, iommu: 'z' }] }, /no IOMMU "z"/],
		[
			'a pending table smaller than what devices may have outstanding',
			{ devices: [device], limits: { pending_groups: 500 } },
			/pending_groups: 500 is less than the 512/,
		],
		['PRI without ATS', { devices: [{ ...device, ats: false }] }, /pri needs ats/],
		[
			'guests beyond memory',
			{ memory: '64MiB', guests: [{ name: 'a', memory: '60MiB' }] },
			/must fit/,
		],
		[
			'too many outstanding',
			{ devices: [{ ...device, outstanding: 513 }] },
			/devices.0.outstanding/,
		],
	])('%s is refused with CONFIG, naming it', (_what, data, message) => {
		expect(() => parseHostConfig(data, 'test.yaml')).toThrow(message);
		expect(() => parseHostConfig(data, 'test.yaml')).toThrow(
			expect.objectContaining({ code: 'CONFIG', message: expect.stringMatching(/^test\.yaml: /) }),
		);
	});
});

describe('loadHostConfig', () => {
	let folder: string | undefined;
	afterEach(() => {
		if (folder !== undefined) rmSync(folder, { recursive: true });
		folder = undefined;
	});
	const file = (text: string) => {
		folder = mkdtempSync(join(tmpdir(), 'faultline-config-'));
		const path = join(folder, 'host.yaml');
		writeFileSync(path, text);
		return path;
	};

	test('reads YAML', () => {
		expect(loadHostConfig(file('listen: unix:/tmp/x\n')).listen).toEqual(['unix:/tmp/x']);
	});

	test('a missing file and broken YAML are CONFIG errors of one line', () => {
		expect(() => loadHostConfig('/does/not/exist.yaml')).toThrow(/cannot read .*ENOENT/);
		expect(() => loadHostConfig(file('a: [1,\n'))).toThrow(
			expect.objectContaining({
				code: 'CONFIG',
				message: expect.stringMatching(/not valid YAML: [^\n]*$/),
			}),
		);
	});
});

describe('what is wrong is said with the value seen and what would be right', () => {
	test.each<[object, string]>([
		[
			{ limits: { response_deadlin: 1 } },
			'limits: there is no key "response_deadlin"; there are response_deadline, on_expiry,',
		],
		[
			{ devices: [{ name: 'd', adress: '01:00.0' }] },
			'devices.0.address: is required, and missing; devices.0: there is no key "adress"; there are ',
		],
		[
			{ iommus: [{ name: 'i', kind: 'vtdd' }] },
			'iommus.0.kind: "vtdd"; one of vtd, smmuv3, amdvi, riscv, virtio would be right',
		],
		[{ limits: { pending_groups: 5 } }, 'limits.pending_groups: 5; at least 16 would be right'],
		[
			{ devices: [{ ...device, outstanding: 5000 }] },
			'devices.0.outstanding: 5000; at most 512 would be right',
		],
		[
			{ devices: [{ ...device, ats: 'maybe' }] },
			'devices.0.ats: "maybe"; true or false would be right',
		],
		[
			{ limits: { on_expiry: 'drop' } },
			'limits.on_expiry: "drop"; one of invalid, failure would be right',
		],
		[
			{ sessions: { resume_ms: 'abc' } },
			'sessions.resume_ms: "abc"; a number of milliseconds, or a duration such as 10s',
		],
		[
			{ policy: [{ identity: 'local', attach: 'everything' }] },
			'policy.0.attach: "everything"; all, own, or a list of guests',
		],
		[{ guests: [{ name: 'a b' }] }, 'guests.0.name: "a b"; a name is 1 to 63 letters'],
		[{ memory: 'much' }, 'memory: "much" is no size; write for example 64MiB'],
		[{ guests: {} }, 'guests: a map of keys; a list would be right'],
		[[1], 'top level: a list; a map of keys would be right'],
	])('%j', (data, message) => {
		expect(() => parseHostConfig(data, 'x.yaml')).toThrow(`x.yaml: ${message}`);
	});
});

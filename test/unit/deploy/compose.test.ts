import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { agentMaps, COPY, demoHost } from '../../../src/cli/demo/layout.js';
import { parseHostConfig } from '../../../src/host/config.js';

const read = (path: string) =>
	parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'), { merge: true });

test('the compose file gives its agents the areas that the demo expects', () => {
	const { services } = read('docker-compose.yml') as {
		services: Record<string, { command: string[] }>;
	};
	const maps = agentMaps({
		source: '/usr/local/bin/node',
		target: '/data/target.bin',
		targetSize: '256MiB',
	});
	for (const guest of [COPY.sourceGuest, COPY.targetGuest]) {
		const command = services[`guest-${guest}`]?.command ?? [];
		const given = command.filter((word) => word.startsWith('--map=')).map((word) => word.slice(6));
		expect(given).toEqual(maps[guest]);
		expect(command).toContain(`--guest=${guest}`);
	}
});

test('every service of the compose file has its own key and no other; the authority is with none of them', () => {
	const { services } = read('docker-compose.yml') as {
		services: Record<string, { command?: string[]; volumes?: string[] }>;
	};
	const keys = Object.entries(services).map(([name, { volumes = [] }]) => [
		name,
		volumes.filter((volume) => volume.startsWith('pki-')).map((volume) => volume.split(':')[1]),
	]);
	expect(Object.fromEntries(keys)).toEqual({
		pki: ['authority', 'host', 'guest-a', 'guest-b', 'operator'].map((name) => `/pki/${name}`),
		host: ['/pki/host'],
		'guest-a': ['/pki/guest-a'],
		'guest-b': ['/pki/guest-b'],
		demo: ['/pki/operator'],
	});
	expect(JSON.stringify(services)).not.toContain('insecure');
});

test("the compose host has the demo's devices and guests; deploy/host.yaml is valid", () => {
	const compose = parseHostConfig(read('deploy/compose-host.yaml'));
	const local = parseHostConfig(demoHost(4 * 1024 ** 2));
	expect(compose).toMatchObject({ insecure: false, tls: { ca: '/pki/host/ca.crt' } });
	expect(compose.devices).toEqual(local.devices);
	expect(compose.guests.map((g) => g.name)).toEqual(local.guests.map((g) => g.name));
	expect(parseHostConfig(read('deploy/host.yaml')).devices).toHaveLength(3);
});

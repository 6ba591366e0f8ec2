import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ControlClient } from '../../src/cli/client.js';
import { oneDevice, startHost, temporaryFolder } from '../support/fleet.js';
import { faultline, Program } from '../support/processes.js';

const MIB = 1024 ** 2;
const BASE = 0x10_0000;

/** A host as a process of its own. */
async function hostProcess(): Promise<{ host: Program; address: string }> {
	const path = join(temporaryFolder(), 'host.yaml');
	writeFileSync(path, JSON.stringify({ listen: '127.0.0.1:0', ...oneDevice() }));
	const host = new Program('host', '--config', path, '--log-level', 'silent');
	const [, address] = await host.line(/^listening on (.*)$/);
	return { host, address: address! };
}

function agentOf(address: string) {
	const path = join(temporaryFolder(), 'data.bin');
	writeFileSync(path, randomBytes(MIB));
	const map = `0x${BASE.toString(16)}=${path}:rw`;
	const args = [
		'--host',
		address,
		'--guest',
		'a',
		'--map',
		map,
		'--resident',
		'4MiB',
		'--log-level',
		'silent',
	];
	return { agent: new Program('agent', ...args), path };
}

test('ctl drain --to: agents write back and go to the other host, this one ends with status 0', async () => {
	const { host, address } = await hostProcess();
	const other = await startHost(oneDevice());
	const { agent, path } = agentOf(address);
	await agent.line(/^serving guest a: d0$/);
	const control = new ControlClient(address);
	const to = { device: 'd0', pasid: 1, address: BASE };
	const written = await control.run({ write: { to, length: MIB, seed: 5 } }, () => {});
	control.close();
	const drained = faultline('ctl', 'drain', '--host', address, '--to', other.address);
	expect([drained.status, drained.out]).toEqual([
		0,
		'drained: 1 sessions left by themselves, 0 were ended\n',
	]);
	expect(await host.exited).toEqual({ code: 0, signal: null });
	expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(written.sha256);
	await agent.line(/^serving guest a: d0$/, 2);
	const read = await other.control.run({ read: { from: to, length: MIB } }, () => {});
	expect(read).toMatchObject({ ok: true, sha256: written.sha256 });
	agent.child.kill('SIGINT');
	expect(await agent.exited).toEqual({ code: 0, signal: null });
});

test('SIGTERM drains a host and ends it with status 0; agents wait for it to come back', async () => {
	const { host, address } = await hostProcess();
	const { agent, path } = agentOf(address);
	await agent.line(/^serving guest a: d0$/);
	const control = new ControlClient(address);
	const to = { device: 'd0', pasid: 1, address: BASE };
	const written = await control.run({ write: { to, length: MIB, seed: 6 } }, () => {});
	control.close();
	host.child.kill('SIGTERM');
	expect(await host.exited).toEqual({ code: 0, signal: null });
	expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(written.sha256);
	expect(agent.child.exitCode).toBeNull();
});

test.each([
	['SIGTERM', 143],
	['SIGINT', 130],
] as const)('a second %s ends a host at once, as a shell tells it', async (signal, code) => {
	const { host, address } = await hostProcess();
	const { agent } = agentOf(address);
	await agent.line(/^serving guest a: d0$/);
	// It does not answer any more: the host would wait for it.
	agent.child.kill('SIGSTOP');
	host.child.kill(signal);
	// The first one is acted on: health says so.
	while (faultline('health', address).status === 0);
	host.child.kill(signal);
	expect(await host.exited).toEqual({ code, signal: null });
});

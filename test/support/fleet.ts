import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ControlClient } from '../../src/cli/client.js';
import {
	AddressSpace,
	Agent,
	connectGrpc,
	type Pager,
	type ReconnectOptions,
	type Security,
} from '../../src/guest/index.js';
import type { HostConfigInput } from '../../src/host/config.js';
import { GuestEvents } from '../../src/testkit/guest-events.js';
import { startHost as startKitHost, type TestHost } from '../../src/testkit/index.js';
import { startRawGuest, type TestRawGuest } from '../../src/testkit/raw-guest.js';

/** A host of the test kit on real sockets, ended with the test. */
export function startTcpHost(config: HostConfigInput): Promise<TestHost> {
	return startKitHost({ config, transport: 'tcp', after: onTestFinished });
}

/** The same, with an operator who reaches it by its control service, as programs do. */
export async function startHost(
	config: HostConfigInput,
	security: Security = {},
): Promise<{ host: TestHost; address: string; control: ControlClient }> {
	const host = await startTcpHost(config);
	const { address } = host;
	const control = new ControlClient(address, security);
	onTestFinished(() => control.close());
	return { host, address, control };
}

/** A guest by hand that has attached. */
export async function attached(host: TestHost, guest = 'a'): Promise<TestRawGuest['guest']> {
	const { guest: raw } = await startRawGuest(host);
	await raw.attach(guest);
	return raw;
}

/** The configuration of one guest `a` with one device `d0`, and what else is given. */
export function oneDevice(more: HostConfigInput = {}): HostConfigInput {
	return {
		memory: '256MiB',
		guests: [{ name: 'a', memory: '16MiB' }],
		devices: [{ name: 'd0', address: '01:00.0', guest: 'a' }],
		...more,
	};
}

export interface TestAgent {
	readonly agent: Agent;
	readonly space: AddressSpace;
	readonly events: GuestEvents;
}

export interface TestAgentOptions {
	readonly guest?: string;
	readonly devices?: string[];
	readonly pager: Pager;
	readonly address?: number;
	readonly length: number;
	readonly permissions?: 'r' | 'rw' | 'rx' | 'rwx';
	readonly sharing?: 'shared' | 'private';
	readonly residentLimit?: number;
	readonly credit?: number;
	readonly security?: Security;
	readonly heartbeatTimeoutMs?: number;
	readonly reconnect?: ReconnectOptions;
}

export const BASE = 0x10_0000;

/**
 * An agent of the SDK with one area, at a host that is no test host but a process, for instance. Serving when this resolves,
 * stopped with the test.
 */
export async function startAgent(address: string, options: TestAgentOptions): Promise<TestAgent> {
	const space = new AddressSpace({ residentLimit: options.residentLimit ?? 1024 });
	space.map({
		address: options.address ?? BASE,
		length: options.length,
		permissions: options.permissions ?? 'rw',
		pager: options.pager,
		sharing: options.sharing ?? 'private',
	});
	const events = new GuestEvents();
	const agent = new Agent({
		connect: () => connectGrpc(address, options.security),
		guest: options.guest ?? 'a',
		spaces: [{ device: '*', pasid: 1, space }],
		...(options.devices === undefined ? {} : { devices: options.devices }),
		...(options.credit === undefined ? {} : { credit: options.credit }),
		...(options.reconnect === undefined ? {} : { reconnect: options.reconnect }),
		...(options.heartbeatTimeoutMs === undefined
			? {}
			: { heartbeatTimeoutMs: options.heartbeatTimeoutMs }),
		on: events.listener,
	});
	onTestFinished(async () => {
		await agent.stop(1000);
	});
	await agent.start();
	return { agent, space, events };
}

/** A folder that goes with the test. */
export function temporaryFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'faultline-test-'));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../src/base/clock.js';
import { ControlClient } from '../../src/cli/client.js';
import {
	AddressSpace,
	Agent,
	connectGrpc,
	type Pager,
	type ReconnectOptions,
	type Security,
} from '../../src/guest/index.js';
import { type HostConfigInput, parseHostConfig } from '../../src/host/config.js';
import { Host } from '../../src/host/host.js';
import { createLogger } from '../../src/host/ops/log.js';
import { GuestEvents } from '../../src/testkit/guest-events.js';

/** A host with its real clock and sockets in this process, ended with the test. */
export async function startHost(
	config: HostConfigInput,
	security: Security = {},
): Promise<{ host: Host; address: string; control: ControlClient }> {
	const host = await Host.start(
		parseHostConfig({
			...{ listen: '127.0.0.1:0', log_level: 'silent', ...config },
			// Agents that a test killed are not waited for at its end.
			sessions: { drain_ms: 500, ...config.sessions },
		}),
		{ clock: systemClock, log: createLogger('test-host', 'silent') },
	);
	const address = host.addresses[0] as string;
	const control = new ControlClient(address, security);
	onTestFinished(async () => {
		control.close();
		await host.close(100);
	});
	return { host, address, control };
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

/** An agent of the SDK with one area, serving when this resolves, stopped with the test. */
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

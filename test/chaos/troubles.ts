import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { ChaosAgent, ChaosHost } from './fleet.js';

/** What can befall an agent or its machine: begun, ended after a while, each with a look whether it took effect. */
export interface Trouble {
	readonly name: TroubleName;
	readonly guest: string;
	/** When it begins, and how long it lasts, in milliseconds. */
	readonly atMs: number;
	readonly lastsMs: number;
	/** Share of packets or kilobits a second, where it has one. */
	readonly amount: number;
}

export type TroubleName = 'unplug' | 'silence' | 'drop' | 'limit' | 'kill' | 'suspend' | 'fill';

/** Where a machine's files are, on a small file system of their own. */
export interface Disk {
	readonly folder: string;
}

export const pause = (ms: number): Promise<void> =>
	new Promise((resolve) => setTimeout(resolve, ms));

/** Makes a trouble, waits while it lasts, and ends it. Rejects when it did not take effect. */
export async function befall(
	{ name, lastsMs, amount }: Trouble,
	agent: ChaosAgent,
	disk: Disk,
): Promise<void> {
	const { machine } = agent;
	switch (name) {
		case 'unplug':
			await machine.unplug();
			await pause(lastsMs);
			return machine.plug();
		case 'silence':
			await machine.silence();
			await pause(lastsMs);
			return machine.speak();
		case 'drop':
			await machine.drop(amount);
			await pause(lastsMs);
			return machine.pass();
		case 'limit':
			await machine.limit(amount);
			await pause(lastsMs);
			return machine.unlimit();
		case 'kill': {
			const { process } = agent;
			process.child.kill('SIGKILL');
			const { signal } = await process.ended;
			if (signal !== 'SIGKILL') throw process.failure(`ended by ${signal} and not by SIGKILL`);
			await pause(lastsMs);
			return agent.start();
		}
		case 'suspend': {
			const { child } = agent.process;
			child.kill('SIGSTOP');
			// The kernel stops each of its threads when that runs next.
			for (let looks = 0; agent.process.state !== 'T'; looks++) {
				if (looks === 1000) throw agent.process.failure('was not stopped');
				await pause(1);
			}
			await pause(lastsMs);
			child.kill('SIGCONT');
			return;
		}
		case 'fill':
			return fill(disk, lastsMs);
	}
}

/** Uses up all that is left of a disk for a while. */
async function fill({ folder }: Disk, lastsMs: number): Promise<void> {
	const path = join(folder, 'ballast');
	const file = openSync(path, 'w');
	try {
		const block = new Uint8Array(64 * 1024);
		for (let full = false; !full; )
			try {
				writeSync(file, block);
			} catch (error) {
				if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
				full = true;
			}
	} finally {
		closeSync(file);
	}
	await pause(lastsMs);
	rmSync(path);
}

/** Ends the host in good order while everything goes on, and starts it again. Rejects unless it ends with status 0. */
export async function drain(host: ChaosHost): Promise<void> {
	await host.process.stop();
	await host.start();
}

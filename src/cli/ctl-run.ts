import { readFileSync } from 'node:fs';
import { ControlClient, type InjectRequest, type WorkloadRequest } from './client.js';
import {
	deviceDetails,
	deviceTable,
	guestTable,
	hostDetails,
	injectedDetails,
	ownerLine,
	progressLine,
	resultDetails,
	snapshotView,
} from './ctl-views.js';
import { toJson } from './json.js';
import { securityOf } from './security.js';
import { count, fitTerminal } from './table.js';
import type { TlsOptions } from './tls-options.js';
import { loadTrace } from './trace-file.js';

/** The options of `faultline ctl` itself. */
export interface CtlOptions extends TlsOptions {
	readonly host: string;
	readonly insecure?: boolean;
	readonly json?: boolean;
}

const print = (text: string) => process.stdout.write(`${text}\n`);

/** What `faultline ctl` does: one method for each of its commands, on a client of the host that the options name. */
export class Ctl {
	readonly #client: ControlClient;
	readonly #json: boolean;

	/** Throws ADDRESS, INSECURE or CONFIG. */
	constructor(options: CtlOptions) {
		this.#client = new ControlClient(options.host, securityOf(options));
		this.#json = options.json === true;
	}

	close(): void {
		this.#client.close();
	}

	async devices(): Promise<void> {
		const devices = await this.#client.devices();
		this.#print(devices, () => deviceTable(devices));
	}

	async device(name: string): Promise<void> {
		const device = await this.#client.device(name);
		this.#print(device, () => deviceDetails(device));
	}

	async guests(): Promise<void> {
		const guests = await this.#client.guests();
		this.#print(guests, () => guestTable(guests));
	}

	async host(): Promise<void> {
		const host = await this.#client.host();
		this.#print(host, () => hostDetails(host));
	}

	async handOver(guest: string, timeoutMs: number): Promise<void> {
		const sessions = await this.#client.handOver(guest, timeoutMs);
		this.#print({ sessions }, () =>
			sessions === 1
				? `a session of guest ${guest} waits for another agent`
				: `${sessions} sessions of guest ${guest} wait for another agent`,
		);
	}

	async drain(to: string, timeoutMs: number): Promise<void> {
		const result = await this.#client.drain(to, timeoutMs);
		const { ended, left } = result;
		this.#print(result, () => `drained: ${left} sessions left by themselves, ${ended} were ended`);
	}

	async assign(device: string, guest: string): Promise<void> {
		const status = await this.#client.assign(device, guest);
		this.#print(status, () => `${device} belongs to guest ${guest}`);
	}

	async unassign(device: string): Promise<void> {
		const status = await this.#client.unassign(device);
		this.#print(status, () => `${device} belongs to nobody`);
	}

	async bind(device: string, driver: string, guest: string | undefined): Promise<void> {
		const status = await this.#client.bind(device, driver, guest);
		this.#print(status, () => ownerLine(status));
	}

	async unbind(device: string): Promise<void> {
		const status = await this.#client.unbind(device);
		this.#print(status, () => ownerLine(status));
	}

	async reset(device: string): Promise<void> {
		const status = await this.#client.reset(device);
		this.#print(status, () => `${device} was reset; ${ownerLine(status)}`);
	}

	async unplug(device: string): Promise<void> {
		await this.#client.unplug(device);
		this.#print({ device }, () => `${device} is unplugged`);
	}

	async plug(device: string): Promise<void> {
		const status = await this.#client.plug(device);
		this.#print(status, () => `${device} is plugged in; ${ownerLine(status)}`);
	}

	async override(device: string, driver: string): Promise<void> {
		const status = await this.#client.setOverride(device, driver);
		this.#print(status, () =>
			driver === ''
				? `${device} may be bound to any driver`
				: `${device} may be bound to driver ${driver} alone`,
		);
	}

	async release(device: string, pasid: number): Promise<void> {
		const status = await this.#client.releasePasid(device, pasid);
		this.#print(status, () =>
			pasid === 0
				? `${device}: requests without a PASID are released`
				: `${device}: PASID ${pasid} is released`,
		);
	}

	async resetGuest(guest: string): Promise<void> {
		const status = await this.#client.resetGuest(guest);
		this.#print(
			status,
			() => `guest ${guest} was reset; it has ${status.devices.join(', ') || 'no devices'}`,
		);
	}

	async inject(request: InjectRequest): Promise<void> {
		const result = await this.#client.inject(request);
		this.#print(result, () => injectedDetails(result));
	}

	async sync(guest: string, timeoutMs: number, evict: boolean | undefined): Promise<void> {
		const pages = await this.#client.sync(guest, timeoutMs, evict);
		this.#print({ guest, pages }, () => `${count(pages)} pages written back`);
	}

	/** `looks` snapshots; on a terminal each takes the place of the one before. */
	watch(intervalMs: number, looks: number): Promise<void> {
		let left = looks;
		const { stdout } = process;
		const redraw = stdout.isTTY === true && !this.#json;
		return this.#client.watch(intervalMs, (snapshot) => {
			this.#print(snapshot, () => {
				const view = snapshotView(snapshot);
				if (!redraw) return view;
				stdout.write('\x1b[H\x1b[2J');
				// The line break that ends it takes a row too.
				return fitTerminal(view.trimEnd(), stdout.rows - 1, stdout.columns);
			});
			return --left > 0;
		});
	}

	/** Runs a workload to its end; the exit status tells whether all of it was done. */
	async run(request: WorkloadRequest): Promise<void> {
		const live = process.stderr.isTTY === true && !this.#json;
		const result = await this.#client.run(request, (progress) => {
			if (!live) return;
			const line = progressLine(progress).slice(0, process.stderr.columns - 1);
			process.stderr.write(`\r${line}\x1b[K`);
		});
		if (live) process.stderr.write('\r\x1b[K');
		this.#print(result, () => resultDetails(result));
		if (!result.ok) process.exitCode = 1;
	}

	/** Has a device replay a recorded trace. Throws CONFIG or TRACE_FORMAT. */
	trace(device: string, pasid: number, file: string): Promise<void> {
		const { pages, access } = loadTrace(file, readFileSync);
		// The encoder takes typed arrays as well; its types know only of arrays.
		const page = pages as unknown as number[];
		return this.run({ trace: { device, pasid, page, access: access as unknown as number[] } });
	}

	#print(answer: unknown, text: () => string): void {
		print(this.#json ? toJson(answer) : text());
	}
}

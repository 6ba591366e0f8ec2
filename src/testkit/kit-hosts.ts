import { FaultlineError } from '../base/errors.js';
import type { MemoryHost } from './memory-host.js';

/** The hosts in memory that share a time, by their addresses: where guests can be sent. */
export class KitHosts {
	readonly #hosts = new Map<string, MemoryHost>();

	/** Throws CONFIG for a name that another one has: their sessions could not be told apart. */
	checkFree(name: string): void {
		if (this.#hosts.has(addressOf(name)))
			throw new FaultlineError(
				'CONFIG',
				`startHost: there is a host "${name}" on this time already; give this one another name`,
			);
	}

	add(host: MemoryHost): void {
		this.#hosts.set(addressOf(host.name), host);
	}

	remove(host: MemoryHost): void {
		this.#hosts.delete(addressOf(host.name));
	}

	/** Throws UNAVAILABLE where no host is. */
	find(address: string): MemoryHost {
		const host = this.#hosts.get(address);
		if (host !== undefined) return host;
		throw new FaultlineError(
			'UNAVAILABLE',
			`no host is at "${address}"; ${[...this.#hosts.keys()].join(', ') || 'none'} is there`,
		);
	}
}

/** Where a host in memory is. */
export function addressOf(name: string): string {
	return `memory:${name}`;
}

import type { Clock } from '../base/clock.js';
import type { Endpoint } from '../emulator/endpoint/endpoint.js';
import { type HostConfigInput, parseHostConfig } from '../host/config.js';
import { Host } from '../host/host.js';
import type { DriverQueues } from '../host/iommu-drivers.js';
import type { BusTap } from '../host/machine.js';
import { createLogger } from '../host/ops/log.js';
import {
	type MemoryTransport,
	type MemoryTransportOptions,
	memoryTransportPair,
} from '../wire/memory-transport.js';
import type { Transport } from '../wire/transport.js';
import { VirtualProcess } from './virtual-process.js';

export interface MemoryHostOptions {
	readonly clock: Clock;
	/** As in the host's configuration file; `listen` has no meaning here. */
	readonly config: HostConfigInput;
	/** Begins the ids of its sessions, and names it to its agents; default "host". */
	readonly name?: string;
	/** Sees what devices and IOMMUs say to each other. */
	readonly tap?: BusTap;
	/** Sizes of the IOMMUs' queues; default: those of the drivers. */
	readonly queues?: DriverQueues;
}

/** A connection of an agent with a host in memory. */
export interface MemoryConnection {
	/** The agent's end, not opened. */
	readonly agent: MemoryTransport;
	/** The host's end, which its relay has. */
	readonly host: MemoryTransport;
}

/**
 * A whole host in the caller's process, on a clock that is passed in and without a network: its machine, its kernel and
 * its relay are those of `faultline host`; agents connect through memory, operators call `host`. Nothing of it reads
 * another clock or draws a random number, so on a virtual clock it does the same each time.
 */
export class MemoryHost {
	readonly name: string;
	readonly process: VirtualProcess;
	readonly host: Host;
	readonly #base: Clock;
	#sessions = 0;

	/** Throws CONFIG. */
	constructor(options: MemoryHostOptions) {
		const { clock, config, name = 'host', tap, queues } = options;
		this.name = name;
		this.#base = clock;
		this.process = new VirtualProcess(clock);
		this.host = Host.assemble(parseHostConfig(config), {
			clock: this.process.clock,
			log: silent,
			newSessionId: () => `${name}-session-${++this.#sessions}`,
			turn: (fn) => this.process.clock.soon(fn),
			...(tap === undefined ? {} : { tap }),
			...(queues === undefined ? {} : { queues }),
		});
	}

	/** A device of the host's machine. Throws for a name that no device has. */
	endpoint(name: string): Endpoint {
		const endpoint = this.host.machine.endpoints.get(name);
		if (endpoint === undefined) throw new Error(`host ${this.name} has no device "${name}"`);
		return endpoint;
	}

	/**
	 * Connects an agent. `through` stands between the network and the host's end of the connection, for instance to see what
	 * is said.
	 */
	connect(
		options: MemoryTransportOptions = {},
		through: (transport: Transport) => Transport = (transport) => transport,
	): MemoryConnection {
		const peers = options.peers ?? ([`memory:${this.name}`, 'memory:agent'] as const);
		const [agent, host] = memoryTransportPair(this.#base, { ...options, peers });
		// A host that is stopped takes it when it is continued.
		this.process.run(() => this.host.relay.accept(through(this.process.own(host))));
		return { agent, host };
	}
}

const silent = createLogger('faultline-testkit', 'silent');

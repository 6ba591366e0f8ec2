import type { Security } from '../guest/index.js';
import { decodeHostMessage, encodeAgentMessage } from '../wire/codec.js';
import type { AgentMessage, DecodedHostMessage } from '../wire/messages.js';
import type { CloseReason, Transport } from '../wire/transport.js';
import type { GuestNetwork } from './guest-line.js';
import type { TestHost } from './test-host.js';

/** An agent by hand: sends what a test tells it, shows what the host says. Right or wrong, as wanted. */
export class RawGuest {
	readonly received: DecodedHostMessage[] = [];
	/** Resolves when the connection is over; the reason is absent for an orderly end. */
	readonly closed: Promise<CloseReason | undefined>;
	readonly #transport: Transport;
	#waiters: {
		test: (message: DecodedHostMessage) => boolean;
		resolve: (message: DecodedHostMessage) => void;
	}[] = [];

	/** Opens the connection. */
	constructor(transport: Transport) {
		this.#transport = transport;
		this.closed = new Promise((resolve) => {
			transport.open({
				onMessage: (bytes) => this.#receive(decodeHostMessage(bytes)),
				onDrain: () => {},
				onClose: resolve,
			});
		});
	}

	send(message: AgentMessage): void {
		this.#transport.send(encodeAgentMessage(message));
	}

	sendBytes(bytes: Uint8Array): void {
		this.#transport.send(Buffer.from(bytes));
	}

	close(): void {
		this.#transport.close();
	}

	/** The first message that holds what is asked for, seen already or still to come. */
	next(test: (message: DecodedHostMessage) => boolean): Promise<DecodedHostMessage> {
		const found = this.received.find(test);
		if (found !== undefined) return Promise.resolve(found);
		return new Promise((resolve) => this.#waiters.push({ test, resolve }));
	}

	/** Hello, Bind of PASID 1 of every device to space 1, and credit; returns the Welcome. */
	async attach(guest = 'a', devices: string[] = [], credit = 512) {
		this.send({ hello: { protocolVersion: 1, guest, devices, frames: 64 } });
		const { welcome } = await this.next((m) => m.welcome != null || m.fatal != null);
		if (welcome == null) throw new Error(`not welcomed: ${this.received[0]?.fatal?.message}`);
		const handles = (welcome.devices ?? []).map((d) => d.device ?? 0);
		this.send({
			bind: handles.map((device, i) => ({ request: i + 1, device, pasid: 1, space: 1 })),
		});
		if (handles.length > 0) await this.next((m) => (m.results?.length ?? 0) > 0);
		this.send({ credits: { device: handles, granted: handles.map(() => credit) } });
		return { welcome, handles };
	}

	/** Ids of the groups of the first FaultBatch. */
	async groups(): Promise<number[]> {
		const { faults } = await this.next((m) => m.faults != null);
		return [...new Set(Array.from((faults as NonNullable<typeof faults>).group))];
	}

	#receive(message: DecodedHostMessage): void {
		this.received.push(message);
		this.#waiters = this.#waiters.filter(({ test, resolve }) => {
			if (!test(message)) return true;
			resolve(message);
			return false;
		});
	}
}

export interface TestRawGuest {
	readonly guest: RawGuest;
	readonly network: GuestNetwork;
}

/**
 * Connects an agent by hand, for tests of the protocol (docs/protocol.md). Nothing was said yet when this resolves. Ends with
 * the host. `address`, one of the host's, and `security` are for TCP.
 */
export async function startRawGuest(
	host: TestHost,
	options: { readonly address?: string; readonly security?: Security } = {},
): Promise<TestRawGuest> {
	const line = await host.line(options);
	const guest = new RawGuest(line.connect());
	host.atEnd(async () => guest.close());
	return { guest, network: line };
}

import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { parseAddress } from '../base/address.js';
import { type Clock, systemClock } from '../base/clock.js';
import { connectGrpc, type Security, type TransportEvents } from '../guest/index.js';
import type { CloseReason, Transport } from '../wire/transport.js';
import { checkMs } from './checked.js';
import { checkOpen, type GuestLine, type LineState } from './guest-line.js';
import type { HoldableTransport } from './virtual-process.js';

/** Bytes on their way in one direction of a connection: in order, late as told, with the receiver's pace for the sender. */
class Direction {
	readonly #from: Socket;
	readonly #to: Socket;
	readonly #clock: Clock;
	#latest = 0;
	#late = 0;
	#full = false;
	#held = false;

	constructor(from: Socket, to: Socket, clock: Clock) {
		this.#from = from;
		this.#to = to;
		this.#clock = clock;
		to.on('drain', () => {
			this.#full = false;
			this.#flow();
		});
	}

	pass(chunk: Buffer, delayMs: number): void {
		if (delayMs === 0 && this.#late === 0) {
			this.#write(chunk);
			return;
		}
		this.#late++;
		const now = this.#clock.now();
		this.#latest = Math.max(this.#latest, now + delayMs);
		this.#clock.after(this.#latest - now, () => {
			this.#late--;
			this.#write(chunk);
		});
	}

	hold(held: boolean): void {
		this.#held = held;
		this.#flow();
	}

	#write(chunk: Buffer): void {
		if (this.#to.destroyed) return;
		this.#full = !this.#to.write(chunk);
		this.#flow();
	}

	#flow(): void {
		if (this.#held || this.#full) this.#from.pause();
		else if (this.#from.isPaused()) this.#from.resume();
	}
}

interface Pair {
	readonly sockets: readonly [Socket, Socket];
	readonly toGuest: Direction;
}

/** A line over real sockets: a proxy between a guest and its host. */
export class TcpLine implements GuestLine {
	/** Where the guest connects to. */
	readonly address: string;
	readonly #server: Server;
	readonly #security: Security;
	readonly #pairs = new Set<Pair>();
	#state: LineState = 'up';
	/** Where connections go that come now: the host's address, or the one that it sent the guest to. */
	#target: string;
	readonly #home: string;
	/** Who holds what comes from the host. */
	readonly #holders = new Set<object>();
	#delayMs = 0;

	private constructor(server: Server, target: string, security: Security) {
		this.#home = target;
		this.#target = target;
		this.#server = server;
		this.#security = security;
		this.address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
	}

	/** A line to a host's address, "host:port" or "unix:/path". Throws ADDRESS for another. */
	static async start(target: string, security: Security = {}): Promise<TcpLine> {
		parseAddress(target);
		let made: TcpLine | undefined;
		// Nobody connects before the line is there: its port is not known.
		const server = createServer((client) => {
			if (made !== undefined) made.#accept(client, upstreamOf(made.#target));
		});
		await new Promise<void>((resolve, reject) => {
			server.once('error', reject);
			server.listen(0, '127.0.0.1', resolve);
		});
		made = new TcpLine(server, target, security);
		return made;
	}

	connect(redirect?: string): HoldableTransport {
		checkOpen(this.#state);
		if (redirect !== undefined) parseAddress(redirect);
		this.#target = redirect ?? this.#home;
		return new LineTransport(connectGrpc(this.address, this.#security), (who, held) =>
			this.#hold(who, held),
		);
	}

	cut(): number {
		const pairs = [...this.#pairs];
		this.#pairs.clear();
		for (const { sockets } of pairs) for (const socket of sockets) socket.destroy();
		return pairs.length;
	}

	silence(): void {
		if (this.#state !== 'closed') this.#state = 'silent';
	}

	refuse(): void {
		if (this.#state !== 'closed') this.#state = 'refused';
		this.cut();
	}

	restore(): void {
		if (this.#state === 'silent') this.cut();
		if (this.#state !== 'closed') this.#state = 'up';
	}

	hold(): void {
		this.#hold(this, true);
	}

	release(): void {
		this.#hold(this, false);
	}

	delay(ms: number): void {
		checkMs('delay', ms);
		this.#delayMs = ms;
	}

	hangUp(): void {
		// While nothing passes the host hears nothing either; the guest is gone in any case.
		if (this.#state !== 'silent') this.cut();
	}

	close(): void {
		this.#state = 'closed';
		this.cut();
		this.#server.close();
	}

	#accept(client: Socket, upstream: Socket): void {
		if (this.#state === 'refused' || this.#state === 'closed') {
			client.destroy();
			upstream.destroy();
			return;
		}
		const toGuest = new Direction(upstream, client, systemClock);
		const pair: Pair = { sockets: [client, upstream], toGuest };
		this.#pairs.add(pair);
		this.#join(pair, client, upstream, new Direction(client, upstream, systemClock));
		this.#join(pair, upstream, client, toGuest);
		if (this.#holders.size > 0) toGuest.hold(true);
	}

	#join(pair: Pair, from: Socket, to: Socket, way: Direction): void {
		from.setNoDelay(true);
		from.on('data', (chunk) => {
			if (this.#state === 'silent') return;
			way.pass(chunk, this.#delayMs);
		});
		from.on('error', () => {});
		from.on('close', () => {
			// In silence neither hears of the other; `restore` ends both.
			if (this.#state === 'silent') return;
			this.#pairs.delete(pair);
			to.destroy();
		});
	}

	#hold(who: object, held: boolean): void {
		if (held) this.#holders.add(who);
		else this.#holders.delete(who);
		for (const { toGuest } of this.#pairs) toGuest.hold(this.#holders.size > 0);
	}
}

function upstreamOf(target: string): Socket {
	const address = parseAddress(target);
	return address.kind === 'unix' ? connect(address.path) : connect(address.port, address.host);
}

/** A connection through the line, as a guest's process has it. */
class LineTransport implements HoldableTransport {
	readonly #inner: Transport;
	readonly #hold: (who: object, held: boolean) => void;

	constructor(inner: Transport, hold: (who: object, held: boolean) => void) {
		this.#inner = inner;
		this.#hold = hold;
	}

	get writable(): boolean {
		return this.#inner.writable;
	}

	get peer(): string {
		return this.#inner.peer;
	}

	open(events: TransportEvents): void {
		this.#inner.open({
			onMessage: (message) => events.onMessage(message),
			onDrain: () => events.onDrain(),
			onClose: (reason) => {
				this.#hold(this, false);
				events.onClose(reason);
			},
		});
	}

	send(message: Uint8Array): boolean {
		return this.#inner.send(message);
	}

	close(reason?: CloseReason): void {
		this.#inner.close(reason);
	}

	hold(): void {
		this.#hold(this, true);
	}

	release(): void {
		this.#hold(this, false);
	}
}

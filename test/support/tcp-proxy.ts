import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy before a host, whose connections can be cut, and can go on without a byte passing. Whoever starts it closes it. */
export class TcpProxy {
	readonly address: string;
	/** Bytes from the host to its clients. */
	bytes = 0;
	/** Called as bytes pass. */
	onBytes: (() => void) | undefined;
	readonly #server: Server;
	readonly #pairs = new Set<readonly [Socket, Socket]>();
	#stalled = false;

	private constructor(server: Server, port: number) {
		this.#server = server;
		this.address = `127.0.0.1:${port}`;
	}

	static async start(target: string): Promise<TcpProxy> {
		const [host, port] = target.split(':') as [string, string];
		let made: TcpProxy | undefined;
		const server = createServer((client) => {
			const upstream = connect(Number(port), host);
			const pair = [client, upstream] as const;
			// Nobody connects before the proxy is there: its port is not known.
			const proxy = made!;
			proxy.#pairs.add(pair);
			for (const [from, to] of [pair, [upstream, client] as const]) {
				from.on('data', (chunk) => {
					if (proxy.#stalled) return;
					to.write(chunk);
					if (from !== upstream) return;
					proxy.bytes += chunk.length;
					proxy.onBytes?.();
				});
				from.on('error', () => {});
				from.on('close', () => {
					if (proxy.#stalled) return;
					proxy.#pairs.delete(pair);
					to.destroy();
				});
			}
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const proxy = new TcpProxy(server, (server.address() as { port: number }).port);
		made = proxy;
		return proxy;
	}

	/** All connections are gone, with a reset to both sides. Returns how many those were. */
	cut(): number {
		const pairs = [...this.#pairs];
		this.#pairs.clear();
		for (const pair of pairs) for (const socket of pair) socket.destroy();
		return pairs.length;
	}

	/** Nothing passes any more, and neither side hears of it; new connections are taken, and stall too. */
	stall(): void {
		this.#stalled = true;
	}

	/** New connections pass again; those that stalled are gone. */
	resume(): void {
		this.cut();
		this.#stalled = false;
	}

	close(): void {
		this.cut();
		this.#server.close();
	}
}

/**
 * How long bare grpc-js processes take to be of use, from their spawn:
 *
 * - `listening_ms`: a server's process says that its port is bound;
 * - `serving_ms`: the first message of a call to it was answered (the measuring side is warm);
 * - `attached_ms`: a client's process has opened a call to a running server and got its first message back.
 *
 * Medians over `rounds` of each.
 */
import { status } from '@grpc/grpc-js';
import { attach, type HostCall, serve } from './bare-grpc.js';
import { boundLife, fail, median, numbersOf, Peer, printMetrics } from './program.js';

const { numbers: parameters } = numbersOf({ rounds: { value: 5, min: 1, max: 100 } });
const HELLO = Buffer.alloc(64, 1);

/** Sends a message and resolves with the time of its answer, after the call has ended in good order. */
function exchange(port: number): Promise<number> {
	return new Promise((resolve, reject) => {
		let answeredAt = 0;
		const call = attach(port, ({ code, details }) => {
			if (code === status.OK && answeredAt !== 0) resolve(answeredAt);
			else reject(new Error(`the call ended with status ${code}: ${details}`));
		});
		call.on('data', (answer: Buffer) => {
			if (!answer.equals(HELLO)) return fail(new Error('the answer is not what was sent'));
			answeredAt = performance.now();
			call.end();
		});
		call.write(HELLO);
	});
}

async function startServer(): Promise<{ listening: number; serving: number }> {
	const spawnedAt = performance.now();
	const peer = new Peer('grpc-start-server', {});
	const port = await new Promise<number>((resolve) => {
		let text = '';
		peer.process.stdout?.setEncoding('utf8').on('data', (more: string) => {
			text += more;
			if (text.endsWith('\n')) resolve(Number(text));
		});
	});
	const listening = performance.now() - spawnedAt;
	const serving = (await exchange(port)) - spawnedAt;
	// The server ends with its first call.
	await peer.ended();
	return { listening, serving };
}

async function startClient(): Promise<number> {
	let onAttached: (at: number) => void = () => {};
	const attachedAt = new Promise<number>((resolve) => {
		onAttached = resolve;
	});
	const { server, port } = await serve((call: HostCall) => {
		call.on('error', fail);
		// The first message is the client's; the second says that it has our answer to the first.
		let messages = 0;
		call.on('data', (message: Buffer) => {
			messages++;
			if (messages === 1) call.write(message);
			else onAttached(performance.now());
		});
		call.on('end', () => call.end());
	});
	const spawnedAt = performance.now();
	const peer = new Peer('grpc-start-client', { port });
	const attached = (await attachedAt) - spawnedAt;
	await peer.ended();
	server.forceShutdown();
	return attached;
}

async function main(): Promise<void> {
	boundLife();
	// Not measured: this process's own first call, and the files of both programs in the page cache.
	await startServer();
	await startClient();
	const servers: { listening: number; serving: number }[] = [];
	const clients: number[] = [];
	for (let round = 0; round < parameters.rounds; round++) {
		servers.push(await startServer());
		clients.push(await startClient());
	}
	printMetrics({
		listening_ms: median(servers.map((times) => times.listening)),
		serving_ms: median(servers.map((times) => times.serving)),
		attached_ms: median(clients),
	});
}

process.on('uncaughtException', fail);
main().catch(fail);

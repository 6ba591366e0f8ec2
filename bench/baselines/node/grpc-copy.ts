/**
 * What tcp-copy.ts does, over a bare grpc-js stream: copies the first pages of a file from one process into a
 * memory of another, in messages of `batch` pages that say nothing but their bytes. This process is the
 * server, as a host is, and takes the bytes into its memory; grpc-copy-sender.ts reads the file and sends, as an
 * agent does. `answer` bytes go back for each message, as the next faults do.
 *
 * The first tenth is the warm-up. Measured at the taker. Afterwards the memory's digest is compared with the
 * file's.
 */
import { type HostCall, serve } from './bare-grpc.js';
import { digestOf, fileDigest } from './digest.js';
import { boundLife, fail, numbersOf, type Peer, printMetrics, startPeer } from './program.js';

const PAGE_BYTES = 4096;

const { numbers: parameters, texts } = numbersOf(
	{
		pages: { value: 50_000, min: 100, max: 1_000_000 },
		batch: { value: 64, min: 1, max: 1024 },
		answer: { value: 8, min: 8, max: 1_000_000 },
	},
	['file'],
);
const file = texts.get('file') ?? fail(new Error('file=PATH is missing'));
const total = parameters.pages * PAGE_BYTES;
const warmup = Math.floor(parameters.pages / 10) * PAGE_BYTES;
// Filled, so that the timed part takes no page faults of its own.
const memory = Buffer.alloc(total, 0xff);
const answer = Buffer.alloc(parameters.answer);

let peer: Peer | undefined;

/** Takes the file's bytes; resolves with the rate of those after the warm-up, in bytes a second. */
function take(call: HostCall): Promise<{ rate: number; cpuUs: number; bytes: number }> {
	return new Promise((resolve) => {
		let at = 0;
		let startedAt = 0;
		let startedWith = 0;
		let cpu = process.cpuUsage();
		call.on('error', fail);
		call.on('end', () => {
			if (at !== total) fail(new Error(`the sender ended after ${at} of ${total} bytes`));
		});
		call.on('data', (message: Buffer) => {
			if (at + message.length > total) fail(new Error(`more than ${total} bytes came`));
			message.copy(memory, at);
			at += message.length;
			if (startedAt === 0 && at >= warmup) {
				startedAt = performance.now();
				startedWith = at;
				cpu = process.cpuUsage();
			}
			call.write(answer);
			if (at < total) return;
			const seconds = (performance.now() - startedAt) / 1000;
			const { user, system } = process.cpuUsage(cpu);
			const bytes = at - startedWith;
			resolve({ rate: bytes / seconds, cpuUs: user + system, bytes });
		});
	});
}

async function main(): Promise<void> {
	boundLife();
	const { server, port } = await serve(async (call) => {
		const { rate, cpuUs, bytes } = await take(call);
		call.end();
		await peer?.ended();
		server.forceShutdown();
		if (digestOf(memory) !== fileDigest(file, total))
			fail(new Error('the copy differs from the file'));
		const pages = bytes / PAGE_BYTES;
		printMetrics({
			per_s: rate / PAGE_BYTES,
			bytes_per_s: rate,
			taker_cpu_ns: (cpuUs / pages) * 1000,
		});
	});
	const { pages, batch } = parameters;
	peer = startPeer('grpc-copy-sender', { port, pages, batch, file });
}

process.on('uncaughtException', fail);
main().catch(fail);

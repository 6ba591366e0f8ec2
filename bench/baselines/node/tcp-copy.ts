/**
 * Copies the first pages of a file from one process to another over a bare TCP connection on loopback, in
 * batches of `batch` pages. This process takes the bytes into a memory of its own, as a host does with the
 * contents of pages; tcp-copy-sender.ts reads the file and sends, as an agent does.
 *
 * The first tenth is the warm-up. Measured at the taker. Afterwards the memory's digest is compared with the
 * file's.
 */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { digestOf, fileDigest } from './digest.js';
import { boundLife, fail, numbersOf, printMetrics, startPeer } from './program.js';

const PAGE_BYTES = 4096;

const { numbers: parameters, texts } = numbersOf(
	{
		pages: { value: 50_000, min: 100, max: 1_000_000 },
		batch: { value: 64, min: 1, max: 1024 },
	},
	['file'],
);
const file = texts.get('file') ?? fail(new Error('file=PATH is missing'));
const total = parameters.pages * PAGE_BYTES;
const warmup = Math.floor(parameters.pages / 10) * PAGE_BYTES;
// Filled, so that the timed part takes no page faults of its own.
const memory = Buffer.alloc(total, 0xff);

process.on('uncaughtException', fail);
boundLife();
const server = createServer({ noDelay: true }, (socket) => {
	server.close();
	take(socket);
});
server.listen(0, '127.0.0.1', () => {
	const { port } = server.address() as AddressInfo;
	const { pages, batch } = parameters;
	startPeer('tcp-copy-sender', { port, pages, batch, file });
});

function take(socket: Socket): void {
	let at = 0;
	let startedAt = 0;
	let startedWith = 0;
	let endedAt = 0;
	socket.on('data', (bytes) => {
		if (at + bytes.length > total) fail(new Error(`more than ${total} bytes came`));
		bytes.copy(memory, at);
		at += bytes.length;
		if (startedAt === 0 && at >= warmup) {
			startedAt = performance.now();
			startedWith = at;
		}
		if (at === total) endedAt = performance.now();
	});
	socket.on('error', fail);
	socket.on('end', () => {
		if (at !== total) fail(new Error(`the sender ended after ${at} of ${total} bytes`));
		if (digestOf(memory) !== fileDigest(file, total))
			fail(new Error('the copy differs from the file'));
		const rate = ((at - startedWith) * 1000) / (endedAt - startedAt);
		printMetrics({ per_s: rate / PAGE_BYTES, bytes_per_s: rate });
	});
}

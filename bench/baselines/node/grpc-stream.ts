/**
 * Host side of a bare grpc-js stream: sends messages of `rows` records in one of the forms of record-forms.ts,
 * at most `window` of them unanswered, to grpc-stream-peer.ts in a process of its own, which answers each.
 * Measures at the host, from before a message is made to after its answer was read and checked.
 *
 * With window=1 and rows=1 it is a ping-pong.
 */

import { type HostCall, serve } from './bare-grpc.js';
import {
	boundLife,
	fail,
	numbersOf,
	type Peer,
	percentiles,
	printMetrics,
	startPeer,
} from './program.js';
import { formOf } from './record-forms.js';
import { STREAM_PARAMETERS } from './stream-parameters.js';

const { numbers: parameters, texts } = numbersOf(
	{
		...STREAM_PARAMETERS,
		count: { value: 20_000, min: 1, max: 10_000_000 },
		warmup: { value: 4000, min: 0, max: 10_000_000 },
	},
	['form'],
);
const formName = texts.get('form') ?? 'bytes';

/** Owns the exchange on one call; `done` is called once, after the last answer. */
class Exchange {
	readonly #call: HostCall;
	readonly #done: (seconds: number, latencies: Float64Array) => void;
	readonly #total = parameters.warmup + parameters.count;
	readonly #form = formOf(formName, parameters);
	readonly #sentAt = new Float64Array(parameters.window);
	readonly #latencies = new Float64Array(parameters.count);
	#sent = 0;
	#answered = 0;
	#startedAt = 0;

	constructor(call: HostCall, done: (seconds: number, latencies: Float64Array) => void) {
		this.#call = call;
		this.#done = done;
		call.on('data', (answer: Buffer) => this.#take(answer));
		call.on('error', fail);
		// grpc-js says `cancelled` at the end of every call.
		for (const event of ['cancelled', 'end'])
			call.on(event, () => {
				if (this.#answered < this.#total)
					fail(new Error(`the peer went after ${this.#answered} of ${this.#total} answers`));
			});
	}

	start(): void {
		this.#startedAt = performance.now();
		while (this.#sent < Math.min(parameters.window, this.#total)) this.#send();
	}

	/** The window bounds what waits in grpc-js, so that `drain` need not be waited for. */
	#send(): void {
		const number = this.#sent++;
		this.#sentAt[number % parameters.window] = performance.now();
		this.#call.write(this.#form.faults(number));
	}

	#take(answer: Buffer): void {
		const number = this.#answered++;
		this.#form.check(answer, number);
		const now = performance.now();
		if (number >= parameters.warmup)
			this.#latencies[number - parameters.warmup] = now - this.#sentAt[number % parameters.window]!;
		else if (number === parameters.warmup - 1) this.#startedAt = now;
		if (this.#answered === this.#total) this.#done((now - this.#startedAt) / 1000, this.#latencies);
		else if (this.#sent < this.#total) this.#send();
	}
}

async function main(): Promise<void> {
	boundLife();
	let peer: Peer | undefined;
	const { server, port } = await serve((call) => {
		const exchange = new Exchange(call, async (seconds, latencies) => {
			call.end();
			await peer?.ended();
			server.forceShutdown();
			printMetrics({
				per_s: (parameters.count * parameters.rows) / seconds,
				batches_per_s: parameters.count / seconds,
				...percentiles(latencies),
			});
		});
		exchange.start();
	}, parameters.plain === 1);
	const { bytes, answer, window, rows, plain } = parameters;
	const form = formName;
	peer = startPeer('grpc-stream-peer', { port, form, rows, window, plain, bytes, answer });
}

process.on('uncaughtException', fail);
main().catch(fail);

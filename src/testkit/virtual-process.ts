import type { Clock, Timer } from '../base/clock.js';
import type { CloseReason, Transport, TransportEvents } from '../wire/transport.js';

/** A transport that can stop taking messages, as the receiving end of a connection in memory can. */
export interface HoldableTransport extends Transport {
	hold(): void;
	release(): void;
}

/**
 * A process on virtual time, as far as a host or an agent can notice that it is one: it can be stopped and continued
 * (SIGSTOP, SIGCONT, a machine that sleeps), while time goes on, and it can die. All that runs in it runs by its clock and its
 * transports:
 *
 *      running --stop--> stopped --continue--> running      any --kill--> dead
 *
 * What falls due while it is stopped runs when it is continued, in the order of falling due, and reads the time as it is
 * then; messages wait in the connection. A dead one runs nothing any more.
 */
export class VirtualProcess {
	readonly clock: Clock;
	readonly #base: Clock;
	#state: 'running' | 'stopped' | 'dead' = 'running';
	#due: (() => void)[] = [];
	readonly #transports = new Set<HoldableTransport>();

	constructor(base: Clock) {
		this.#base = base;
		this.clock = {
			now: () => base.now(),
			after: (ms, fn) => this.#after(ms, fn),
			soon: (fn) => base.soon(() => this.run(fn)),
			afterInput: (fn) => base.afterInput(() => this.run(fn)),
		};
	}

	get stopped(): boolean {
		return this.#state === 'stopped';
	}

	get dead(): boolean {
		return this.#state === 'dead';
	}

	/** Runs `fn` now; when the process is continued, while it is stopped; never, once it is dead. */
	run(fn: () => void): void {
		if (this.#state === 'running') fn();
		else if (this.#state === 'stopped') this.#due.push(fn);
	}

	stop(): void {
		if (this.#state !== 'running') return;
		this.#state = 'stopped';
		for (const transport of this.#transports) transport.hold();
	}

	continue(): void {
		if (this.#state !== 'stopped') return;
		this.#state = 'running';
		const due = this.#due;
		this.#due = [];
		for (const fn of due) this.clock.soon(fn);
		for (const transport of this.#transports) transport.release();
	}

	/** Nothing of it runs from now on. What it was connected to hears what the network says. */
	kill(): void {
		this.#state = 'dead';
		this.#due = [];
		this.#transports.clear();
	}

	/** The transport as this process has it. */
	own(transport: HoldableTransport): Transport {
		return new OwnedTransport(this, transport, this.#transports);
	}

	#after(ms: number, fn: () => void): Timer {
		let cancelled = false;
		const timer = this.#base.after(ms, () =>
			this.run(() => {
				if (!cancelled) fn();
			}),
		);
		return {
			cancel: () => {
				cancelled = true;
				timer.cancel();
			},
		};
	}
}

/** A transport whose events come when its process runs. */
class OwnedTransport implements Transport {
	readonly #process: VirtualProcess;
	readonly #inner: HoldableTransport;
	readonly #all: Set<HoldableTransport>;

	constructor(process: VirtualProcess, inner: HoldableTransport, all: Set<HoldableTransport>) {
		this.#process = process;
		this.#inner = inner;
		this.#all = all;
	}

	get writable(): boolean {
		return this.#inner.writable;
	}

	get peer(): string {
		return this.#inner.peer;
	}

	open(events: TransportEvents): void {
		const process = this.#process;
		this.#all.add(this.#inner);
		this.#inner.open({
			onMessage: (message) => process.run(() => events.onMessage(message)),
			onDrain: () => process.run(() => events.onDrain()),
			onClose: (reason) => {
				this.#all.delete(this.#inner);
				process.run(() => events.onClose(reason));
			},
		});
		if (process.stopped) this.#inner.hold();
	}

	send(message: Uint8Array): boolean {
		// Nothing of a dead process goes out, and nobody is left to wait.
		return this.#process.dead || this.#inner.send(message);
	}

	close(reason?: CloseReason): void {
		if (!this.#process.dead) this.#inner.close(reason);
	}
}

import { run, start } from './shell.js';

/** Names of namespaces and of interfaces (at most 15 characters) are this run's own. */
const RUN = (process.pid % 46_656).toString(36);

/** How long a probe of a connection may take, in seconds. */
const PROBE_S = '0.5';
const MOST_PROBES = 100;

/**
 * A host and machines around it, each in a network namespace of its own and joined to the host by a cable of its own (a
 * pair of virtual Ethernet interfaces), so that what happens to one cable happens to one machine.
 *
 * Every trouble is made by one call and ended by another, and each call looks whether it took effect: a trouble that
 * was not there would prove nothing.
 */
export class Network {
	readonly host = `fl${RUN}-host`;
	readonly #machines: Machine[] = [];

	constructor() {
		run('ip', 'netns', 'add', this.host);
		run('ip', '-n', this.host, 'link', 'set', 'lo', 'up');
	}

	/** Another machine with its cable. */
	machine(name: string, port: number): Machine {
		const machine = new Machine(this.host, name, this.#machines.length, port);
		this.#machines.push(machine);
		return machine;
	}

	/** Takes everything away; processes in it must have ended. */
	remove(): void {
		for (const { namespace } of this.#machines) run('ip', 'netns', 'del', namespace);
		run('ip', 'netns', 'del', this.host);
	}
}

export class Machine {
	readonly namespace: string;
	/** Where the host is reached from here. */
	readonly hostAddress: string;
	readonly #port: number;
	readonly #link: string;
	/** Rules of the packet filter that stand. */
	readonly #rules: string[][] = [];

	constructor(host: string, name: string, index: number, port: number) {
		this.namespace = `fl${RUN}-${name}`;
		this.#port = port;
		this.#link = `fla${RUN}${index}`;
		const hostLink = `flh${RUN}${index}`;
		const subnet = `10.77.${index}`;
		this.hostAddress = `${subnet}.1`;
		run('ip', 'netns', 'add', this.namespace);
		run('ip', 'link', 'add', hostLink, 'type', 'veth', 'peer', 'name', this.#link);
		run('ip', 'link', 'set', hostLink, 'netns', host);
		run('ip', 'link', 'set', this.#link, 'netns', this.namespace);
		run('ip', '-n', host, 'addr', 'add', `${subnet}.1/30`, 'dev', hostLink);
		run('ip', '-n', this.namespace, 'addr', 'add', `${subnet}.2/30`, 'dev', this.#link);
		run('ip', '-n', host, 'link', 'set', hostLink, 'up');
		run('ip', '-n', this.namespace, 'link', 'set', this.#link, 'up');
		run('ip', '-n', this.namespace, 'link', 'set', 'lo', 'up');
	}

	/** Pulls the cable, */
	async unplug(): Promise<void> {
		run('ip', '-n', this.namespace, 'link', 'set', this.#link, 'down');
		await this.#expect(false, 'the cable is out');
	}

	/** and puts it in again. */
	async plug(): Promise<void> {
		run('ip', '-n', this.namespace, 'link', 'set', this.#link, 'up');
		await this.#expect(true, 'the cable is in');
	}

	/** Nothing passes, and nobody is told: no reset, no unreachable, no loss of carrier. */
	async silence(): Promise<void> {
		for (const chain of ['INPUT', 'OUTPUT']) this.#rule(chain, '-j', 'DROP');
		await this.#expect(false, 'everything is dropped');
	}

	async speak(): Promise<void> {
		this.#unrule();
		await this.#expect(true, 'nothing is dropped');
	}

	/** A share of the packets from the host is lost. */
	async drop(share: number): Promise<void> {
		const random = ['-m', 'statistic', '--mode', 'random', '--probability', String(share)];
		this.#rule('INPUT', ...random, '-j', 'DROP');
		for (let probes = 0; this.#dropped() === 0; probes++) {
			if (probes === MOST_PROBES)
				throw new Error(`of ${probes} connections no packet was dropped, at ${share}`);
			await this.#probe();
		}
	}

	async pass(): Promise<void> {
		this.#unrule();
		await this.#expect(true, 'nothing is dropped');
	}

	/** No more than so many kilobits a second leave. */
	async limit(kilobits: number): Promise<void> {
		const rate = `${kilobits}kbit`;
		const shape = ['rate', rate, 'burst', '16kb', 'latency', '100ms'];
		this.#tc('add', 'dev', this.#link, 'root', 'tbf', ...shape);
		await this.#probe();
		const [queue] = JSON.parse(this.#tc('-j', 'show', 'dev', this.#link)) as Queue[];
		const set = queue?.options?.rate;
		if (queue?.kind !== 'tbf' || set !== (kilobits * 1000) / 8)
			throw new Error(`the rate is ${set} of ${queue?.kind} and not ${rate}`);
	}

	async unlimit(): Promise<void> {
		const [queue] = JSON.parse(this.#tc('-s', '-j', 'show', 'dev', this.#link)) as Queue[];
		if (!(queue !== undefined && queue.bytes > 0))
			throw new Error('nothing went through the limit');
		this.#tc('del', 'dev', this.#link, 'root');
		await this.#expect(true, 'there is no limit');
	}

	#tc(...args: string[]): string {
		const flags = args.filter((each) => /^-[a-z]$/.test(each));
		const rest = args.filter((each) => !/^-[a-z]$/.test(each));
		return run('tc', '-n', this.namespace, ...flags, 'qdisc', ...rest);
	}

	#iptables(...args: string[]): string {
		return run('ip', 'netns', 'exec', this.namespace, 'iptables', '-w', ...args);
	}

	#rule(chain: string, ...rule: string[]): void {
		this.#iptables('-A', chain, ...rule);
		this.#rules.push([chain, ...rule]);
	}

	#unrule(): void {
		for (const rule of this.#rules.splice(0)) this.#iptables('-D', ...rule);
	}

	/** Packets that the filter has dropped. */
	#dropped(): number {
		const lines = this.#iptables('-L', 'INPUT', '-v', '-x', '-n').split('\n').slice(2);
		return lines.reduce((sum, line) => sum + (Number(line.trim().split(/\s+/)[0]) || 0), 0);
	}

	/** Whether a connection to the host can be made now. */
	async #probe(): Promise<boolean> {
		const connect = `exec 3<>/dev/tcp/${this.hostAddress}/${this.#port}`;
		const inside = ['netns', 'exec', this.namespace, 'timeout', PROBE_S, 'bash', '-c', connect];
		return (await start('ip', ...inside)).status === 0;
	}

	async #expect(open: boolean, what: string): Promise<void> {
		// A cable that was put in needs a moment, as in the world.
		for (let probes = 0; (await this.#probe()) !== open; probes++)
			if (probes === MOST_PROBES)
				throw new Error(`${this.namespace}: ${what}, and the host is ${open ? 'not ' : ''}reached`);
	}
}

interface Queue {
	readonly kind: string;
	readonly bytes: number;
	readonly options?: { readonly rate?: number };
}

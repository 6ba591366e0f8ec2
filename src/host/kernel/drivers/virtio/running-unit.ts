import type { Clock } from '../../../../base/clock.js';
import { FaultlineError } from '../../../../base/errors.js';
import { SoonOnce } from '../../../../base/soon-once.js';
import type { PhysicalMemory } from '../../../../emulator/memory.js';
import type { Device } from '../../device.js';
import type { Errno } from '../../errno.js';
import type { FaultSource } from '../../fault-source.js';
import type { FrameAllocator } from '../../frames.js';
import type { FirstLevelFormat, SecondLevelFormat } from '../../table/formats.js';
import type { AttachedDevices } from '../shared/attached-devices.js';
import type { FaultReporter } from '../shared/fault-reporter.js';
import type { DriverLog } from '../shared/log.js';
import type { AttachedDevice } from './attached-device.js';
import { Bindings } from './bindings.js';
import type { VirtioCounters } from './counters.js';
import { EventQueue } from './event-queue.js';
import { EVENT_QUEUE, Feature, REQUEST_QUEUE, RequestType } from './layout.js';
import { QueueMemory, queueSize } from './queue-memory.js';
import { RequestQueue } from './request-queue.js';
import { RequestStatus, statusErrno, statusName } from './request-status.js';
import { type ReservedRegion, readProperties } from './requests.js';
import type { Capabilities, VirtioTransport } from './transport.js';

/** log2 of the kernel's page. */
const PAGE_BITS = 12;
/** Properties of an endpoint are no longer than this. */
const MOST_PROPERTY_BYTES = 65_536;
/** Resets of a unit that fails again and again, before it is given up. */
export const MOST_RESETS = 8;

export interface RunningUnitOptions {
	readonly name: string;
	readonly transport: VirtioTransport;
	readonly memory: PhysicalMemory;
	readonly frames: FrameAllocator;
	readonly formats: readonly [FirstLevelFormat, SecondLevelFormat];
	readonly clock: Clock;
	readonly core: FaultReporter;
	readonly source: FaultSource;
	readonly devices: AttachedDevices<AttachedDevice>;
	readonly log: DriverLog;
	readonly counters: VirtioCounters;
	readonly onUnresponsive: ((device: Device) => void) | undefined;
}

/**
 * The unit from start to stop. Owns its memory, and the turns in which its queues are served.
 *
 * When it breaks the rules of a queue, is silent, refuses to take back a translation, or asks for it, it is reset: after
 * that nothing is attached and everything blocked, so that whatever was to be taken back is. Then it is set up
 * again, and what was bound is bound. Whoever waited is told in either case. A unit that fails during that, or for
 * the ninth time, is given up: it stays reset, and `failed`; devices that it may still translate for, because it
 * did not obey even the reset, are told of (`onUnresponsive`).
 */
export class RunningUnit {
	readonly bindings: Bindings;
	/** Given up: nothing behind the unit can be bound any more. */
	failed = false;
	readonly #options: RunningUnitOptions;
	readonly #capabilities: Capabilities;
	readonly #memory: QueueMemory;
	readonly #requests: RequestQueue;
	readonly #events: EventQueue;
	/** `bypass` as it was found. */
	readonly #bypass: boolean;
	#stopped = false;
	readonly #soon: SoonOnce;

	private constructor(options: RunningUnitOptions, capabilities: Capabilities) {
		this.#options = options;
		this.#capabilities = capabilities;
		this.#soon = new SoonOnce(options.clock, () => this.#serve());
		const { transport, memory, frames, clock, core, source, devices, log, counters } = options;
		this.#bypass =
			(capabilities.features & Feature.BYPASS_CONFIG) !== 0 && transport.bypass === true;
		const queues = new QueueMemory(
			memory,
			frames,
			queueSize(transport.mostEntries(REQUEST_QUEUE)),
			queueSize(transport.mostEntries(EVENT_QUEUE)),
			capabilities.probeBytes,
		);
		this.#memory = queues;
		this.#requests = new RequestQueue({
			...{ transport, memory, clock, counters, wake: this.wake },
			queue: queues.requests,
			buffers: queues.requestBuffers,
			properties: queues.properties,
			propertyBytes: capabilities.probeBytes,
			onRefused: (request, status) => {
				if (this.bindings.tolerates(request, status)) return;
				const what = request.type === RequestType.UNMAP ? 'UNMAP' : 'DETACH';
				this.#requests.fail(`it refused ${what}: ${statusName(status)}`);
			},
		});
		this.#events = new EventQueue({
			...{ transport, memory, core, source, devices, log, counters, wake: this.wake },
			queue: queues.events,
			buffers: queues.eventBuffers,
		});
		this.bindings = new Bindings({
			...{ memory, formats: options.formats, capabilities, devices, log, counters },
			requests: this.#requests,
			events: this.#events,
		});
	}

	/** See `VirtioIommuDriver.start`. */
	static start(options: RunningUnitOptions): RunningUnit {
		const { name, transport } = options;
		const lacks = transport.missing();
		if (lacks.length > 0)
			throw new FaultlineError('CONFIG', `virtio-iommu ${name} lacks ${lacks.join(', ')}`);
		transport.reset();
		let memory: QueueMemory | undefined;
		try {
			const capabilities = transport.negotiate();
			const wrong = unusable(capabilities, transport);
			if (wrong !== '') throw new FaultlineError('CONFIG', `virtio-iommu ${name}: ${wrong}`);
			const unit = new RunningUnit(options, capabilities);
			memory = unit.#memory;
			unit.#setUp();
			return unit;
		} catch (error) {
			transport.fail();
			transport.reset();
			memory?.destroy();
			throw error;
		}
	}

	/** Asks for a turn, once, however often it is called: what one turn of the hardware causes is served together. */
	readonly wake = (): void => {
		this.#soon.ask();
	};

	/** Where nothing may be mapped for an endpoint; or ENODEV, EINVAL, EIO. */
	probe(endpoint: number): readonly ReservedRegion[] | Errno {
		const { probeBytes } = this.#capabilities;
		if (probeBytes === 0) return [];
		const { memory, log } = this.#options;
		const requests = this.#requests;
		const bytes = new Uint8Array(probeBytes);
		memory.copyIn(this.#memory.properties, bytes, 0, probeBytes);
		const operation = requests.begin();
		if (requests.broken === '')
			requests.add(operation, {
				type: RequestType.PROBE,
				...{ domain: 0, endpoint, first: 0, last: 0, frame: 0, flags: 0 },
			});
		const status = requests.wait(operation);
		requests.end(operation, () => {});
		this.recoverIfBroken();
		if (status !== RequestStatus.OK) return statusErrno(status);
		memory.copyOut(this.#memory.properties, bytes, 0, probeBytes);
		const { reserved, problem } = readProperties(bytes);
		if (problem !== '') log.say(`properties of endpoint 0x${endpoint.toString(16)}: ${problem}`);
		return reserved;
	}

	/** See `IommuDriver.settle`. */
	settle(done: () => void): void {
		const operation = this.#requests.begin();
		this.#requests.end(operation, () => {
			if (!this.failed) this.#events.drainAll();
			done();
		});
	}

	/** After something that waited for the unit. */
	recoverIfBroken(): void {
		if (this.failed || this.#stopped) return;
		const why = this.#requests.broken || this.#events.broken;
		if (why !== '') this.#recover(why);
	}

	/** Nothing is attached. Whoever waits still is told, in a turn. */
	stop(): void {
		const { transport } = this.#options;
		if (!this.failed) {
			this.#requests.pump();
			this.#events.drainAll();
			if (this.#bypass) transport.bypass = true;
			transport.reset();
		}
		this.#stopped = true;
		this.#requests.reset();
		this.#memory.destroy();
		this.wake();
	}

	#serve(): void {
		if (!this.failed && !this.#stopped) {
			const { transport } = this.#options;
			transport.acknowledge();
			if (transport.needsReset) this.#requests.fail('it asks for a reset');
			this.#requests.pump();
			this.#events.drain();
			this.recoverIfBroken();
		} else if (this.failed) {
			this.#requests.pump();
		}
		this.#requests.deliver();
	}

	/** From agreed features to a unit that runs. Throws INTERNAL when it does not obey. */
	#setUp(): void {
		const { transport } = this.#options;
		const { requests, events } = this.#memory;
		if ((this.#capabilities.features & Feature.BYPASS_CONFIG) !== 0) transport.bypass = false;
		requests.clear();
		this.#events.fill();
		transport.setUpQueue(REQUEST_QUEUE, requests.areas);
		transport.setUpQueue(EVENT_QUEUE, events.areas);
		transport.run();
		this.#events.notify();
	}

	#recover(why: string): void {
		const { transport, counters, core, source, log } = this.#options;
		counters.resets++;
		log.say(`the unit failed: ${why}; it is reset`);
		// What it holds of reports is gone with the reset.
		core.reportEventLoss(source);
		let problem = '';
		try {
			transport.reset();
			this.#requests.reset();
			if (counters.resets > MOST_RESETS) problem = 'it failed too often';
			else {
				transport.negotiate();
				this.#setUp();
				this.bindings.restore();
				problem = this.#requests.broken || this.#events.broken;
			}
		} catch (error) {
			problem = FaultlineError.from(error).message;
		}
		if (problem !== '') this.#giveUp(problem);
	}

	#giveUp(problem: string): void {
		const { transport, devices, log, onUnresponsive } = this.#options;
		this.failed = true;
		let blocked = false;
		try {
			transport.reset();
			blocked = true;
		} catch {
			// It does not obey; that is told below.
		}
		this.#requests.reset();
		this.#requests.fail('it was given up');
		log.say(
			`the unit is given up: ${problem}; ${blocked ? 'all devices behind it are blocked' : 'it does not obey, devices behind it are reset'}`,
		);
		if (!blocked) for (const { device } of [...devices.values()]) onUnresponsive?.(device);
		this.wake();
	}
}

/** Why the driver cannot use a unit with these capabilities; empty: it can. */
function unusable(capabilities: Capabilities, transport: VirtioTransport): string {
	const { granuleBits, probeBytes, firstPage, lastPage, firstDomain, lastDomain } = capabilities;
	if (granuleBits > PAGE_BITS)
		return `its smallest page has ${2 ** granuleBits} bytes, the kernel's has ${2 ** PAGE_BITS}`;
	if (probeBytes > MOST_PROPERTY_BYTES)
		return `its properties take ${probeBytes} bytes, at most ${MOST_PROPERTY_BYTES} can be read`;
	if (lastPage < firstPage) return 'its input range holds no page';
	if (lastDomain < firstDomain) return 'its domain range holds no domain';
	if (queueSize(transport.mostEntries(REQUEST_QUEUE)) < 2)
		return 'its request queue has room for less than a request and its answer';
	if (queueSize(transport.mostEntries(EVENT_QUEUE)) < 1) return 'it has no event queue';
	return '';
}

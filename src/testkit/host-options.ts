import { FaultlineError } from '../base/errors.js';
import type { HostConfigInput, IommuKind } from '../host/config.js';
import { checkMs, checkNames } from './checked.js';
import type { TestHost } from './test-host.js';

/** What a test host is made of; `config` or `devices` is needed. */
export interface StartHostOptions {
	/**
	 * A whole configuration, as in the host's YAML file (docs/operating.md). In memory, `listen` has no meaning; over TCP it is
	 * a free port of the loopback interface unless given.
	 */
	readonly config?: HostConfigInput;
	/** In place of `config`: names of PCI functions with page requests, and the guest that each belongs to. */
	readonly devices?: Readonly<Record<string, string>>;
	/** With `devices`: the IOMMU in front of them; default vtd. */
	readonly iommu?: IommuKind;
	/** How guests reach it: 'memory' (default), or 'tcp' with gRPC over real sockets. */
	readonly transport?: 'memory' | 'tcp';
	/**
	 * 'virtual' (default in memory) moves when the test says so; 'real' is all there is over TCP. Or another host: both have its
	 * time, and guests can be sent from the one to the other.
	 */
	readonly clock?: 'virtual' | 'real' | TestHost;
	/** Its address in memory is `memory:<name>`, and the ids of its sessions begin with the name. Default "host". */
	readonly name?: string;
	/**
	 * Where the test runner takes what is to be done at the end of a test, which then closes the host: `onTestFinished` of vitest,
	 * `(close) => t.after(close)` with node:test. Without it, the test calls `close`.
	 */
	readonly after?: (close: () => Promise<void>) => unknown;
	/**
	 * On the real clock a host that is neither used nor closed for that long, in milliseconds, is taken for forgotten: it is closed,
	 * with a warning, so that it does not keep the test runner alive. Default 30000; 0: never.
	 */
	readonly idleMs?: number;
}

const OPTIONS = [
	...['config', 'devices', 'iommu', 'transport', 'clock', 'name', 'after', 'idleMs'],
];

/** The configuration that the options ask for. Throws CONFIG where they contradict each other. */
export function configOf(options: StartHostOptions): HostConfigInput {
	checkNames('startHost', options, OPTIONS);
	const { config, devices, iommu, transport = 'memory', clock, idleMs } = options;
	if (transport !== 'memory' && transport !== 'tcp')
		throw new FaultlineError(
			'CONFIG',
			`startHost: there is no transport "${transport}"; there is memory, tcp`,
		);
	if (idleMs !== undefined) checkMs('startHost: idleMs', idleMs);
	if (transport === 'tcp' && clock === 'virtual')
		throw new FaultlineError(
			'CONFIG',
			"startHost: sockets know no virtual time; use transport: 'memory' or clock: 'real'",
		);
	if ((config === undefined) === (devices === undefined))
		throw new FaultlineError(
			'CONFIG',
			"startHost: a host needs either a config or devices, for instance { devices: { nic: 'guest-a' } }",
		);
	if (iommu !== undefined && devices === undefined)
		throw new FaultlineError('CONFIG', 'startHost: iommu goes with devices; a config has iommus');
	const given = config ?? shortConfig(devices ?? {}, iommu ?? 'vtd');
	return {
		...{ log_level: 'silent', ...(transport === 'tcp' ? { listen: '127.0.0.1:0' } : {}), ...given },
		// Agents that the test has killed are not waited for at its end.
		sessions: { drain_ms: 500, ...given.sessions },
	};
}

const MEMORY = '256MiB';
const GUEST_MEMORY = '16MiB';
/** Functions of one bus: 32 slots of 8. */
const FUNCTIONS = 256;

function shortConfig(devices: Readonly<Record<string, string>>, kind: IommuKind): HostConfigInput {
	const names = Object.keys(devices);
	const guests = [...new Set(Object.values(devices))];
	if (names.length > FUNCTIONS || guests.length > 8)
		throw new FaultlineError(
			'CONFIG',
			`${names.length} devices of ${guests.length} guests; more than ${FUNCTIONS} or 8 need a config`,
		);
	return {
		memory: MEMORY,
		iommus: [{ name: 'iommu0', kind }],
		guests: guests.map((name) => ({ name, memory: GUEST_MEMORY })),
		devices: names.map((name, i) => ({
			name,
			address: `01:${Math.floor(i / 8)
				.toString(16)
				.padStart(2, '0')}.${i % 8}`,
			guest: devices[name]!,
		})),
	};
}

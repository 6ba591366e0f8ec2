import { systemClock } from '../base/clock.js';
import { loadHostConfig } from '../host/config.js';
import { Host } from '../host/host.js';
import { createLogger } from '../host/ops/log.js';
import type { HostOptions } from './host.js';
import './quiet-grpc.js';
import { onStopSignal } from './signals.js';

/** How long calls may go on after a stop signal before they are ended, in milliseconds. */
const CLOSE_GRACE_MS = 2000;

/** Starts the host that the options ask for; resolves once it serves. A stop signal ends it and the process. */
export async function runHost(options: HostOptions): Promise<void> {
	const config = loadHostConfig(options.config);
	if (options.listen !== undefined) config.listen = options.listen;
	if (options.insecure) config.insecure = true;
	if (options.reflection) config.reflection = true;
	const log = createLogger('faultline-host', options.logLevel ?? config.log_level);
	const end = (host: Host) => {
		host.close(CLOSE_GRACE_MS).then(
			() => process.exit(0),
			(error: unknown) => {
				log.error({ err: error }, 'stopping failed');
				process.exit(1);
			},
		);
	};
	const host: Host = await Host.start(config, {
		clock: systemClock,
		log,
		onDrained: () => end(host),
	});
	for (const address of host.addresses) process.stdout.write(`listening on ${address}\n`);
	process.on('SIGHUP', () => host.reloadCertificates());
	onStopSignal((signal) => {
		log.info({ signal }, 'stopping');
		end(host);
	});
}

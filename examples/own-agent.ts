/**
 * An agent of your own: serves a file, and some anonymous memory behind it, to the devices of a guest.
 *
 *   node --import tsx examples/own-agent.ts <host:port> <guest> <file>
 *
 * A device that is bound to the guest then reads the file by DMA at 0x10000000 under PASID 1, and may write
 * to 1 MiB at 0x20000000. Nothing is loaded before a device asks for it. Ctrl-C leaves the host in good order.
 */
import process from 'node:process';
import type { AgentEvent } from 'faultline/guest';
import {
	AddressSpace,
	Agent,
	connectGrpc,
	FaultlineError,
	filePager,
	zeroPager,
} from 'faultline/guest';

const PAGE = 4096;
const PASID = 1;

const [address, guest, path] = process.argv.slice(2);
if (address === undefined || guest === undefined || path === undefined) {
	console.error('usage: own-agent.ts <host:port> <guest> <file>');
	process.exit(2);
}

/** Says what happens, in one line each. */
function tell(event: AgentEvent): void {
	if (event.type === 'connected')
		console.log(
			`serving ${event.devices.join(', ') || 'no devices yet'} with ${event.frames} frames`,
		);
	else if (event.type === 'assigned') console.log(`serving ${event.device} too`);
	else if (event.type === 'revoked') console.log(`${event.device} is gone: ${event.code}`);
	else if (event.type === 'disconnected' && event.retryInMs !== undefined)
		console.log(
			`${event.error?.message ?? 'the host ended the session'}; again in ${event.retryInMs} ms`,
		);
	else if (event.type === 'pager-error')
		console.log(
			`page 0x${event.address.toString(16)}: ${event.error.code}: ${event.error.message}`,
		);
	else if (event.type === 'lost-dirty') console.log(`${event.pages} pages may have lost writes`);
	else if (event.type === 'refused')
		console.log(`${event.what} refused: ${event.code}: ${event.message}`);
}

try {
	// At most 256 pages are resident at a time: the agent evicts and loads as devices move on.
	const space = new AddressSpace({ name: 'example', residentLimit: 256 });
	const file = filePager(path);
	const length = Math.max(1, Math.ceil(file.size / PAGE)) * PAGE;
	if (file.size > 0) space.map({ address: 0x1000_0000, length, permissions: 'r', pager: file });
	space.map({ address: 0x2000_0000, length: 1 << 20, permissions: 'rw', pager: zeroPager() });

	const agent = new Agent({
		connect: () => connectGrpc(address),
		guest,
		name: 'own-agent',
		spaces: [{ device: '*', pasid: PASID, space }],
		reconnect: { random: Math.random },
		on: tell,
	});
	process.once('SIGINT', () => void agent.stop());
	process.once('SIGTERM', () => void agent.stop());

	await agent.start();
	const error = await agent.closed;
	await space.close();
	const { faults, success, invalid, evictions } = space.counters;
	console.log(
		`${faults} faults, ${success} groups SUCCESS, ${invalid} INVALID, ${evictions} evictions`,
	);
	if (error !== undefined) throw error;
} catch (error) {
	const { code, message } = FaultlineError.from(error);
	console.error(`${code}: ${message}`);
	process.exit(1);
}

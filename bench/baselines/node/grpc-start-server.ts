/** A bare server: prints its port, sends every message of its first call back, and ends with that call. */
import { serve } from './bare-grpc.js';
import { boundLife, fail } from './program.js';

async function main(): Promise<void> {
	boundLife();
	const { server, port } = await serve((call) => {
		call.on('error', fail);
		call.on('data', (message: Buffer) => call.write(message));
		call.on('end', () => {
			call.end();
			server.tryShutdown((error) => {
				if (error !== undefined) fail(error);
			});
		});
	});
	process.stdout.write(`${port}\n`);
}

process.on('uncaughtException', fail);
main().catch(fail);

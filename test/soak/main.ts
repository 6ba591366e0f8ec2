/**
 * `npm run soak`: a host and four agents as real processes over TCP, with devices behind every IOMMU that recovers faults,
 * which copy, write and read all the time while connections are cut, agents are killed, ended and replaced, and devices are
 * reset, taken away and made to fail. Memory, handles and the event loop's delay of each process that lives through it
 * are looked at all the time, and none may grow over the second half. In the end every group was answered once by the
 * hardware's own counts, the data is what it should be by its hashes, and the agents leave nothing behind. Ends with
 * status 1 when not, and with 2 for wrong usage.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { optionsOf, USAGE, UsageError } from './options.js';
import { report, type SoakResult } from './report.js';
import { soak } from './soak.js';

async function main(): Promise<void> {
	const options = optionsOf(process.argv.slice(2));
	if (options.help) {
		console.log(USAGE);
		return;
	}
	if (!existsSync('/proc/self/fd')) throw new UsageError('cannot run here: there is no /proc');
	if (options.samples !== undefined) writeFileSync(options.samples, '');
	const result: SoakResult = await soak(options, (line) => console.error(line));
	console.log(options.json ? JSON.stringify(result) : report(result));
	process.exitCode = result.ok ? 0 : 1;
}

main().catch((error: unknown) => {
	if (error instanceof UsageError) console.error(`soak: ${error.message}\n${USAGE}`);
	else console.error(`soak: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
	process.exit(error instanceof UsageError ? 2 : 1);
});

/**
 * The host of the case that moves page contents: devices read a file's pages by DMA, each its own part of the
 * file in large jobs, with a full window; the agent maps the file. Every page faults by itself. What the
 * devices read is compared with the file by its digest, when the clock has stopped.
 */
import { createHash } from 'node:crypto';
import { BenchHost, type HostShape } from './bench-host.js';
import { expectEqual, finish, parameters } from './child.js';
import { FIRST_PAGE, PAGE_BYTES, PASID } from './layout.js';
import { Profile } from './profile.js';

export interface PagesParameters extends Omit<HostShape, 'guests' | 'pages'> {
	/** Pages that are read in all: a multiple of devices and `jobPages`. */
	readonly pages: number;
	/** Of those, how many go before the clock starts. */
	readonly warmUp: number;
	/** Pages of one DMA job. */
	readonly jobPages: number;
	/** SHA-256 of the file's first `pages` pages. */
	readonly sha256: string;
}

const options = parameters<PagesParameters>();
const { devices, outstanding, pages, warmUp, jobPages, sha256 } = options;
const host = await BenchHost.start({ ...options, guests: 1, pages: pages * 2, usedFrames: pages });

const bytes = Buffer.alloc(pages * PAGE_BYTES, 0xff);
const perDevice = pages / devices;
let done = 0;
let began = 0;
let beganWith = 0;
let ended = 0;
let cpu = process.cpuUsage();
const profile = new Profile('pages-host');

await new Promise<void>((resolve, reject) => {
	/** Reads the device's next job, and so on to the end of its part. */
	const read = (device: number, page: number): void => {
		const at = page * PAGE_BYTES;
		const into = bytes.subarray(at, at + jobPages * PAGE_BYTES);
		host.functions[device]!.dma.read(PASID, FIRST_PAGE * PAGE_BYTES + at, into, (error) => {
			if (error !== undefined) return reject(new Error(error.message));
			done += jobPages;
			if (began === 0 && done >= warmUp) {
				began = performance.now();
				beganWith = done;
				profile.begin();
				cpu = process.cpuUsage();
			}
			if (done === pages) {
				ended = performance.now();
				cpu = process.cpuUsage(cpu);
				profile.end();
				resolve();
			}
			const next = page + outstanding;
			if (next < (device + 1) * perDevice) read(device, next);
		});
	};
	for (let device = 0; device < devices; device++)
		for (let first = 0; first < Math.min(outstanding, perDevice); first += jobPages)
			read(device, device * perDevice + first);
});

const sessions = host.sessions();
await host.measured();
expectEqual('SHA-256 of the pages read', createHash('sha256').update(bytes).digest('hex'), sha256);
host.verify(pages);
const measured = pages - beganWith;
finish({
	per_s: (measured / (ended - began)) * 1000,
	bytes_per_s: ((measured * PAGE_BYTES) / (ended - began)) * 1000,
	rows_per_message: sessions.rows / sessions.messagesOut,
	pages_per_message_up: sessions.rows / sessions.messagesIn,
	host_cpu_ns: ((cpu.user + cpu.system) / measured) * 1000,
	accesses: pages,
	elapsed_ms: ended - began,
	max_rss_mib: process.resourceUsage().maxRSS / 1024,
});

import { createHash, randomFillSync } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TlsPaths } from '../../src/guest/index.js';
import type { BenchCase, RunContext } from '../contract.js';
import { runFleet } from '../processes/fleet.js';
import { PAGE_BYTES } from '../processes/layout.js';
import type { PagesParameters } from '../processes/pages-host.js';
import { atLeast, perSecond } from './judge.js';

const DEVICES = 8;
const OUTSTANDING = 512;
const JOB_PAGES = 64;

const pagesOf = ({ short }: RunContext): number => (short ? 4096 : 65_536);

/** The file that the case and its baselines serve, and its digest; made once. */
const files = new Map<string, { path: string; sha256: string }>();
function pageFile(context: RunContext): { path: string; sha256: string } {
	const path = join(context.folder, 'pages.bin');
	let file = files.get(path);
	if (file === undefined || !existsSync(path)) {
		// Random, so that no page equals another.
		const bytes = randomFillSync(Buffer.allocUnsafe(pagesOf(context) * PAGE_BYTES));
		writeFileSync(path, bytes);
		file = { path, sha256: createHash('sha256').update(bytes).digest('hex') };
		files.set(path, file);
	}
	return file;
}

const userfaultfd = (context: RunContext) => ({
	pages: Math.min(pagesOf(context), 20_000),
	file: pageFile(context).path,
});

/** Runs a host whose devices read the file's pages, and an agent that maps it; `tls` for both of them. */
export function runPages(
	context: RunContext,
	tls?: { readonly host: TlsPaths; readonly agent: TlsPaths },
) {
	const { path, sha256 } = pageFile(context);
	const all = pagesOf(context);
	const parameters: PagesParameters = {
		devices: DEVICES,
		outstanding: OUTSTANDING,
		pages: all,
		warmUp: all / 8,
		jobPages: JOB_PAGES,
		sha256,
		...(tls === undefined ? {} : { tls: tls.host }),
	};
	return runFleet(
		{
			...{ host: 'pages-host', parameters, guests: 1, areaPages: all, file: path },
			...(tls === undefined ? {} : { agentTls: tls.agent }),
		},
		context,
	);
}

export const pages: BenchCase = {
	name: 'pages',
	what: 'pages of 4 KiB a second, from a file',
	measures: `pages of 4 KiB a second that fault and come from a file; ${DEVICES} devices with ${OUTSTANDING} outstanding each, contents compared`,
	goal: 'at least 5 times C userfaultfd with a TCP page server (`uffd-tcp`), and 0.5 of a bare TCP copy in Node (`tcp-copy`)',
	remark:
		'`uffd-tcp` is the plain form and decides: one thread touches page after page, a handler thread fetches each over TCP, and the scheduler places them. `uffd-tcp-one-cpu` keeps its processes on one CPU, `uffd-tcp-8-threads` touches with eight threads at a time, so that faults wait together and are fetched together, as ours are.',
	headline: ['per_s', 'bytes_per_s', 'pages_per_message_up', 'host_cpu_ns', 'agents_cpu_ns'],
	deciding: ['uffd-tcp', 'tcp-copy'],
	baselines: [
		{ name: 'uffd-tcp', parameters: userfaultfd, ratio: perSecond },
		{ name: 'uffd-tcp-one-cpu', parameters: userfaultfd, ratio: perSecond },
		{ name: 'uffd-tcp-8-threads', parameters: userfaultfd, ratio: perSecond },
		{
			name: 'tcp-copy',
			parameters: (context) => ({ pages: pagesOf(context), file: pageFile(context).path }),
			ratio: perSecond,
		},
		{
			name: 'grpc-copy',
			parameters: (context, own) => ({
				pages: pagesOf(context),
				file: pageFile(context).path,
				batch: Math.round(own['pages_per_message_up']!),
				answer: Math.round(own['bytes_per_message_down']!),
			}),
			ratio: perSecond,
		},
	],
	run: (context) => runPages(context),
	met: (ratios) => atLeast([ratios['uffd-tcp'], 5], [ratios['tcp-copy'], 0.5]),
};

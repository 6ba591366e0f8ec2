import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { FaultlineError } from '../../base/errors.js';
import type { ControlClient } from '../client.js';
import { COPY, type Lane } from './layout.js';
import {
	type Check,
	check,
	fromWorkload,
	increase,
	type OnProgress,
	type SceneResult,
	same,
} from './scene.js';

/** How long the target's guest may take to write everything back, in milliseconds. */
const SYNC_MS = 300_000;

export interface CopyOptions {
	readonly client: ControlClient;
	/** The file that guest A maps, as this process sees it. */
	readonly source: string;
	/** The file that guest B writes back to, as this process sees it. */
	readonly target: string;
	/** The devices that move the bytes. */
	readonly lane: Lane;
	/** The IOMMU in front of them, as the host says. */
	readonly iommu: string;
	/** Called when nothing is resident: what an earlier copy left in the target may go. */
	readonly prepare: () => void;
	/** Bytes that each guest may keep resident, when known; then eviction must have happened. */
	readonly residentBytes: number | undefined;
	readonly onProgress: OnProgress;
}

/**
 * One device reads guest A's file by DMA, another writes the same bytes into guest B's memory, B writes
 * them back to its file. Nothing is resident when it starts. The hashes of the source, of what the devices moved and of the target must agree.
 */
export async function runCopyScene(options: CopyOptions): Promise<SceneResult> {
	const { client, lane } = options;
	const length = fileSize(options.source);
	const source = await sha256(options.source, length);
	await client.sync(COPY.sourceGuest, SYNC_MS, true);
	await client.sync(COPY.targetGuest, SYNC_MS, true);
	options.prepare();
	const before = await client.guests();
	const result = await client.run(
		{
			copy: {
				from: { device: lane.readDevice, pasid: COPY.pasid, address: COPY.sourceAddress },
				to: { device: lane.writeDevice, pasid: COPY.pasid, address: COPY.targetAddress },
				length,
			},
			progressMs: 200,
		},
		(progress) => options.onProgress('copy', progress),
	);
	const held = (await client.device(lane.readDevice)).pri === 'stall';
	await client.sync(COPY.targetGuest, SYNC_MS);
	const target = await sha256(options.target, length);
	const after = await client.guests();
	const evictionsOf = (guest: string) => increase(before, after, guest, 'evictions');
	const writebacks = increase(before, after, COPY.targetGuest, 'writebacks');

	const pages = Math.ceil(length / 4096);
	const answered = result.responsesSuccess + result.responsesInvalid + result.responsesFailure;
	const checks: Check[] = [
		check('workload', result.ok, result.ok ? 'ok' : result.message),
		same('bytes', result.bytes, length),
		same('faults are recovered by', held ? 'stall' : 'pri', lane.mode),
		same('sha256 of what the devices moved', result.sha256, source),
		same('sha256 of the target', target, source),
		check(
			'every page faulted on both sides',
			result.faults >= 2 * pages,
			`${result.faults} faults for ${2 * pages} pages`,
		),
		same('every group was answered', answered, result.groups),
		same('no INVALID or FAILURE', result.responsesInvalid + result.responsesFailure, 0),
		check(
			'every page was written back',
			writebacks >= pages,
			`${writebacks} write-backs of ${pages} pages`,
		),
	];
	if (options.residentBytes !== undefined && options.residentBytes < length)
		for (const guest of [COPY.sourceGuest, COPY.targetGuest]) {
			const least = pages - Math.ceil(options.residentBytes / 4096);
			const evicted = evictionsOf(guest);
			checks.push(
				check(
					`guest ${guest} evicted`,
					evicted >= least,
					`${evicted} evictions, at least ${least}`,
				),
			);
		}
	return {
		name: 'copy',
		iommu: options.iommu,
		mode: lane.mode,
		ok: checks.every((each) => each.ok),
		...fromWorkload(result),
		evictions: evictionsOf(COPY.sourceGuest) + evictionsOf(COPY.targetGuest),
		writebacks,
		sha256: { source, device: result.sha256, target },
		checks,
	};
}

function fileSize(path: string): number {
	try {
		const stats = statSync(path);
		if (!stats.isFile() || stats.size === 0)
			throw new FaultlineError('CONFIG', `${path} is no file with bytes in it`);
		return stats.size;
	} catch (error) {
		throw FaultlineError.from(error, 'CONFIG');
	}
}

async function sha256(path: string, length: number): Promise<string> {
	const hash = createHash('sha256');
	await pipeline(createReadStream(path, { end: length - 1 }), hash);
	return hash.digest('hex');
}

import { statSync } from 'node:fs';
import { FaultlineError } from '../../base/errors.js';
import { formatSize } from '../../base/units.js';
import { iommuKindName } from '../../wire/device-kinds.js';
import { ControlClient } from '../client.js';
import { sizeOption } from '../range-option.js';
import { securityOf } from '../security.js';
import { onStopSignal } from '../signals.js';
import type { DemoOptions } from './command.js';
import { runCopyScene } from './copy-scene.js';
import { COPY, DEFAULT_IOMMU, type Lane, lanesOf, TRACE } from './layout.js';
import { LocalFleet } from './local-fleet.js';
import { Reporter } from './report.js';
import type { SceneResult } from './scene.js';
import { runTraceScene } from './trace-scene.js';

/** How long the demo waits for the guests of a host that it did not start, in milliseconds. */
const GUESTS_MS = 60_000;

const MIN_RESIDENT = 1024 ** 2;
const MAX_RESIDENT = 1024 ** 3;

/**
 * Runs the scenes, tells of them, and sets the exit status. `residentTold` says whether the options name what a guest may
 * keep resident, or hold the default.
 */
export async function runDemo(options: DemoOptions, residentTold: boolean): Promise<void> {
	const reporter = new Reporter(options.json === true);
	let result: DemoResult;
	try {
		result = await (options.connect === undefined
			? runLocal(options, reporter)
			: runConnected(options, options.connect, residentTold, reporter));
	} catch (thrown) {
		const { code, message } = FaultlineError.from(thrown);
		// Whoever asked for JSON gets it, also when the scenes could not be run; wrong usage is told as ever.
		if (options.json !== true || code === 'CONFIG') throw thrown;
		result = { ok: false, scenes: [], problems: [`${code}: ${message}`] };
	}
	if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
	else reporter.say(result.ok ? 'Every check held.' : 'Not every check held.');
	if (!result.ok) process.exitCode = 1;
}

interface DemoResult {
	readonly ok: boolean;
	readonly scenes: SceneResult[];
	/** What went wrong outside the scenes. */
	readonly problems: string[];
}

async function runLocal(options: DemoOptions, reporter: Reporter): Promise<DemoResult> {
	const residentBytes = sizeOption('--resident', options.resident);
	if (residentBytes < MIN_RESIDENT || residentBytes > MAX_RESIDENT)
		throw new FaultlineError(
			'CONFIG',
			`--resident ${options.resident}: it must be 1MiB (so that all pages of the trace can stay) to 1GiB`,
		);
	checkFile('--file', options.file);
	const lanes = lanesOf(options.iommu ?? DEFAULT_IOMMU);
	reporter.say(
		`Starting a host and two guest agents; each guest keeps at most ${formatSize(residentBytes)} resident.`,
	);
	const fleet = new LocalFleet({ source: options.file, residentBytes, lanes });
	onStopSignal(() => {
		void fleet.stop().finally(() => process.exit(130));
	});
	let scenes: SceneResult[] = [];
	let problems: string[] = [];
	try {
		const address = await fleet.start();
		const { target } = fleet;
		const prepare = () => fleet.clearTarget();
		scenes = await runScenes({ options, address, target, residentBytes, lanes, prepare, reporter });
	} finally {
		problems = await fleet.stop();
		for (const problem of problems) reporter.say(problem);
	}
	return { ok: problems.length === 0 && scenes.every((each) => each.ok), scenes, problems };
}

async function runConnected(
	options: DemoOptions,
	address: string,
	residentTold: boolean,
	reporter: Reporter,
): Promise<DemoResult> {
	if (options.target === undefined)
		throw new FaultlineError('CONFIG', '--connect needs --target: the file that guest b writes to');
	checkFile('--file', options.file);
	checkFile('--target', options.target);
	const { target } = options;
	const residentBytes = residentTold ? sizeOption('--resident', options.resident) : undefined;
	const lanes = lanesOf(options.iommu ?? DEFAULT_IOMMU);
	// The target is its guest's alone: this process only reads it.
	const prepare = () => {};
	const scenes = await runScenes({
		options,
		address,
		target,
		residentBytes,
		lanes,
		prepare,
		reporter,
	});
	return { ok: scenes.every((each) => each.ok), scenes, problems: [] };
}

interface Scenes {
	readonly options: DemoOptions;
	readonly address: string;
	readonly target: string;
	readonly residentBytes: number | undefined;
	readonly lanes: readonly Lane[];
	/** Called before each copy, when nothing is resident. */
	readonly prepare: () => void;
	readonly reporter: Reporter;
}

/** A copy in each lane, and the trace in the first that has a device for it. */
async function runScenes(parts: Scenes): Promise<SceneResult[]> {
	const { options, lanes, reporter } = parts;
	const client = new ControlClient(
		parts.address,
		options.connect === undefined ? {} : securityOf(options),
	);
	try {
		await guestsServe(client, lanes);
		const onProgress = reporter.progress;
		const iommuOf = async (device: string) =>
			iommuKindName((await client.device(device)).iommuKind);
		const scenes: SceneResult[] = [];
		if (options.scene !== 'trace')
			for (const lane of lanes) {
				const iommu = await iommuOf(lane.readDevice);
				reporter.say(
					`Copying ${options.file} from guest a to guest b by ${lane.readDevice} and ${lane.writeDevice}.`,
				);
				const { target, residentBytes, prepare } = parts;
				const source = options.file;
				const copy = { client, source, target, lane, iommu, prepare, residentBytes, onProgress };
				scenes.push(await runCopyScene(copy));
				reporter.result(scenes[scenes.length - 1] as SceneResult);
			}
		const device = lanes.find((lane) => lane.traceDevice !== undefined)?.traceDevice;
		if (options.scene !== 'copy' && device !== undefined) {
			reporter.say(`Replaying a recorded trace of a real program on ${device}.`);
			const iommu = await iommuOf(device);
			scenes.push(await runTraceScene({ client, device, iommu, onProgress }));
			reporter.result(scenes[scenes.length - 1] as SceneResult);
		}
		return scenes;
	} finally {
		client.close();
	}
}

/** Waits until the lanes' devices are served, with their PASIDs bound. */
async function guestsServe(client: ControlClient, lanes: readonly Lane[]): Promise<void> {
	const wanted: [string, number][] = lanes.flatMap(({ readDevice, writeDevice, traceDevice }) => [
		[readDevice, COPY.pasid] as [string, number],
		[writeDevice, COPY.pasid],
		...(traceDevice === undefined ? [] : [[traceDevice, TRACE.pasid] as [string, number]]),
	]);
	let missing = wanted;
	await client.watch(
		100,
		(snapshot) => {
			missing = wanted.filter(
				([name, pasid]) =>
					!snapshot.devices.some((d) => d.name === name && d.pasids?.includes(pasid) === true),
			);
			return missing.length > 0;
		},
		AbortSignal.timeout(GUESTS_MS),
	);
	if (missing.length > 0)
		throw new FaultlineError(
			'NO_AGENT',
			`host ${client.address}: no agent serves ${missing.map(([n, p]) => `${n} with PASID ${p}`).join(', ')}`,
		);
}

/** Throws CONFIG unless there is a regular file. */
function checkFile(option: string, path: string): void {
	const found = statSync(path, { throwIfNoEntry: false });
	if (found === undefined) throw new FaultlineError('CONFIG', `${option} ${path} does not exist`);
	if (!found.isFile())
		throw new FaultlineError('CONFIG', `${option} ${path} is no regular file, as it must be`);
	if (option === '--file' && found.size === 0)
		throw new FaultlineError('CONFIG', `--file ${path} is empty: there is nothing to copy`);
}

import { expect, test } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import { parseHostConfig } from '../../../src/host/config.js';
import { Machine } from '../../../src/host/machine.js';
import { WorkloadRunner } from '../../../src/host/workloads.js';
import { faultline } from '../../../src/wire/generated/faultline.js';

test.each([
	[0, 500],
	[1, 20],
	[700, 700],
	[2 ** 32 - 1, 3_600_000],
])('progress asked for each %i ms comes each %i ms', (progressMs, expected) => {
	const clock = new VirtualClock();
	const config = parseHostConfig({
		memory: '16MiB',
		devices: [{ name: 'd0', address: '01:00.0' }],
	});
	const { endpoints } = new Machine(config, clock);
	// The workload's own turn never comes, so that it is still running when the timer fires.
	const held = {
		now: () => clock.now(),
		after: clock.after.bind(clock),
		soon: () => {},
		afterInput: () => {},
	};
	const runner = new WorkloadRunner({ clock: held, endpoints, soon: () => {}, limit: 1 });
	let progress = 0;
	const request = faultline.v1.RunWorkloadRequest.create({
		trace: { device: 'd0', pasid: 1, page: [1], access: [1] },
		progressMs,
	});
	const onProgress = () => {
		progress++;
	};
	runner.run(request, onProgress, () => {});
	clock.advance(expected - 1);
	expect(progress).toBe(0);
	clock.advance(1);
	expect(progress).toBe(1);
});

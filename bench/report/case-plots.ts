import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOADS } from '../cases/latency-under-load.js';
import { COUNTS } from '../cases/scale-devices.js';
import { AGENTS } from '../cases/scale-guests.js';
import type { CaseDetail, ResultsFile } from '../contract.js';
import { draw, latencyOverLoad, overSizes, rates } from './plots.js';

/** Writes an SVG for each case that has a plot into the folder. */
export async function writePlots(file: ResultsFile, folder: string): Promise<void> {
	mkdirSync(folder, { recursive: true });
	for (const detail of file.cases) {
		const option = plotOf(detail);
		if (option !== undefined)
			writeFileSync(join(folder, plotName(detail.name)), await draw(option));
	}
}

export const hasPlot = (detail: CaseDetail): boolean => plotOf(detail) !== undefined;

export const plotName = (name: string): string => `${name}.svg`;

function plotOf(detail: CaseDetail): Parameters<typeof draw>[0] | undefined {
	const at = (key: string, sizes: readonly number[]) =>
		sizes.map((size) => detail.metrics[`${key}_at_${size}`]!);
	switch (detail.name) {
		case 'relay':
			return rates('Faults a second, whole way, no payload', detail, ['grpc-bytes']);
		case 'pages':
			return rates('Pages of 4 KiB a second from a file', detail);
		case 'latency-under-load':
			return latencyOverLoad('Latency of a fault against offered load', detail, LOADS);
		case 'scale-devices':
			return overSizes('Cost of a fault by number of devices', COUNTS, at('fault_ns', COUNTS), {
				x: 'devices',
				y: 'ns',
			});
		case 'scale-guests':
			return overSizes('Faults a second by number of agents', AGENTS, at('per_s', AGENTS), {
				x: 'agents',
				y: '/s',
			});
		default:
			return undefined;
	}
}

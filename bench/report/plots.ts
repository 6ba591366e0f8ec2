import type { EChartsOption } from 'echarts';
import type { CaseDetail } from '../contract.js';

const WIDTH = 760;
const HEIGHT = 400;
const OURS = '#1f6fb4';
const THEIRS = '#9aa5ad';

/** A plot as an SVG text, drawn by echarts without a browser. */
export async function draw(option: EChartsOption): Promise<string> {
	// Loaded only here: the suite itself does not need it.
	const { init } = await import('echarts');
	const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
	chart.setOption({
		animation: false,
		backgroundColor: '#ffffff',
		color: [OURS, '#d1622b', '#3b8c4a', '#7a5195'],
		textStyle: { fontFamily: 'sans-serif' },
		...option,
	});
	const svg = chart.renderToSVGString();
	chart.dispose();
	return `${svg}\n`;
}

/** Rates of a case beside its baselines', as bars; those of `apart`, which would dwarf them, only as text. */
export function rates(
	title: string,
	detail: CaseDetail,
	apart: readonly string[] = [],
): EChartsOption {
	const all: [string, number][] = Object.entries(detail.baselines).map(([name, metrics]) => [
		name,
		Math.round(metrics['per_s']!),
	]);
	const bars = all.filter(([name]) => !apart.includes(name));
	bars.unshift(['Faultline', Math.round(detail.metrics['per_s']!)]);
	bars.reverse();
	const beside = all
		.filter(([name]) => apart.includes(name))
		.map(([name, value]) => `not drawn: ${name}, ${value.toLocaleString('en-US')}/s`);
	return {
		title: { text: title, subtext: beside.join('; '), left: 'center' },
		grid: { left: 160, right: 90, top: 65, bottom: 40 },
		xAxis: { type: 'value', name: '/s' },
		yAxis: { type: 'category', data: bars.map(([name]) => name) },
		series: [
			{
				type: 'bar',
				data: bars.map(([name, value]) => ({
					value,
					itemStyle: { color: name === 'Faultline' ? OURS : THEIRS },
				})),
				label: {
					show: true,
					position: 'right',
					formatter: ({ value }) => Number(value).toLocaleString('en-US'),
				},
			},
		],
	};
}

/** Latency over load: one line for each percentile. */
export function latencyOverLoad(
	title: string,
	detail: CaseDetail,
	loads: readonly number[],
): EChartsOption {
	const line = (name: string, key: string) => ({
		name,
		type: 'line' as const,
		data: loads.map((load) => [load, detail.metrics[`${key}_us_at_${load}`]! / 1000]),
	});
	return {
		title: { text: title, left: 'center' },
		legend: { bottom: 0 },
		grid: { left: 80, right: 40, top: 50, bottom: 80 },
		xAxis: { type: 'value', name: '% of maximum', nameLocation: 'middle', nameGap: 28, max: 100 },
		yAxis: { type: 'log', name: 'ms' },
		series: [line('p50', 'p50'), line('p99', 'p99'), line('p99.9', 'p999')],
	};
}

/** A figure of a case at several sizes. */
export function overSizes(
	title: string,
	sizes: readonly number[],
	values: readonly number[],
	names: { x: string; y: string },
): EChartsOption {
	return {
		title: { text: title, left: 'center' },
		grid: { left: 90, right: 40, top: 50, bottom: 60 },
		xAxis: { type: 'log', name: names.x, nameLocation: 'middle', nameGap: 30 },
		yAxis: { type: 'value', name: names.y, min: 0 },
		series: [{ type: 'line', data: sizes.map((size, i) => [size, values[i]!]) }],
	};
}

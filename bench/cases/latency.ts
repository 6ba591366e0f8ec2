import type { BenchCase } from '../contract.js';
import { atMost, medianLatency } from './judge.js';
import { runRelay } from './relay.js';

export const latency: BenchCase = {
	name: 'latency',
	what: 'one fault at a time, p50',
	measures: 'time of one access that faults, from its begin to the retry that hit, one at a time',
	goal: 'p50 at most 1.25 of a bare grpc-js ping-pong with the same bytes (`grpc-pingpong`)',
	remark:
		'`grpc-pingpong` sends ready-made messages of the same lengths; the others say how much of its time is gRPC and how much is waking another process.',
	headline: ['p50_us', 'p99_us', 'p999_us'],
	deciding: ['grpc-pingpong'],
	baselines: [
		{
			name: 'grpc-pingpong',
			parameters: ({ short }, own) => ({
				bytes: Math.round(own['bytes_per_message_down']!),
				answer: Math.round(own['bytes_per_message_up']!),
				count: short ? 500 : 10_000,
				warmup: short ? 100 : 2000,
			}),
			ratio: medianLatency,
		},
		{
			name: 'tcp-pingpong',
			parameters: ({ short }) => ({ count: short ? 500 : 20_000, warmup: short ? 100 : 2000 }),
			ratio: medianLatency,
		},
		{
			name: 'cpp-grpc-pingpong',
			parameters: ({ short }) => ({ count: short ? 500 : 10_000, warmup: short ? 100 : 2000 }),
			ratio: medianLatency,
		},
	],
	run: (context) =>
		runRelay(
			{
				devices: 1,
				outstanding: 512,
				guests: 1,
				window: 1,
				rotate: false,
				warmUp: context.short ? 100 : 2000,
				count: context.short ? 500 : 10_000,
				each: true,
			},
			context,
		),
	met: (ratios) => atMost([ratios['grpc-pingpong'], 1.25]),
};

import { defineConfig } from 'vitest/config';

/**
 * The suites by what they need; test/README.md says more. Their time-outs are there for what hangs: a test that takes
 * milliseconds on its own takes seconds on a machine that others use.
 */
export default defineConfig({
	test: {
		projects: [
			{
				test: {
					name: 'unit',
					include: ['test/unit/**/*.test.ts'],
					testTimeout: 30_000,
					hookTimeout: 30_000,
				},
			},
			{
				test: {
					name: 'conformance',
					include: ['test/conformance/**/*.test.ts'],
					testTimeout: 30_000,
					hookTimeout: 30_000,
				},
			},
			{ test: { name: 'property', include: ['test/property/**/*.test.ts'], testTimeout: 60_000 } },
			{ test: { name: 'fuzz', include: ['test/fuzz/**/*.test.ts'], testTimeout: 120_000 } },
			{ test: { name: 'examples', include: ['examples/**/*.test.ts'] } },
			{
				test: {
					name: 'simulation',
					include: ['test/simulation/**/*.test.ts'],
					testTimeout: 120_000,
				},
			},
			{
				test: {
					name: 'integration',
					include: ['test/integration/**/*.test.ts'],
					pool: 'forks',
					testTimeout: 60_000,
					hookTimeout: 60_000,
				},
			},
			{
				test: {
					name: 'e2e',
					include: ['test/e2e/**/*.test.ts'],
					pool: 'forks',
					testTimeout: 180_000,
					hookTimeout: 180_000,
				},
			},
		],
	},
});

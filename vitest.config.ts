import { defineConfig } from 'vitest/config';

/**
 * `unit` needs nothing built; `site` the built pages, and says so; `world` and `fidelity` the runtime bundle, which they build where it is
 * stale. A world boots an interpreter per side. `fidelity` starts real servers. Times out what hangs, and nothing that is slow on a busy machine.
 */
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          // Property tests take their time on a busy machine.
          testTimeout: 30_000,
          include: ['tests/{unit,content}/**/*.test.{ts,tsx}'],
          exclude: ['tests/content/site/**'],
        },
      },
      {
        test: {
          name: 'site',
          globalSetup: 'tests/content/site/setup.ts',
          include: ['tests/content/site/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'world',
          globalSetup: 'tests/world/setup.ts',
          include: ['tests/world/**/*.test.ts'],
          testTimeout: 400_000,
          hookTimeout: 400_000,
        },
      },
      // A real Firefox on the built site.
      {
        test: {
          name: 'browsers',
          globalSetup: 'tests/content/site/setup.ts',
          include: ['tests/browsers/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      // Parts of published suites, each in an interpreter of its own, whose sources are fetched once.
      {
        test: {
          name: 'conformance',
          include: ['tests/conformance/*.test.ts'],
          testTimeout: 400_000,
          hookTimeout: 400_000,
        },
      },
      // Real servers and their clock: one file after the other, with nothing beside it.
      {
        test: {
          name: 'fidelity',
          globalSetup: 'tests/world/setup.ts',
          include: ['tests/fidelity/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});

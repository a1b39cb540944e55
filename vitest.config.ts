import { defineConfig } from 'vitest/config';

/** Pure parts run in parallel; a world boots an interpreter per side, so its tests get a longer limit. */
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      { test: { name: 'unit', include: ['tests/{unit,content}/**/*.test.{ts,tsx}'] } },
      {
        test: {
          name: 'world',
          include: ['tests/world/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});

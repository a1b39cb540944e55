/** The tests that mutants run against: those of pure code. Tests that start processes would only take their time. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/unit/**/*.test.{ts,tsx}', 'tests/content/*.test.ts'],
    exclude: ['tests/unit/{cli,faults,licences,load-lab,nothing-lost,replay-*}.test.ts', 'tests/content/ui.test.ts'],
    testTimeout: 30_000,
    isolate: false,
  },
});

/**
 * The tests that mutants run against: those of pure code. Those that start processes, fill a disk or play a thousand sequences would only take
 * their time. All of one change run in one process: to begin one for each file takes longer than the tests.
 */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/unit/**/*.test.{ts,tsx}', 'tests/content/*.test.ts'],
    exclude: ['tests/unit/{cli,faults,licences,load-lab,nothing-lost,replay-*}.test.ts', 'tests/content/ui.test.ts'],
    testTimeout: 30_000,
    isolate: false,
  },
});

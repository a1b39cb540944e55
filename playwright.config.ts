import { defineConfig, devices } from '@playwright/test';
import { quickBrowser } from './tests/e2e/browser.ts';

// Two checkouts of the project can be tested at once, on ports of their own.
const port = Number(process.env['TEST_PORT'] ?? 4329);

/** The built site in a real browser, at the root of a host and below a path. Nothing is retried: a flaky test is a failure. */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: '.cache/e2e',
  workers: 2,
  fullyParallel: true,
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 120_000,
  // Two pages and their engines share what the machine has.
  expect: { timeout: 30_000 },
  reporter: 'list',
  use: {
    ...devices['Desktop Chrome'],
    baseURL: `http://localhost:${String(port)}`,
    launchOptions: quickBrowser,
    // A recording of every step costs a tenth of the time; `--trace retain-on-failure` shows what a failing test saw.
    trace: 'off',
  },
  webServer: {
    command: `"${process.execPath}" tests/e2e/server.ts ${String(port)}`,
    port,
    reuseExistingServer: false,
  },
});

/** One page of a real Firefox with a new profile, without a window. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bidi } from './bidi.ts';

/** Milliseconds within which a start is over, or a script that waits for engines has ended, on a slow machine. */
const longestStart = 60_000;
const longestScript = 300_000;

interface Evaluated {
  type: 'success' | 'exception';
  result?: { value?: unknown };
  exceptionDetails?: { text: string };
}

interface LogEntry {
  level: string;
  text: string | null;
}

export interface FirefoxPage {
  goto: (address: string) => Promise<void>;
  /** Calls a function in the page that needs nothing from around it; text goes in and comes out. */
  call: (of: (text: string) => Promise<string>, text: string) => Promise<string>;
  /** Warnings, errors and whatever was thrown, so far. */
  readonly complaints: readonly string[];
  close: () => Promise<void>;
}

export async function startFirefox(program: string): Promise<FirefoxPage> {
  const profile = await mkdtemp(join(tmpdir(), 'waitlab-firefox-'));
  const browser = spawn(program, ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // Debian's root has no home that Firefox would take for its own.
    env: { ...process.env, HOME: profile },
  });
  const ended = new Promise((resolve) => browser.once('exit', resolve));
  const address = await new Promise<string>((resolve, reject) => {
    let said = '';
    const late = setTimeout(() => {
      reject(new Error(`Firefox has not started: ${said}`));
    }, longestStart);
    browser.once('error', reject);
    browser.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const found = /WebDriver BiDi listening on (ws:\S+)/.exec(said)?.[1];
      if (found === undefined) return;
      clearTimeout(late);
      resolve(found);
    });
  });
  const bidi = await Bidi.connect(address);
  const { contexts } = (await bidi.send('browsingContext.getTree', {})) as { contexts: { context: string }[] };
  const context = contexts[0]?.context;
  const complaints: string[] = [];
  await bidi.listen('log.entryAdded', (params) => {
    const { level, text } = params as LogEntry;
    if (level === 'warn' || level === 'error') complaints.push(`${level}: ${String(text)}`);
  });

  return {
    complaints,
    async goto(url) {
      await bidi.send('browsingContext.navigate', { context, url, wait: 'complete' });
    },
    async call(of, text) {
      const answer = (await bidi.send(
        'script.callFunction',
        {
          functionDeclaration: of.toString(),
          arguments: [{ type: 'string', value: text }],
          target: { context },
          awaitPromise: true,
        },
        longestScript,
      )) as Evaluated;
      if (answer.type === 'exception') throw new Error(answer.exceptionDetails?.text);
      return String(answer.result?.value);
    },
    async close() {
      bidi.close();
      browser.kill();
      await ended;
      await rm(profile, { recursive: true, force: true });
    },
  };
}

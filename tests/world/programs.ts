/** The programs beside this file, services that several tests put under load, and jobs made from them. */
import { readFileSync, readdirSync } from 'node:fs';
import { runLimits } from '../../src/contract/limits.ts';
import type { Load } from '../../src/contract/run.ts';
import { sendingOf } from '../../src/lab/arrivals.ts';
import { patientSeconds } from '../../src/lab/node/headless.ts';
import type { Program, SideJob } from '../../src/lab/protocol.ts';

const directory = new URL('programs/', import.meta.url);

/** What a test sets anew in a program: the values of constants at its top. */
type Constants = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** Python spells these values as JSON does, but for truth. */
const spelled = (value: Constants[string]): string =>
  typeof value === 'boolean' ? (value ? 'True' : 'False') : JSON.stringify(value);

/** The text of `programs/NAME.py`, with other values for some of its constants. A name that it does not set is an error. */
export function program(name: string, constants: Constants = {}): string {
  let text = readFileSync(new URL(`${name}.py`, directory), 'utf8');
  for (const [constant, value] of Object.entries(constants)) {
    const line = new RegExp(`^${constant} = .*$`, 'm');
    if (!line.test(text)) throw new Error(`${name}.py sets no ${constant}`);
    text = text.replace(line, () => `${constant} = ${spelled(value)}`);
  }
  return text;
}

/** Every file below `programs/NAME`, by its path there. */
export function project(name: string): Record<string, string> {
  const files = readdirSync(new URL(name, directory), { recursive: true, encoding: 'utf8' });
  const paths = files.filter((file) => file.endsWith('.py')).map((file) => file.slice(0, -'.py'.length));
  return Object.fromEntries(paths.sort().map((path) => [`${path}.py`, program(`${name}/${path}`)]));
}

/** FastAPI: a coroutine that waits, a function in a thread, a coroutine that blocks. `wait` in seconds. */
export const fastapiFiles = (wait = 0.1): Record<string, string> => ({
  'main.py': program('three_endpoints', { WAIT: wait }),
});

/**
 * The same three as Django views, with an application for either kind of server. Every function of `more`, a module of views, is
 * served as well, under its own name.
 */
export const djangoFiles = (wait = 0.1, more = ''): Record<string, string> => ({
  ...project('three_views'),
  'shop/views.py': program('three_views/shop/views', { WAIT: wait }),
  'shop/more_views.py': more,
});

export const burst = (path: string, requests: number, more: Partial<Load> = {}): Load => ({
  name: 'main',
  path,
  method: 'GET',
  headers: {},
  body: '',
  timeout: null,
  keepalive: false,
  start: 0,
  protocol: 'http',
  arrivals: { pattern: 'burst', requests },
  ...more,
});

export function jobOf(
  side: Pick<Program, 'command' | 'files'>,
  loads: readonly Load[],
  world: Partial<SideJob['world']> = {},
): SideJob {
  return {
    side: { id: 'side', env: {}, ...side },
    services: [],
    loads: loads.map(({ arrivals, ...load }) => ({ ...load, sending: sendingOf(arrivals) })),
    world: { cores: 2, seed: 1, network: 0, cpu: 'free', ...world },
    limits: { realSeconds: patientSeconds, events: runLimits.events },
  };
}

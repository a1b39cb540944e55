/** Runs one shard of a suite in an engine of its own and reads what it says (inside/run_suite.py). */
import { readFile, readdir } from 'node:fs/promises';
import { patientSeconds, runInTurn } from '../../src/lab/node/headless.ts';
import type { RawOutcome } from '../../src/contract/raw.ts';
import type { SideJob } from '../../src/lab/protocol.ts';
import { writeArchive, type Tree } from './archive.ts';
import { cpythonTests } from './cpython.ts';
import { packageOf, sourcesOf } from './packages.ts';
import type { Suite } from './suite.ts';

const events = 200_000_000;

const inside = new URL('inside/', import.meta.url);

export interface Result {
  passed: number;
  skipped: number;
  uncounted: number;
  /** Why, by test. What costs the whole shard is a failure of the shard, named by the test that ran last. */
  failed: Record<string, string>;
}

const pytest = ['pytest', 'pluggy', 'iniconfig', 'pygments', 'packaging'];

const below = (directory: string, files: Tree): Tree =>
  Object.fromEntries(Object.entries(files).map(([path, bytes]) => [`${directory}/${path}`, bytes]));

const fromInside = async (path: string): Promise<Tree> => ({
  [path]: new Uint8Array(await readFile(new URL(path, inside))),
});

async function runners(): Promise<Tree> {
  const names = await readdir(new URL('runners/', inside));
  return Object.assign({}, ...(await Promise.all(names.map((name) => fromInside(`runners/${name}`))))) as Tree;
}

/** Everything that a suite's shards take with them, as text; undefined if the tests are not on this machine. */
export async function payloadOf(
  suite: Pick<Suite, 'source' | 'files' | 'packages' | 'standIns'>,
): Promise<string | undefined> {
  const tests = suite.source === 'cpython' ? await cpythonTests(suite.files) : await published(suite);
  return tests && pack(tests, suite.packages, suite.standIns);
}

async function published({ source, files }: Pick<Suite, 'source' | 'files'>): Promise<Tree> {
  const all = Object.entries(await sourcesOf(source));
  return Object.fromEntries(all.filter(([path]) => files.test(path)));
}

/** The same for tests that are at hand. */
export async function pack(
  tests: Tree,
  packages: readonly string[] = [],
  standIns: readonly string[] = [],
): Promise<string> {
  const installed = await Promise.all(
    [...pytest, ...packages].map(async (name) => below('packages', await packageOf(name))),
  );
  const all: Tree[] = [
    below('tests', tests),
    ...(await Promise.all(standIns.map((name) => fromInside(`stand_ins/${name}.py`)))),
    await runners(),
    ...installed,
  ];
  const files: Tree = Object.fromEntries(all.flatMap((tree) => Object.entries(tree)));
  return Buffer.from(writeArchive(files)).toString('base64');
}

export interface Shard {
  payload: string;
  runner: Suite['runner'];
  arguments: readonly string[];
  imports: readonly string[];
  afresh: readonly string[];
  uncounted: readonly string[];
}

/** Of a suite, what these arguments name. */
export const shardOf = (suite: Suite, payload: string, files: readonly string[]): Shard => ({
  payload,
  runner: suite.runner,
  arguments: [...suite.options, ...files],
  imports: suite.imports,
  afresh: suite.afresh,
  uncounted: Object.values(suite.uncounted).flat(),
});

async function jobOf(shard: Shard): Promise<SideJob> {
  // Django's tests import each other from where they lie.
  const root = shard.runner === 'django' ? 'tests/tests' : 'tests';
  const { runner, arguments: words, afresh, uncounted } = shard;
  const files = {
    'run_suite.py': await readFile(new URL('run_suite.py', inside), 'utf8'),
    'payload.b64': shard.payload,
    'shard.json': JSON.stringify({ root, runner, arguments: words, afresh, uncounted }),
    // Nobody imports it: the runtime's parts are chosen by what a side mentions.
    // pytest itself imports the debugger.
    'needs.py': ['pdb', ...shard.imports].map((name) => `import ${name}\n`).join(''),
    'idle.py': 'async def app(scope, receive, send):\n    raise SystemExit\n',
  };
  return {
    // A step before the server: the tests are a process of their own, in which no part of a server is watched.
    side: { id: 'side', env: {}, command: 'python run_suite.py && uvicorn idle:app --lifespan off', files },
    services: [],
    loads: [],
    world: { cores: 2, seed: 1, network: 0, cpu: 'free' },
    limits: { realSeconds: patientSeconds, events },
  };
}

/** Reads what a shard printed. `problem`: why it did not come to its end, if it did not. */
export function readPrinted(printed: string, problem: string): Result {
  const result: Result = { passed: 0, skipped: 0, uncounted: 0, failed: {} };
  let last = 'the start';
  let isWhole = false;
  for (const line of printed.split('\n')) {
    if (!/^[>!=]\{.*\}$/.test(line)) continue;
    const said = JSON.parse(line.slice(1)) as Record<string, unknown>;
    if (line.startsWith('>')) last = String(said['test']);
    else if (line.startsWith('!')) result.failed[String(said['test'])] = String(said['why']);
    else {
      // 1: tests failed. Anything else means that they were not run. What was told of them may have been cut.
      const toldAll = said['failed'] === Object.keys(result.failed).length;
      isWhole = toldAll && (said['code'] === 0 || said['code'] === 1);
      Object.assign(result, { passed: said['passed'], skipped: said['skipped'], uncounted: said['uncounted'] });
    }
  }
  if (!isWhole) result.failed[`after ${last}`] = problem;
  return result;
}

/** Runs a shard. Always settles: what ends the engine is a failure of the shard. */
export async function runShard(shard: Shard): Promise<Result> {
  const outcome: RawOutcome = await runInTurn(await jobOf(shard));
  const printed = outcome.kind === 'ran' ? outcome.side.output : outcome.output;
  const problem = outcome.kind === 'ran' ? (outcome.side.stopped?.problem ?? null) : outcome.problem;
  const tail = (printed?.['start'] ?? '').slice(-600);
  return readPrinted(
    printed?.['start'] ?? '',
    `${JSON.stringify(problem?.code)} ${JSON.stringify(problem?.values)} ${tail}`,
  );
}

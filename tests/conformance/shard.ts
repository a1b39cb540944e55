/** Runs one shard of a suite in an engine of its own and reads what it says (inside/run_suite.py). */
import { readFile, readdir } from 'node:fs/promises';
import { runInTurn } from '../../src/lab/node/headless.ts';
import type { RawOutcome } from '../../src/contract/raw.ts';
import type { SideJob } from '../../src/lab/protocol.ts';
import { readSources, readWheel, writeArchive, type Tree } from './archive.ts';
import { fetchAll, type Fetched } from './fetch.ts';
import type { Suite } from './suites.ts';

/** Real seconds of one shard; less than whoever runs jobs has patience for. */
const realSeconds = 58;
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

const ofProject = (files: readonly Fetched[], project: string): Uint8Array => {
  const found = files.find(({ name }) => name.toLowerCase().startsWith(`${project}-`));
  if (!found) throw new Error(`tests/conformance names no ${project}`);
  return found.bytes;
};

const below = (directory: string, files: Tree): Tree =>
  Object.fromEntries(Object.entries(files).map(([path, bytes]) => [`${directory}/${path}`, bytes]));

async function standIns(): Promise<Tree> {
  const directory = new URL('stand_ins/', inside);
  const names = await readdir(directory);
  const files = await Promise.all(
    names.map(async (name): Promise<[string, Uint8Array]> => [
      name,
      new Uint8Array(await readFile(new URL(name, directory))),
    ]),
  );
  return Object.fromEntries(files);
}

/** Everything that a suite's shards take with them, as text. */
export async function payloadOf(suite: Pick<Suite, 'source' | 'files' | 'packages'>): Promise<string> {
  const sources = readSources(ofProject(await fetchAll('sources'), suite.source));
  const tests = Object.fromEntries(Object.entries(sources).filter(([path]) => suite.files.test(path)));
  return pack(tests, suite.packages);
}

/** The same for tests that are at hand. */
export async function pack(tests: Tree, packages: readonly string[]): Promise<string> {
  const wheels = await fetchAll('packages');
  const installed = [...pytest, ...packages].map((name) => below('packages', readWheel(ofProject(wheels, name))));
  const all: Tree[] = [below('tests', tests), below('stand_ins', await standIns()), ...installed];
  const files: Tree = Object.fromEntries(all.flatMap((tree) => Object.entries(tree)));
  return Buffer.from(writeArchive(files)).toString('base64');
}

export interface Shard {
  payload: string;
  /** Of pytest. */
  arguments: readonly string[];
  imports: readonly string[];
  uncounted: readonly string[];
}

async function jobOf(shard: Shard): Promise<SideJob> {
  const files = {
    'run_suite.py': await readFile(new URL('run_suite.py', inside), 'utf8'),
    'payload.b64': shard.payload,
    'shard.json': JSON.stringify({ root: 'tests', arguments: shard.arguments, uncounted: shard.uncounted }),
    // Nobody imports it: the runtime's parts are chosen by what a side mentions. pytest imports the debugger.
    'needs.py': ['bdb', ...shard.imports].map((name) => `import ${name}\n`).join(''),
    'idle.py': 'async def app(scope, receive, send):\n    raise SystemExit\n',
  };
  return {
    // A step before the server: the tests are a process of their own, in which no part of a server is watched.
    side: { id: 'side', env: {}, command: 'python run_suite.py && uvicorn idle:app --lifespan off', files },
    services: [],
    loads: [],
    world: { cores: 2, seed: 1, network: 0, cpu: 'free' },
    limits: { realSeconds, events },
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

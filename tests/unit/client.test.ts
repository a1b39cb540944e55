import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createClient, type ClientOptions, type LabState } from '../../src/lab/page/client.ts';
import type { Connection } from '../../src/lab/page/engine-handle.ts';
import { createEngines, type Engines, type EnginesOptions, type Snapshots } from '../../src/lab/page/engines.ts';
import type { Problem, ProblemCode } from '../../src/contract/problem.ts';
import type { FromEngine, SideJob, Snapshot, ToEngine } from '../../src/lab/protocol.ts';
import { checkRaw } from '../../src/lab/check-raw.ts';
import { fastapi as rawFastapi } from '../fixtures/first-run.ts';

const finished: FromEngine = { kind: 'finished', outcome: JSON.stringify({ kind: 'ran', side: rawFastapi }) };

/** An engine that does what the test says. */
class FakeEngine {
  readonly heard: ToEngine[] = [];
  /** How often it was ended. */
  ends = 0;
  get terminated(): boolean {
    return this.ends > 0;
  }
  private broken: (detail: string) => void = () => undefined;
  readonly connection: Connection;

  constructor() {
    this.connection = {
      port: {
        postMessage: (message) => this.heard.push(message),
        onmessage: null,
        onmessageerror: null,
        close: () => undefined,
      },
      onBroken: (callback) => {
        this.broken = callback;
      },
      terminate: () => {
        this.ends += 1;
      },
    };
  }
  say(...messages: unknown[]): void {
    for (const data of messages) this.connection.port.onmessage?.({ data } as MessageEvent);
  }
  break(detail: string): void {
    this.broken(detail);
  }
  garble(): void {
    this.connection.port.onmessageerror?.({} as MessageEvent);
  }
}

const job = (id: string): SideJob => ({
  side: { id, command: 'uvicorn main:app', env: {}, files: {} },
  services: [],
  loads: [
    {
      name: 'main',
      path: '/',
      method: 'GET',
      headers: {},
      body: '',
      timeout: null,
      keepalive: false,
      start: 0,
      protocol: 'http',
      sending: { kind: 'open', instants: Array.from({ length: 100 }, () => 0) },
    },
  ],
  world: { cores: 2, seed: 1, network: 0, cpu: 'free' },
  limits: { realSeconds: 60, events: 1_000_000 },
});

/** Snapshots that are kept as long as the test. */
function snapshotsOf(): Snapshots & { all: Map<string, Snapshot> } {
  const all = new Map<string, Snapshot>();
  return {
    all,
    find: (key) => all.get(key) ?? null,
    keep: (key, snapshot) => void all.set(key, snapshot),
    forget: (key) => void all.delete(key),
  };
}

interface SetUp extends Partial<EnginesOptions> {
  explain?: ClientOptions['explain'];
  /** Of another client of the page. */
  shared?: Engines;
}

function setUp({ explain = (problem) => Promise.resolve(problem), shared, ...options }: SetUp = {}) {
  const engines: FakeEngine[] = [];
  const pool =
    shared ??
    createEngines({
      connect: () => {
        const engine = new FakeEngine();
        engines.push(engine);
        return engine.connection;
      },
      bootFor: ({ side }) => ({
        kind: 'boot',
        runtime: '/runtime/',
        packs: side.id === 'django' ? ['base', 'django'] : ['base', 'fastapi'],
        processes: 1,
      }),
      checkOutcome: checkRaw,
      snapshots: snapshotsOf(),
      parallel: 2,
      blanks: 0,
      ...options,
    });
  const client = createClient({ engines: pool, explain });
  const seen: LabState['kind'][] = [];
  client.state.listen(({ kind }) => seen.push(kind));
  const engine = (index: number): FakeEngine => {
    const found = engines[index];
    if (!found) throw new Error(`no engine ${String(index)}`);
    return found;
  };
  return { client, pool, engines, engine, seen };
}

/** Lets promises settle. */
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function problemOf(state: LabState, side: string): string | undefined {
  const outcome = state.kind === 'done' ? state.outcomes[side] : undefined;
  return outcome?.kind === 'failed' ? outcome.problem.code : undefined;
}

describe('a run', () => {
  test('goes from loading through running to done, and throws its engines away', async () => {
    const { client, engine } = setUp();
    client.run([job('fastapi'), job('django')]);
    expect(client.state.get()).toEqual({
      kind: 'loading',
      sides: { fastapi: { kind: 'waiting' }, django: { kind: 'waiting' } },
    });
    engine(0).say({ kind: 'loading', stage: 'fetch', received: 5, total: 10 });
    expect(client.state.get()).toMatchObject({
      kind: 'loading',
      sides: { fastapi: { stage: 'fetch', received: 5, total: 10 } },
    });
    engine(0).say({ kind: 'ready' });
    expect(engine(0).heard.map(({ kind }) => kind)).toEqual(['boot', 'run']);
    engine(0).say({ kind: 'progress', now: 2e8, ended: 40, requests: 100 });
    expect(client.state.get()).toMatchObject({
      kind: 'running',
      sides: { fastapi: { now: 2e8, ended: 40, requests: 100 }, django: { kind: 'waiting' } },
    });
    engine(0).say(finished);
    engine(1).say({ kind: 'ready' }, finished);
    await settle();
    expect(client.state.get()).toMatchObject({
      kind: 'done',
      outcomes: { fastapi: { kind: 'ran' }, django: { kind: 'ran' } },
    });
    expect(engine(0).terminated && engine(1).terminated).toBe(true);
  });

  test('runs one side after the other where memory is small', async () => {
    const { client, engines, engine } = setUp({ parallel: 1 });
    client.run([job('fastapi'), job('django')]);
    expect(engines).toHaveLength(1);
    engine(0).say({ kind: 'ready' }, finished);
    await settle();
    expect(engines).toHaveLength(2);
    engine(1).say({ kind: 'ready' }, finished);
    await settle();
    expect(client.state.get().kind).toBe('done');
  });

  test('keeps the result of one side when the other does not start', async () => {
    const { client, engine } = setUp();
    client.run([job('fastapi'), job('django')]);
    engine(0).say(
      { kind: 'ready' },
      { kind: 'failed', problem: { code: 'start-failed', values: { type: 'SyntaxError' }, file: 'main.py', line: 3 } },
    );
    engine(1).say({ kind: 'ready' }, finished);
    await settle();
    expect(client.state.get()).toMatchObject({
      kind: 'done',
      outcomes: {
        fastapi: { kind: 'failed', problem: { code: 'start-failed', file: 'main.py', line: 3 } },
        django: { kind: 'ran' },
      },
    });
  });
});

describe('a spare', () => {
  test('is used by the next run and replaced after it', async () => {
    const { client, engines, engine } = setUp();
    client.warm([job('fastapi')]);
    client.warm([job('fastapi')]);
    expect(engines).toHaveLength(1);
    engine(0).say({ kind: 'ready' });
    client.run([job('fastapi')]);
    expect(engines).toHaveLength(1);
    expect(engine(0).heard.at(-1)).toMatchObject({ kind: 'run' });
    engine(0).say(finished);
    await settle();
    expect(client.state.get().kind).toBe('done');
    await vi.waitFor(() => {
      expect(engines).toHaveLength(2);
    });
    client.close();
    expect(engine(1).terminated).toBe(true);
  });

  test('serves another lab of the page, and ends when that lab needs another kind', () => {
    const one = setUp();
    const other = setUp({ shared: one.pool });
    one.client.warm([job('fastapi')]);
    other.client.warm([{ ...job('fastapi'), loads: [] }]);
    expect(one.engines).toHaveLength(1);
    other.client.warm([job('django')]);
    expect(one.engine(0).terminated).toBe(true);
    expect(one.engines).toHaveLength(2);
  });

  test('that died while waiting is not used', async () => {
    const { client, engines, engine } = setUp();
    client.warm([job('fastapi')]);
    engine(0).say({ kind: 'ready' });
    engine(0).break('memory access out of bounds');
    client.run([job('fastapi')]);
    expect(engines).toHaveLength(2);
    engine(1).say({ kind: 'ready' }, finished);
    await settle();
    expect(client.state.get().kind).toBe('done');
  });
});

describe('the compiled interpreter', () => {
  const wasm = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
  const interpreter = new WebAssembly.Module(wasm);

  test('of the first engine goes with the boot of every later one', async () => {
    const { client, engine } = setUp();
    client.run([job('fastapi'), job('django')]);
    engine(0).say({ kind: 'compiled', interpreter });
    engine(1).say({ kind: 'compiled', interpreter: new WebAssembly.Module(wasm) });
    engine(0).say({ kind: 'ready' }, finished);
    engine(1).say({ kind: 'ready' }, finished);
    await settle();
    client.run([job('fastapi')]);
    expect(engine(0).heard[0]).not.toHaveProperty('interpreter');
    expect(engine(2).heard[0]).toMatchObject({ kind: 'boot', packs: ['base', 'fastapi'] });
    expect(engine(2).heard[0]).toHaveProperty('interpreter', interpreter);
  });

  test('is not taken from an engine that has run code of the lab', async () => {
    const { client, engine } = setUp();
    client.run([job('fastapi')]);
    engine(0).say({ kind: 'ready' }, { kind: 'compiled', interpreter });
    await settle();
    expect(problemOf(client.state.get(), 'fastapi')).toBe('engine-crashed');
    client.run([job('fastapi')]);
    expect(engine(1).heard[0]).not.toHaveProperty('interpreter');
  });
});

describe('a snapshot', () => {
  const snapshot: Snapshot = { state: '{}', memory: new Uint8Array(8) };
  const bootOf = (engine: FakeEngine): ToEngine | undefined => engine.heard.find(({ kind }) => kind === 'boot');

  test('is asked of an engine that is made warm, and is where the next one starts from', async () => {
    const { client, engine } = setUp();
    client.warm([job('fastapi')]);
    expect(bootOf(engine(0))).toMatchObject({ take: true });
    engine(0).say({ kind: 'ready' }, { kind: 'snapshot', snapshot });
    client.run([job('fastapi')]);
    engine(0).say(finished);
    await settle();
    expect(client.state.get().kind).toBe('done');
    client.run([{ ...job('fastapi'), loads: [] }, job('django')]);
    expect(bootOf(engine(1))).toHaveProperty('snapshot', snapshot);
    expect(bootOf(engine(1))).not.toHaveProperty('take');
    // Of other packs there is none.
    expect(bootOf(engine(2))).not.toHaveProperty('snapshot');
  });

  test('is not asked of an engine that somebody waits for, unless a later side of the run starts from it', () => {
    const { client, engine } = setUp({ parallel: 1 });
    client.run([job('fastapi'), job('django'), job('django')]);
    expect(bootOf(engine(0))).not.toHaveProperty('take');
    engine(0).say({ kind: 'ready' }, finished);
    return vi.waitFor(() => {
      expect(bootOf(engine(1))).toHaveProperty('take', true);
    });
  });

  test.each<[string, boolean, unknown[]]>([
    ['that comes before the engine is ready', true, [{ kind: 'snapshot', snapshot }]],
    ['that nobody asked for', false, [{ kind: 'ready' }, { kind: 'snapshot', snapshot }]],
    [
      'that is not the first thing that is heard afterwards',
      true,
      [{ kind: 'ready' }, { kind: 'progress', now: 0, ended: 0, requests: 1 }, { kind: 'snapshot', snapshot }],
    ],
    ['that comes again', true, [{ kind: 'ready' }, { kind: 'snapshot', snapshot }, { kind: 'snapshot', snapshot }]],
  ])('%s ends its engine', async (_, asked, said) => {
    const { client, engine } = setUp();
    if (asked) client.warm([job('fastapi')]);
    client.run([job('fastapi')]);
    engine(0).say(...said);
    await settle();
    expect(problemOf(client.state.get(), 'fastapi')).toBe('engine-crashed');
  });

  test('that does not fit is said in the console and forgotten; the run goes on', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const snapshots = snapshotsOf();
    const { client, engine } = setUp({ snapshots });
    client.warm([job('fastapi')]);
    engine(0).say({ kind: 'ready' }, { kind: 'snapshot', snapshot });
    client.run([job('fastapi')]);
    engine(0).say(finished);
    await settle();
    client.run([job('fastapi')]);
    engine(1).say({ kind: 'unfit', reason: 'another table' }, { kind: 'ready' }, finished);
    await settle();
    expect(client.state.get().kind).toBe('done');
    expect(warn.mock.calls.flat().join()).toContain('another table');
    expect(snapshots.all.size).toBe(0);
    warn.mockRestore();
  });

  test('that has to be looked for is waited for, and one that is not there is not', async () => {
    const found = Promise.withResolvers<Snapshot | null>();
    const { client, engine } = setUp({ snapshots: { ...snapshotsOf(), find: () => found.promise } });
    client.run([job('fastapi')]);
    expect(engine(0).heard).toEqual([]);
    found.resolve(snapshot);
    await settle();
    expect(bootOf(engine(0))).toHaveProperty('snapshot', snapshot);
    engine(0).say({ kind: 'ready' }, finished);
    await settle();
    expect(client.state.get().kind).toBe('done');
  });
});

describe('a blank engine', () => {
  const wasm = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
  const interpreter = new WebAssembly.Module(wasm);
  const kinds = (engine: FakeEngine): string[] => engine.heard.map(({ kind }) => kind);

  test('is prepared beside the warm ones, and becomes whichever is wanted', async () => {
    const { client, engines, engine } = setUp({ blanks: 1 });
    client.warm([job('fastapi')]);
    engine(0).say({ kind: 'compiled', interpreter }, { kind: 'ready' });
    await vi.advanceTimersByTimeAsync(1000);
    expect(kinds(engine(1))).toEqual(['prepare']);
    engine(1).say({ kind: 'loading', stage: 'fetch', received: 1, total: 1 }, { kind: 'blank' });
    // It may wait for as long as the page lives.
    await vi.advanceTimersByTimeAsync(600_000);
    client.run([job('django')]);
    expect(engines).toHaveLength(2);
    expect(kinds(engine(1))).toEqual(['prepare', 'boot']);
    engine(1).say({ kind: 'ready' }, finished);
    await settle();
    expect(client.state.get()).toMatchObject({ kind: 'done', outcomes: { django: { kind: 'ran' } } });
    client.close();
    expect(engine(0).terminated).toBe(true);
  });

  test('is not made while a warm one is still on its way', async () => {
    const { client, engines, engine } = setUp({ blanks: 1 });
    client.warm([job('fastapi')]);
    engine(0).say({ kind: 'compiled', interpreter });
    await vi.advanceTimersByTimeAsync(5000);
    expect(engines).toHaveLength(1);
    engine(0).say({ kind: 'ready' });
    await vi.advanceTimersByTimeAsync(1000);
    expect(engines).toHaveLength(2);
    client.close();
    await vi.advanceTimersByTimeAsync(5000);
    expect(engines).toHaveLength(2);
  });

  test('that is still being prepared hears of its start afterwards', async () => {
    const { client, engine } = setUp({ blanks: 1 });
    client.warm([job('fastapi')]);
    engine(0).say({ kind: 'compiled', interpreter }, { kind: 'ready' });
    await vi.advanceTimersByTimeAsync(1000);
    client.run([job('django')]);
    expect(kinds(engine(1))).toEqual(['prepare']);
    engine(1).say({ kind: 'blank' });
    expect(kinds(engine(1))).toEqual(['prepare', 'boot']);
  });

  test('that falls silent while it is prepared is ended, and is not used', async () => {
    const { client, engines, engine } = setUp({ blanks: 1 });
    client.warm([job('fastapi')]);
    engine(0).say({ kind: 'compiled', interpreter }, { kind: 'ready' });
    await vi.advanceTimersByTimeAsync(1000);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(engine(1).terminated).toBe(true);
    client.run([job('django')]);
    expect(engines).toHaveLength(3);
  });
});

describe('a rehearsal', () => {
  const wasm = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
  const interpreter = new WebAssembly.Module(wasm);
  const snapshot: Snapshot = { state: '{}', memory: new Uint8Array(4) };
  const runsOf = ({ heard }: FakeEngine): (string | undefined)[] =>
    heard.flatMap((message) => (message.kind === 'run' ? [message.job.side.id] : []));

  async function warmed() {
    const set = setUp({ blanks: 1 });
    set.client.warm([job('fastapi')]);
    set.engine(0).say({ kind: 'compiled', interpreter }, { kind: 'ready' }, { kind: 'snapshot', snapshot });
    await vi.advanceTimersByTimeAsync(1000);
    set.engine(1).say({ kind: 'blank' });
    return set;
  }

  test('is run once, by a blank engine, once those are ready that somebody may want', async () => {
    const { engine, engines } = await warmed();
    expect(engine(1).heard.at(-1)).toMatchObject({ kind: 'boot', snapshot });
    engine(1).say({ kind: 'ready' });
    expect(runsOf(engine(1))).toEqual(['rehearsal']);
    engine(1).say(finished);
    await vi.advanceTimersByTimeAsync(1000);
    expect(engine(1).terminated).toBe(true);
    expect(engines).toHaveLength(3);
    engine(2).say({ kind: 'blank' });
    await vi.advanceTimersByTimeAsync(5000);
    expect(engine(2).heard.map(({ kind }) => kind)).toEqual(['prepare']);
  });

  test('ends when somebody runs, who waits for no part of it', async () => {
    const { client, engine } = await warmed();
    engine(1).say({ kind: 'ready' });
    client.run([job('fastapi')]);
    expect(engine(1).terminated).toBe(true);
    expect(runsOf(engine(0))).toEqual(['fastapi']);
    engine(0).say(finished);
    await settle();
    expect(client.state.get().kind).toBe('done');
  });

  test('is not known to the reader, whatever becomes of it', async () => {
    const { client, engine, seen } = await warmed();
    engine(1).say({ kind: 'failed', problem: { code: 'engine-crashed', values: {} } });
    await vi.advanceTimersByTimeAsync(1000);
    expect(seen).toEqual([]);
    client.close();
    expect(engine(0).terminated).toBe(true);
  });
});

describe('a page that is left', () => {
  test('has stopped when it comes back, and runs again', async () => {
    const { client, engine } = setUp();
    client.run([job('fastapi')]);
    client.close();
    expect(client.state.get()).toEqual({ kind: 'stopped', by: 'leaving' });
    expect(engine(0).terminated).toBe(true);
    client.run([job('fastapi')]);
    engine(1).say({ kind: 'ready' }, finished);
    await settle();
    expect(client.state.get().kind).toBe('done');
    client.close();
    expect(client.state.get().kind).toBe('done');
  });
});

describe('Stop', () => {
  test('ends every engine of the run at once, whatever they say later', async () => {
    const { client, engine, seen } = setUp();
    client.run([job('fastapi'), job('django')]);
    engine(0).say({ kind: 'ready' });
    client.stop();
    expect(client.state.get().kind).toBe('stopped');
    expect(engine(0).terminated && engine(1).terminated).toBe(true);
    engine(0).say(finished);
    await settle();
    expect(seen.at(-1)).toBe('stopped');
  });

  test('leaves a later run alone', async () => {
    const { client, engine } = setUp();
    client.run([job('fastapi')]);
    client.stop();
    client.run([job('fastapi')]);
    engine(1).say({ kind: 'ready' }, finished);
    await settle();
    expect(client.state.get().kind).toBe('done');
  });
});

describe('messages', () => {
  const progress = { kind: 'progress', now: 1, ended: 1, requests: 100 };
  const counted = (count: number): unknown[] => Array.from({ length: count }, (_, ended) => ({ ...progress, ended }));

  test('by the thousand end their engine, and the page draws few of them', async () => {
    const { client, engine, seen } = setUp();
    client.run([job('fastapi')]);
    engine(0).say({ kind: 'ready' });
    const before = seen.length;
    engine(0).say(...counted(12_000));
    expect(engine(0).terminated).toBe(true);
    await settle();
    expect(problemOf(client.state.get(), 'fastapi')).toBe('engine-flood');
    expect(seen.length - before).toBeLessThan(5);
  });

  test('within reason are shown a few a second, the latest of them in the end', async () => {
    const { client, engine, seen } = setUp();
    client.run([job('fastapi')]);
    engine(0).say({ kind: 'ready' });
    const before = seen.length;
    engine(0).say(...counted(500));
    await vi.advanceTimersByTimeAsync(1000);
    expect(client.state.get()).toMatchObject({ sides: { fastapi: { kind: 'running', ended: 499 } } });
    expect(seen.length - before).toBe(2);
  });

  test('of a run and a page as slow as can be are never too many', async () => {
    const { client, engine } = setUp();
    client.run([job('fastapi')]);
    for (let second = 0; second < 1200; second += 1) {
      engine(0).say(
        ...Array.from({ length: 4 }, () => ({ kind: 'loading', stage: 'fetch', received: second, total: 9 })),
      );
      await vi.advanceTimersByTimeAsync(1000);
    }
    engine(0).say({ kind: 'ready' }, finished);
    await settle();
    expect(client.state.get().kind).toBe('done');
  });
});

describe('an engine that breaks', () => {
  test('never loaded: the whole run says so', async () => {
    const { client, engine } = setUp();
    client.run([job('fastapi'), job('django')]);
    engine(0).break('404');
    await settle();
    expect(client.state.get()).toMatchObject({ kind: 'failed', problem: { code: 'engine-missing' } });
    expect(engine(1).terminated).toBe(true);
  });

  test('never loaded, and it is found out why: that is the reason, and Stop works while it is looked for', async () => {
    const { promise, resolve } = Promise.withResolvers<Problem>();
    const { client, engine } = setUp({ explain: () => promise });
    client.run([job('fastapi'), job('django')]);
    engine(0).break('');
    engine(1).break('');
    await settle();
    expect(client.state.get().kind).toBe('loading');
    client.stop();
    expect(client.state.get()).toEqual({ kind: 'stopped', by: 'reader' });
    client.run([job('fastapi')]);
    engine(2).break('');
    resolve({ code: 'site-updated', values: {} });
    await settle();
    expect(client.state.get()).toMatchObject({ kind: 'failed', problem: { code: 'site-updated' } });
  });

  test.each<[ProblemCode, boolean]>([
    ['engine-missing', true],
    ['engine-damaged', true],
    ['engine-offline', true],
    ['engine-stalled', true],
    ['engine-blocked', true],
    ['engine-unfit', true],
    ['engine-refused', true],
    ['host-error', true],
    ['network-intercepted', true],
    ['site-updated', true],
    ['browser-unsupported', true],
    // These are about the one side.
    ['engine-crashed', false],
    ['start-failed', false],
    ['command-syntax', false],
    ['limit-memory', false],
    ['outcome-refused', false],
  ])('says %s: that is the end of the whole run: %j', async (code, isWhole) => {
    const { client, engine } = setUp();
    client.run([job('fastapi'), job('django')]);
    engine(0).say({ kind: 'failed', problem: { code, values: {} } });
    await settle();
    expect(client.state.get().kind).toBe(isWhole ? 'failed' : 'running');
    expect(engine(1).terminated).toBe(isWhole);
  });

  test('says what was wrong first: what it says later, or that it broke, is no news', async () => {
    const { client, engine } = setUp();
    client.run([job('fastapi')]);
    engine(0).say({ kind: 'failed', problem: { code: 'start-failed', values: {} } });
    engine(0).break('gone');
    engine(0).garble();
    engine(0).say({ kind: 'failed', problem: { code: 'engine-crashed', values: {} } });
    await settle();
    expect(problemOf(client.state.get(), 'fastapi')).toBe('start-failed');
    expect(engine(0).ends).toBe(1);
  });

  test('breaks after its first word: it was loaded, so nothing is missing', async () => {
    const { client, engine } = setUp();
    client.run([job('fastapi')]);
    engine(0).say({ kind: 'loading', stage: 'fetch', received: 1, total: 9 });
    engine(0).break('memory access out of bounds');
    await settle();
    expect(problemOf(client.state.get(), 'fastapi')).toBe('engine-crashed');
  });

  test('cannot even be made', async () => {
    const { client } = setUp({
      connect: () => {
        throw new Error('workers are forbidden');
      },
    });
    client.run([job('fastapi')]);
    await settle();
    expect(client.state.get()).toMatchObject({ kind: 'failed', problem: { code: 'engine-refused' } });
  });

  test('stands still while it is fetched: the whole run says so', async () => {
    const { client, engine } = setUp();
    client.run([job('fastapi')]);
    engine(0).say({ kind: 'loading', stage: 'fetch', received: 1, total: 9 });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(client.state.get()).toMatchObject({
      kind: 'failed',
      problem: { code: 'engine-stalled', values: { seconds: 30 } },
    });
  });

  test('is silent while starting: an end after 30 s without a word, not after 30 s', async () => {
    const { client, engine } = setUp();
    client.run([job('fastapi')]);
    await vi.advanceTimersByTimeAsync(29_000);
    engine(0).say({ kind: 'loading', stage: 'engine', received: 0, total: 0 });
    await vi.advanceTimersByTimeAsync(29_000);
    expect(client.state.get().kind).toBe('loading');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(problemOf(client.state.get(), 'fastapi')).toBe('engine-silent');
    expect(engine(0).terminated).toBe(true);
  });

  test('runs on past the limit of real time', async () => {
    const { client, engine } = setUp();
    client.run([job('fastapi')]);
    engine(0).say({ kind: 'ready' });
    await vi.advanceTimersByTimeAsync(69_000);
    engine(0).say({ kind: 'progress', now: 1, ended: 0, requests: 100 });
    expect(client.state.get().kind).toBe('running');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(problemOf(client.state.get(), 'fastapi')).toBe('limit-real-time');
  });

  test('crashes in the middle of a run', async () => {
    const { client, engine } = setUp();
    client.run([job('fastapi')]);
    engine(0).say({ kind: 'ready' });
    engine(0).break('memory access out of bounds');
    await settle();
    expect(problemOf(client.state.get(), 'fastapi')).toBe('engine-crashed');
  });

  test('sends what cannot be read', async () => {
    const { client, engine } = setUp();
    client.run([job('fastapi')]);
    engine(0).garble();
    await settle();
    expect(problemOf(client.state.get(), 'fastapi')).toBe('engine-crashed');
  });

  test.each([
    ['a result before it was asked', finished],
    ['a kind that does not exist', { kind: 'result' }],
    ['no object', 'ready'],
    ['more than the message has', { kind: 'ready', more: 'x'.repeat(1000) }],
    ['an interpreter that is none', { kind: 'compiled', interpreter: {} }],
    ['a problem without words', { kind: 'failed', problem: { code: '<img>' } }],
    ['bytes that are no number', { kind: 'loading', stage: 'fetch', received: '<b>', total: 1 }],
  ])('forges a message: %s', async (_, message) => {
    const { client, engine } = setUp();
    client.run([job('fastapi')]);
    engine(0).say(message);
    await settle();
    expect(problemOf(client.state.get(), 'fastapi')).toBe('engine-crashed');
  });

  test.each([
    '',
    '{}',
    '{"kind":"ran","side":{}}',
    JSON.stringify({ kind: 'ran', side: { ...rawFastapi, spans: [[999, 0, 0, 0, 0, 1, 0]] } }),
  ])('forges an outcome: %s', async (outcome) => {
    const { client, engine } = setUp();
    client.run([job('fastapi')]);
    engine(0).say({ kind: 'ready' }, { kind: 'finished', outcome });
    await settle();
    expect(problemOf(client.state.get(), 'fastapi')).toBe('outcome-refused');
  });
});

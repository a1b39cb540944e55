/**
 * An engine: CPython with our world in it, ready to run one side. The same code boots it in a browser's worker and in a process of
 * Node that looks like one, so that a run is the same in both. Whoever starts it brings the bundle's files.
 */
import { installClock, type VirtualClock } from './clock.ts';
import { adoptSpots, greenThreads } from './green.ts';
import { packFiles, type BundleFile, type Manifest } from './manifest.ts';
import { readPack } from './pack.ts';
import type { Problem } from './problem.ts';
import type { Boot, FromEngine, SideJob } from './protocol.ts';
import type { FileSystem, LoadOptions, PyCallable, Pyodide } from './pyodide.ts';
import { installRandom, type SeededRandom } from './random.ts';

/** How an engine reaches the runtime bundle. Both reject with an EngineFailure. */
export interface EngineFiles {
  manifest: Manifest;
  /** A compressed file of the bundle, checked and unpacked. `received` is told the stored bytes that have come so far. */
  unpacked: (file: BundleFile, received: (bytes: number) => void) => Promise<Uint8Array>;
  /** A JavaScript module of the bundle. */
  module: (file: BundleFile) => Promise<unknown>;
}

export interface Engine {
  /** Runs the one job; the text is JSON of a RawOutcome. Rejects with an EngineFailure when the interpreter breaks. */
  run: (job: SideJob) => Promise<string>;
}

/** Why an engine cannot start, or broke, as the interface words it. */
export class EngineFailure extends Error {
  readonly problem: Problem;
  constructor(code: Problem['code'], values: Problem['values']) {
    super(`${code} ${JSON.stringify(values)}`);
    this.problem = { code, values };
  }
}

/** Any thrown value as a Problem. A wasm memory that cannot grow says so in one of these ways. */
export function problemOf(error: unknown): Problem {
  if (error instanceof EngineFailure) return error.problem;
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (/out of memory|MemoryError|Cannot enlarge memory|Array buffer allocation failed/i.test(message))
    return { code: 'limit-memory', values: {} };
  return { code: 'engine-crashed', values: { message: message.slice(-2000) } };
}

/** An archive without files: Python's library comes unpacked, but Pyodide insists on getting one. */
const emptyZip = Uint8Array.of(0x50, 0x4b, 5, 6, ...new Array<number>(18).fill(0));

/**
 * Pyodide loads as if it were nowhere: its two downloads are answered from memory, so that nothing is fetched past the manifest or compiled
 * twice; and there is no `navigator`, whose `userAgent` CPython would copy (`sys._emscripten_info`). Its length is a browser's own, and
 * would move every later object: sets of objects, which are ordered by address, would not come out alike in all browsers.
 */
async function nowhere<Result>(interpreter: WebAssembly.Module, act: () => Promise<Result>): Promise<Result> {
  const { fetch } = globalThis;
  const { instantiateStreaming } = WebAssembly;
  const navigator = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  globalThis.fetch = () => Promise.resolve(new Response(emptyZip));
  WebAssembly.instantiateStreaming = async (_, imports) => ({
    module: interpreter,
    instance: await WebAssembly.instantiate(interpreter, imports),
  });
  Object.defineProperty(globalThis, 'navigator', { value: undefined, configurable: true });
  try {
    return await act();
  } finally {
    globalThis.fetch = fetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
    Reflect.deleteProperty(globalThis, 'navigator');
    if (navigator) Object.defineProperty(globalThis, 'navigator', navigator);
  }
}

interface Downloaded {
  interpreter: WebAssembly.Module;
  packs: Uint8Array[];
  load: (options: LoadOptions) => Promise<Pyodide>;
  core: unknown;
}

async function download(files: EngineFiles, boot: Boot, tell: (event: FromEngine) => void): Promise<Downloaded> {
  const { manifest } = files;
  const packs = packFiles(manifest, boot.packs);
  const total = [...packs, ...(boot.interpreter ? [] : [manifest.wasm])].reduce((sum, { stored }) => sum + stored, 0);
  const counts = new Map<BundleFile, number>();
  const unpacked = (file: BundleFile): Promise<Uint8Array> =>
    files.unpacked(file, (bytes) => {
      counts.set(file, bytes);
      const received = [...counts.values()].reduce((sum, count) => sum + count, 0);
      tell({ kind: 'loading', stage: 'fetch', received, total });
    });
  async function compiled(): Promise<WebAssembly.Module> {
    if (boot.interpreter) return boot.interpreter;
    const interpreter = await WebAssembly.compile((await unpacked(manifest.wasm)) as BufferSource);
    tell({ kind: 'compiled', interpreter });
    return interpreter;
  }
  const [loader, core, interpreter, contents] = await Promise.all([
    files.module(manifest.loader),
    files.module(manifest.core),
    compiled(),
    Promise.all(packs.map(unpacked)),
  ]);
  const load = (loader as { loadPyodide: Downloaded['load'] }).loadPyodide;
  return { interpreter, packs: contents, load, core: (core as { default: unknown }).default };
}

/** The files stay views into the packs. */
function writeFiles(fs: FileSystem, packs: readonly Uint8Array[]): void {
  let directory = '';
  for (const pack of packs) {
    for (const [path, bytes] of readPack(pack)) {
      const parent = path.slice(0, path.lastIndexOf('/'));
      // Making one that is there costs as much as writing the file, and neighbours lie together.
      if (parent !== directory) fs.mkdirTree(parent);
      directory = parent;
      fs.writeFile(path, bytes, { canOwn: true });
    }
  }
}

async function startPython({ interpreter, packs, load, core }: Downloaded, { versions }: Manifest): Promise<Pyodide> {
  const info = { platform: '', version: versions.pyodide, python: versions.python };
  return nowhere(interpreter, () =>
    load({
      indexURL: 'https://bundle.invalid/',
      stdLibURL: 'https://bundle.invalid/library.zip',
      packageBaseUrl: 'https://bundle.invalid/',
      lockFileContents: { packages: {}, info: { arch: 'wasm32', abi_version: '2026_0', ...info } },
      createPyodideModule: core,
      // The library lies unpacked where it would be installed; Pyodide itself looks for it in an archive only.
      env: { HOME: '/home/pyodide', PYTHONHASHSEED: '0', PYTHONPATH: '/lib/python3.14', LANG: 'C.UTF-8' },
      // What `import js` would offer to Python.
      jsglobals: {},
      stdin: () => undefined,
      stdout: () => undefined,
      stderr: () => undefined,
      fsInit: (fs) => {
        writeFiles(fs, packs);
        return Promise.resolve();
      },
    }),
  );
}

/**
 * The lab's code must not reach what the world stands on. Forgetting the modules is not enough: Pyodide's finder would hand them out again.
 * Python source.
 */
const closeDoors = `
import sys
for finder in sys.meta_path:
    if hasattr(finder, 'jsproxies'):
        finder.jsproxies.clear()
for name in ('waitlab_host', 'js', 'pyodide_js', 'pyodide_js._api'):
    sys.modules.pop(name, None)
`;

/**
 * Boots an engine and tells its stages. Replaces the clock and the randomness of this global for good, so it belongs into a worker or
 * process of its own. Rejects with an EngineFailure.
 */
export async function bootEngine(files: EngineFiles, boot: Boot, tell: (event: FromEngine) => void): Promise<Engine> {
  const downloaded = await download(files, boot, tell);
  tell({ kind: 'loading', stage: 'engine', received: 0, total: 0 });
  const clock: VirtualClock = installClock(globalThis);
  const random: SeededRandom = installRandom(globalThis, 1);
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => undefined);
  const pyodide = await startPython(downloaded, files.manifest);
  tell({ kind: 'loading', stage: 'imports', received: 0, total: 0 });
  pyodide.registerJsModule('waitlab_host', {
    ...greenThreads(pyodide, broken.reject),
    clock,
    seed: (seed: number) => {
      random.seed(seed);
    },
    progress: progressTeller(clock, tell),
  });
  pyodide.runPython(adoptSpots);
  const world = pyodide.pyimport('world.run') as unknown as Record<'warm' | 'run_job', PyCallable>;
  await Promise.race([world.warm.callPromising(JSON.stringify(boot.packs), boot.processes), broken.promise]);
  pyodide.runPython(closeDoors);
  return {
    run: (job) =>
      Promise.race([world.run_job.callPromising(JSON.stringify(job)), broken.promise]).then((text) => {
        if (typeof text !== 'string') throw new TypeError('the world gave no outcome');
        return text;
      }),
  };
}

/** At most four reports a second of real time. */
function progressTeller(clock: VirtualClock, tell: (event: FromEngine) => void) {
  let last = -Infinity;
  return (now: number, ended: number, requests: number): void => {
    const real = clock.native();
    if (real - last < 250) return;
    last = real;
    tell({ kind: 'progress', now, ended, requests });
  };
}

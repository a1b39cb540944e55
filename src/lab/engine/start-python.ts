/** Starts CPython by Pyodide's loader, which is meant for a page with a network; here it has neither. */
import type { Boundary } from './boundary.ts';
import { readPack } from './pack.ts';
import type { Core, FileSystem, LoadCore, LoadPyodide } from './pyodide.ts';

/** What a start needs, all of it in memory. */
export interface PythonParts {
  interpreter: WebAssembly.Module;
  load: LoadPyodide;
  /** Pyodide's core, which `load` would fetch. */
  core: LoadCore;
  versions: { pyodide: string; python: string };
}

/** An archive without files: Python's library comes unpacked, but Pyodide insists on getting one. */
const emptyZip = Uint8Array.of(0x50, 0x4b, 5, 6, ...new Array<number>(18).fill(0));

/** A FinalizationRegistry that never finalizes anything. */
class Keeper {
  register(): void {
    // What is registered is kept for as long as the engine.
  }
  unregister(): boolean {
    return false;
  }
}

/** Loads Pyodide as if it were nowhere, and answers with the instance of the interpreter that it made. */
async function nowhere(
  interpreter: WebAssembly.Module,
  boundary: Boundary,
  load: () => Promise<unknown>,
): Promise<WebAssembly.Instance> {
  const instances: WebAssembly.Instance[] = [];
  const stands = {
    // Its two downloads are answered from memory: nothing is fetched past the manifest, or compiled twice.
    fetch: () => Promise.resolve({ ok: true, arrayBuffer: () => Promise.resolve(emptyZip.buffer) }),
    // CPython would copy its `userAgent` (`sys._emscripten_info`). The length is a browser's own and would move every later object: sets of
    // objects, which are ordered by address, would not come out alike in all browsers.
    navigator: undefined,
    // It would let go of Python's objects at moments that nobody can repeat.
    FinalizationRegistry: Keeper,
  };
  const before = Object.keys(stands).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = async (_, imports) => {
    const instance = await WebAssembly.instantiate(interpreter, boundary.around(interpreter, imports ?? {}));
    instances.push(instance);
    return { module: interpreter, instance };
  };
  for (const [name, value] of Object.entries(stands))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  try {
    await load();
  } finally {
    WebAssembly.instantiateStreaming = instantiateStreaming;
    for (const [name, descriptor] of before) {
      Reflect.deleteProperty(globalThis, name);
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
    }
  }
  const [instance] = instances;
  if (!instance) throw new Error('Pyodide took another way to its interpreter');
  return instance;
}

/** Contents of the virtual disk (pack.ts). The files stay views into the packs. */
export function writeFiles(fs: FileSystem, packs: readonly Uint8Array[]): void {
  // Asking for a directory that is there costs as much as writing ten files.
  const made = new Set(['']);
  function makeDirectory(path: string): void {
    if (made.has(path)) return;
    made.add(path);
    makeDirectory(path.slice(0, path.lastIndexOf('/')));
    try {
      fs.mkdir(path);
    } catch {
      // Pyodide has made it. Whatever else it is, writing the file will say so.
    }
  }
  for (const pack of packs) {
    for (const [path, bytes] of readPack(pack)) {
      makeDirectory(path.slice(0, path.lastIndexOf('/')));
      fs.writeFile(path, bytes, { canOwn: true });
    }
  }
}

/** Pyodide, loaded. */
export interface LoadedPython {
  instance: WebAssembly.Instance;
  core: Core;
  /** Functions in the table, before any library or function was added. */
  tableLength: number;
}

/** Python has started, with the packs on its disk, and runs nothing. Every call of JavaScript goes through `boundary`. */
export function startPython(
  { interpreter, load, core, versions }: PythonParts,
  packs: readonly Uint8Array[],
  boundary: Boundary,
): Promise<LoadedPython> {
  const info = { platform: '', version: versions.pyodide, python: versions.python };
  const loaded = Promise.withResolvers<Omit<LoadedPython, 'instance'>>();
  const noticed: LoadCore = async (settings) => {
    const made = await core(settings);
    loaded.resolve({ core: made, tableLength: made.wasmTable.length });
    return made;
  };
  const instance = nowhere(interpreter, boundary, () =>
    load({
      indexURL: 'https://bundle.invalid/',
      stdLibURL: 'https://bundle.invalid/library.zip',
      packageBaseUrl: 'https://bundle.invalid/',
      lockFileContents: { packages: {}, info: { arch: 'wasm32', abi_version: '2026_0', ...info } },
      createPyodideModule: noticed,
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
  return instance.then(async (made) => ({ instance: made, ...(await loaded.promise) }));
}

/** Whatever is read from it or called comes to nothing. */
const nothing: unknown = new Proxy(() => undefined, {
  get: (_, key) => {
    if (key === 'toString' || key === Symbol.toPrimitive) return () => '';
    return key === 'then' ? undefined : nothing;
  },
  apply: () => nothing,
});

/**
 * The same without a Python and without files: instantiated, with streams, but nothing has run, and its memory waits to be filled. What
 * Pyodide does with Python while it loads comes to nothing.
 */
export function loadBlank(parts: PythonParts, boundary: Boundary): Promise<LoadedPython> {
  const core: LoadCore = async (settings) => {
    const made = await parts.core(Object.assign(settings, { noInitialRun: true }));
    made.runtimeKeepalivePush();
    made._jslib_init();
    Object.assign(made.API, { rawRun: () => [0, ''], runPythonInternal: () => nothing, _pyodide: nothing });
    return made;
  };
  return startPython({ ...parts, core }, [], boundary);
}

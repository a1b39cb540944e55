/**
 * The parts of Pyodide 314.0.7 that the engine touches. Hand-written because most of them are not in its public types:
 * names with a leading underscore are internal, so the version is pinned and this file is where an upgrade is checked.
 */

/** A Python object as JavaScript sees it; only callables are ever used. */
export interface PyCallable {
  (...args: unknown[]): unknown;
  /** Calls it on a stack of its own (JSPI), so that Python inside may suspend with `run_sync`. Never throws synchronously. */
  callPromising(...args: unknown[]): Promise<unknown>;
  destroy(): void;
}

export interface EmscriptenModule {
  HEAP8: Int8Array;
  HEAP32: Int32Array;
  /** Address of CPython's `_Py_emscripten_signal_clock`, an int. */
  __Py_emscripten_signal_clock: number;
  /** Address of CPython's `Py_EMSCRIPTEN_SIGNAL_HANDLING`, an int read as a flag. */
  _Py_EMSCRIPTEN_SIGNAL_HANDLING: number;
  FS: FileSystem;
  /** Address of the running thread's `PyThreadState`. */
  _PyThreadState_Get(): number;
}

export interface FileSystem {
  mkdirTree(path: string): void;
  writeFile(path: string, data: Uint8Array, options?: { canOwn?: boolean }): void;
}

export interface Pyodide {
  _module: EmscriptenModule;
  /** `scheduleCallback` is how `callPromising` yields before it enters a new stack; it is looked up here at each call. */
  _api: { scheduleCallback: (callback: () => void, milliseconds: number) => void };
  FS: FileSystem;
  registerJsModule(name: string, module: object): void;
  setInterruptBuffer(buffer: object): void;
  runPython(source: string): unknown;
  pyimport(name: string): PyCallable & Record<string, PyCallable>;
}

export interface LoadOptions {
  indexURL: string;
  stdLibURL: string;
  packageBaseUrl: string;
  lockFileContents: string | object;
  createPyodideModule: unknown;
  env: Record<string, string>;
  jsglobals: object;
  stdin: () => undefined;
  stdout: (line: string) => void;
  stderr: (line: string) => void;
  fsInit?: (fs: FileSystem, info: { sitePackages: string }) => Promise<void>;
}

/**
 * What of JavaScript the interpreter may call. Everything that Python does, even with memory that it should not have written, ends in a call
 * of one of the functions that the interpreter was given when it was instantiated. While Pyodide starts, these are all of Pyodide's and
 * Emscripten's. Once `close` was called they are those below: the virtual disk, clocks, memory, and ways to end. The bridge to JavaScript's
 * objects, dynamic libraries, foreign functions, sockets, shells and timers are gone for good: a call of those is answered by an error that C
 * knows, or ends the engine.
 */

const words = (text: string): string[] => text.trim().split(/\s+/);

const systemCalls = words(`
  openat fcntl64 ioctl dup dup3 pipe getcwd chdir fchdir umask_js getuid32_js
  stat64 lstat64 fstat64 newfstatat faccessat statfs64 fstatfs64 getdents64 readlinkat
  chmod fchmod fchmodat2 fchownat fchown32 utimensat truncate64 ftruncate64 fallocate fadvise64 fdatasync
  mkdirat mknodat rmdir unlinkat renameat symlinkat
`).map((call) => `__syscall_${call}`);
const disk = words(`
  fd_close fd_read fd_write fd_seek fd_pread fd_pwrite fd_sync fd_fdstat_get
  _mmap_js _munmap_js _msync_js _try_fcntl64
`);
const clocks = words(`
  clock_res_get clock_time_get emscripten_get_now emscripten_date_now
  _tzset_js _timegm_js _mktime_js _localtime_js _gmtime_js
`);
const rest = words(`
  emscripten_resize_heap emscripten_get_heap_max environ_sizes_get environ_get random_get
  _emscripten_get_progname _PyEM_TrampolineCall_JS __call_sighandler getprotobyname
  proc_exit exit _abort_js __assert_fail
`);
/** By their names in the interpreter's list of imports. */
const kept: ReadonlySet<string> = new Set([...systemCalls, ...disk, ...clocks, ...rest]);

/** What the others answer, where C knows an answer that means no: system calls, and what looks like them. */
const notImplemented = -52;
const noAnswer = -4;
const refusals: Record<string, number> = {
  _emscripten_system: notImplemented,
  _setitimer_js: notImplemented,
  getaddrinfo: noAnswer,
  getnameinfo: noAnswer,
  // A null pointer: no library, no symbol.
  _dlopen_js: 0,
  _dlsym_js: 0,
};
const refusalOf = (name: string): number | undefined =>
  refusals[name] ?? (name.startsWith('__syscall_') ? notImplemented : undefined);

type Callable = (...args: unknown[]) => unknown;

export class Boundary {
  #isOpen = true;
  /** CPython's question whether a signal has come. */
  signal: () => number = () => 0;

  /** What to instantiate `interpreter` with instead of `imports`. */
  around(interpreter: WebAssembly.Module, imports: WebAssembly.Imports): WebAssembly.Imports {
    const wrapped: Record<string, Record<string, WebAssembly.ImportValue>> = {};
    for (const { module, name } of WebAssembly.Module.imports(interpreter)) {
      const given = imports[module]?.[name];
      if (typeof given !== 'function') continue;
      (wrapped[module] ??= { ...imports[module] })[name] = this.#guard(name, given as Callable);
    }
    return { ...imports, ...wrapped };
  }

  #guard(name: string, act: Callable): Callable {
    if (name === '_Py_CheckEmscriptenSignals_Helper') return () => this.signal();
    if (kept.has(name)) return act;
    return (...args) => {
      if (this.#isOpen) return act(...args);
      const refusal = refusalOf(name);
      if (refusal === undefined) throw new Error(`the interpreter may not call ${name}`);
      return refusal;
    };
  }

  /** For good. */
  close(): void {
    this.#isOpen = false;
  }
}

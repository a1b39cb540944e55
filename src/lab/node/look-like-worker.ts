/** Makes this global look like a browser's worker, for good: Pyodide asks it where it is. */
export function lookLikeWorker(): void {
  function WorkerGlobalScope(): void {
    // Only asked whether this global is an instance of it.
  }
  Object.defineProperty(WorkerGlobalScope, Symbol.hasInstance, { value: () => true });
  const shown = {
    process: undefined,
    WorkerGlobalScope,
    self: globalThis,
    location: new URL('https://bundle.invalid/'),
  };
  for (const [name, value] of Object.entries(shown)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
}

/**
 * The last wall around an engine. Python reaches no JavaScript (boundary.ts); should it ever, it would find a global that can compute and nothing else,
 * whose built-in objects nobody can change.
 */
import type {} from 'ses';
import 'ses/lockdown-shim.js';

/** What is left of the global: the language, and what Pyodide's core asks for while it runs. */
const kept: ReadonlySet<string> = new Set([
  ...['Object', 'Function', 'Boolean', 'Symbol', 'Number', 'BigInt', 'String', 'RegExp', 'Math', 'JSON', 'Date'],
  ...['Array', 'Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'Promise', 'Proxy', 'Reflect', 'Iterator'],
  ...['Error', 'AggregateError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError', 'EvalError'],
  ...['ArrayBuffer', 'DataView', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array'],
  ...['Int32Array', 'Uint32Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array'],
  ...['Infinity', 'NaN', 'undefined', 'globalThis', 'self', 'parseInt', 'parseFloat', 'isNaN', 'isFinite'],
  ...['encodeURIComponent', 'decodeURIComponent', 'TextDecoder', 'TextEncoder', 'WebAssembly', 'performance', 'crypto'],
]);
/** Of WebAssembly: an error's class. What is running needs no other part, and what makes new code must not be there. */
const keptOfWebAssembly: ReadonlySet<string> = new Set(['RuntimeError']);

/** Takes properties from an object and from all that it inherits from, but for what every object has. */
export function remove(target: object, keep: (name: string | symbol) => boolean): void {
  for (
    let owner: object | null = target;
    owner !== null && owner !== Object.prototype;
    owner = Reflect.getPrototypeOf(owner)
  ) {
    for (const name of Reflect.ownKeys(owner)) {
      if (keep(name) || Reflect.deleteProperty(owner, name)) continue;
      // A property that cannot be deleted can still be emptied, unless it is constant.
      Reflect.defineProperty(owner, name, { value: undefined });
    }
  }
}

/** For good. `target` is the global object of a worker whose engine is ready. */
export function lockDown(target: typeof globalThis): void {
  // SES would put the machine's own clock back (clock.ts).
  const virtualDate = Object.getOwnPropertyDescriptor(target, 'Date');
  lockdown({
    // There is none: the policy of pages and the flags of Node forbid it.
    evalTaming: 'no-eval',
    // What is thrown at the engine's edge is told, and nowhere else.
    consoleTaming: 'unsafe',
    errorTrapping: 'none',
    unhandledRejectionTrapping: 'none',
    reporting: 'none',
  });
  if (virtualDate) Object.defineProperty(target, 'Date', virtualDate);
  remove(WebAssembly, (name) => keptOfWebAssembly.has(String(name)));
  const { harden: freeze, Date, TextDecoder, TextEncoder, WebAssembly: wasm, performance, crypto } = target;
  remove(target, (name) => kept.has(String(name)));
  freeze([Date, TextDecoder, TextEncoder, wasm, performance, crypto]);
}

/** What the interpreter may call once a lab's code runs, told by its own list of imports. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { Boundary } from '../../src/lab/engine/boundary.ts';

const file = createRequire(import.meta.url).resolve('pyodide/pyodide.asm.wasm');
const interpreter = new WebAssembly.Module(readFileSync(file));
const functions = WebAssembly.Module.imports(interpreter).filter(({ kind }) => kind === 'function');

function pretend(): { boundary: Boundary; called: string[]; call: (name: string) => unknown } {
  const called: string[] = [];
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {};
  for (const { module, name } of functions)
    (imports[module] ??= {})[name] = () => {
      called.push(name);
      return 0;
    };
  const boundary = new Boundary();
  const around = boundary.around(interpreter, imports);
  const act = (name: string): unknown => {
    const { module } = functions.find((one) => one.name === name) ?? { module: '' };
    return (around[module]?.[name] as () => unknown)();
  };
  return { boundary, called, call: act };
}

/** Names that let themselves be called, and what the others answered. */
function afterClosing(): { through: string[]; answered: Record<string, unknown>; thrown: string[] } {
  const { boundary, called, call } = pretend();
  boundary.close();
  const answered: Record<string, unknown> = {};
  const thrown: string[] = [];
  for (const { name } of functions) {
    const before = called.length;
    try {
      const answer = call(name);
      if (called.length === before) answered[name] = answer;
    } catch {
      thrown.push(name);
    }
  }
  return { through: called, answered, thrown };
}

test('while Pyodide starts, everything is called that it gave', () => {
  const { called, call } = pretend();
  for (const { name } of functions) call(name);
  const own = ['_Py_CheckEmscriptenSignals_Helper'];
  expect(called).toEqual(functions.map(({ name }) => name).filter((name) => !own.includes(name)));
});

test('afterwards nothing of the bridge, of libraries, foreign functions, sockets or timers is called any more', () => {
  const { through, answered, thrown } = afterClosing();
  const gone =
    /^Js|js_init|pyproxy|proxy|hiwire|python2js|js2python|dlopen|dlsym|ffi_|socket|connect|send|recv|bind|listen|accept|timer|system|asm_const|log|promise|suspender|syncify|raw_call/i;
  expect(through.filter((name) => gone.test(name))).toEqual([]);
  expect(thrown.length + Object.keys(answered).length + through.length).toBe(functions.length);
  expect(thrown.length).toBeGreaterThan(100);
  // System calls say that they are not implemented; C knows what to do then.
  expect(answered['__syscall_socket']).toBe(-52);
  expect(answered['_dlopen_js']).toBe(0);
});

test('CPython is answered by the countdown, before and after', () => {
  const { boundary, call } = pretend();
  boundary.signal = () => 26;
  expect(call('_Py_CheckEmscriptenSignals_Helper')).toBe(26);
  boundary.close();
  expect(call('_Py_CheckEmscriptenSignals_Helper')).toBe(26);
});

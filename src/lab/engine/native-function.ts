/**
 * Functions of JavaScript as built-in functions of CPython, which hold nothing of JavaScript: each is an index into the table of functions. It
 * takes numbers, answers a number or None, and has no attribute that leads anywhere. Pyodide's bridge, which hands out objects, has no
 * part in it.
 */
import type { Interpreter } from './interpreter.ts';

/** A function as CPython calls it (METH_FASTCALL): self, the array of arguments, how many. Answers a new reference, or 0 when it raised. */
export type NativeFunction = (self: number, args: number, count: number) => number;

const fastCall = 0x80;
const raised = 0;

/** What Python may call: it gets as many numbers as Python passes, and what it answers, if not a number, is None. */
export type HostFunction = (...values: number[]) => unknown;

/** An argument that is no number raises TypeError over there. */
export function nativeFunction(interpreter: Interpreter, act: HostFunction): NativeFunction {
  const { exports } = interpreter;
  return (_self, args, count) => {
    const values: number[] = [];
    for (let index = 0; index < count; index += 1) {
      const value = exports.PyFloat_AsDouble(interpreter.words[(args >>> 2) + index] ?? 0);
      if (value === -1 && exports.PyErr_Occurred() !== 0) return raised;
      values.push(value);
    }
    const answer = act(...values);
    if (typeof answer !== 'number') return interpreter.none;
    return Number.isInteger(answer) ? exports.PyLong_FromDouble(answer) : exports.PyFloat_FromDouble(answer);
  };
}

/** Makes `import name` find a module of these functions, which are WebAssembly's. Answers their places in the table of functions. */
export function addModule(
  interpreter: Interpreter,
  name: string,
  natives: Record<string, unknown>,
): Record<string, number> {
  const { exports } = interpreter;
  const table = exports.__indirect_function_table;
  const module = interpreter.withText(name, (text) => exports.PyImport_AddModule(text));
  const places: Record<string, number> = {};
  for (const [method, native] of Object.entries(natives)) {
    const index = table.grow(1);
    places[method] = index;
    table.set(index, native);
    // A PyMethodDef (Include/methodobject.h): name, function, flags, documentation. CPython keeps the address.
    const definition = exports.malloc(16);
    interpreter.words.set([interpreter.lastingText(method), index, fastCall, 0], definition >>> 2);
    const made = exports.PyCMethod_New(definition, 0, 0, 0);
    interpreter.withText(method, (text) => exports.PyModule_AddObjectRef(module, text, made));
    exports.Py_DecRef(made);
  }
  return places;
}

/** Puts functions where a Python that knows them has them in the table of functions. */
export function placeFunctions(
  interpreter: Interpreter,
  places: Record<string, number>,
  natives: Record<string, unknown>,
): void {
  const table = interpreter.exports.__indirect_function_table;
  for (const [name, index] of Object.entries(places)) table.set(index, natives[name]);
}

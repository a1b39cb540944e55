/**
 * Errors of the system are made in one place: `OSError.__new__`, which C calls by its index in the table of functions, for errors of C and of
 * Python alike. A function in its place sees their numbers and texts first, and the world says which are to be others
 * (src/world/modules/errno_module.py).
 */
import type { Interpreter } from './interpreter.ts';
import type { NativeFunction } from './native-function.ts';
import { asWebAssembly } from './native-wasm.ts';

/** `Py_tp_new` (Include/typeslots.h). */
const newSlot = 65;

/**
 * Answers a function that takes the address of a Python dictionary, which must stay: from (number, text) to (number, text), where errors begin
 * with the first ones and are to begin with the others. To be called once.
 */
export function errorTranslation(interpreter: Interpreter): (dictionary?: number) => void {
  const { exports, at } = interpreter;
  const word = (address: number): number => interpreter.words[address >>> 2] ?? 0;
  const type = (object: number): number => word(object + 4);
  const item = (tuple: number, index: number): number => exports.PyTuple_GetItem(tuple, index);

  /** A new reference to the arguments that the error is to have. */
  function translated(dictionary: number, args: number): number {
    exports.Py_IncRef(args);
    const length = exports.PyTuple_Size(args);
    // Of these very types, so that comparing them runs no code of Python's.
    if (length < 2 || type(item(args, 0)) !== at('PyLong_Type') || type(item(args, 1)) !== at('PyUnicode_Type'))
      return args;
    const begin = exports.PyTuple_GetSlice(args, 0, 2);
    const other = exports.PyDict_GetItem(dictionary, begin);
    exports.Py_DecRef(begin);
    if (other === 0) return args;
    const made = exports.PyTuple_New(length);
    for (let index = 0; index < length; index += 1) {
      const value = item(index < 2 ? other : args, index);
      exports.Py_IncRef(value);
      exports.PyTuple_SetItem(made, index, value);
    }
    exports.Py_DecRef(args);
    return made;
  }

  return (dictionary = 0) => {
    const table = exports.__indirect_function_table;
    const place = exports.PyType_GetSlot(word(at('PyExc_OSError')), newSlot);
    if (place === 0) throw new Error('this Python makes errors elsewhere');
    const make = table.get(place) as NativeFunction;
    const makeTranslated: NativeFunction = (class_, args, keywords) => {
      const others = translated(dictionary, args);
      const error = make(class_, others, keywords);
      exports.Py_DecRef(others);
      return error;
    };
    table.set(place, asWebAssembly(makeTranslated));
  };
}

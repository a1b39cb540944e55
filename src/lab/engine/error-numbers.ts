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

/** What changes errors, as numbers. */
export interface Translation {
  /** Address of the dictionary from (number, text) to (number, text), which stays. */
  dictionary: number;
  /** Where the table of functions has `OSError.__new__`. */
  place: number;
}

/** How errors that begin with a key of the dictionary are to begin with its value; nothing is changed yet. */
export function findErrors(interpreter: Interpreter, dictionary: number): Translation {
  const class_ = interpreter.words[interpreter.at('PyExc_OSError') >>> 2] ?? 0;
  const place = interpreter.exports.PyType_GetSlot(class_, newSlot);
  if (place === 0) throw new Error('this Python makes errors elsewhere');
  return { dictionary, place };
}

/** From now on errors are translated. To be called once in an engine. */
export function translateErrors(interpreter: Interpreter, { dictionary, place }: Translation): void {
  const { exports, at } = interpreter;
  const word = (address: number): number => interpreter.words[address >>> 2] ?? 0;
  const type = (object: number): number => word(object + 4);
  const item = (tuple: number, index: number): number => exports.PyTuple_GetItem(tuple, index);

  /** A new reference to the arguments that the error is to have. */
  function translated(args: number): number {
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

  const table = exports.__indirect_function_table;
  const make = table.get(place) as NativeFunction;
  const makeTranslated: NativeFunction = (class_, args, keywords) => {
    const others = translated(args);
    const error = make(class_, others, keywords);
    exports.Py_DecRef(others);
    return error;
  };
  table.set(place, asWebAssembly(makeTranslated));
}

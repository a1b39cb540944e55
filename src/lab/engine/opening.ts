/**
 * `open` of descriptors that C does not know. It is one built-in function, which `io`, `os.fdopen` and everybody else have; so it stays what it
 * is, and goes another way for numbers from a certain one on. That way is WebAssembly alone: Python on it can wait.
 */
import type { Interpreter } from './interpreter.ts';
import { choosing } from './native-wasm.ts';

/** Offsets in bytes (Include/cpython/methodobject.h, Include/methodobject.h): the definition of a built-in function, and its function there. */
const definitionAt = 8;
const functionAt = 4;
const flagsAt = 8;
/** METH_FASTCALL | METH_KEYWORDS: what the function takes. */
const fastCallWithKeywords = 0x82;
/** Of C's numbers for descriptors. */
const largest = 2 ** 31 - 1;

/**
 * Answers a function that takes the addresses of Python's `open` and of another callable, which must stay, and the first number that the other
 * one is to open. To be called once.
 */
export function openingElsewhere(
  interpreter: Interpreter,
): (open?: number, elsewhere?: number, first?: number) => void {
  const { exports, at } = interpreter;
  const word = (address: number): number => interpreter.words[address >>> 2] ?? 0;

  /** What is to be opened: the first argument, or the one of that name. 0 if there is none. */
  function wanted(args: number, count: number, names: number): number {
    if (count > 0) return word(args);
    const keywords = names === 0 ? 0 : exports.PyTuple_Size(names);
    for (let index = 0; index < keywords; index += 1)
      if (interpreter.readString(exports.PyTuple_GetItem(names, index)) === 'file') return word(args + 4 * index);
    return 0;
  }

  return (open = 0, elsewhere = 0, first = 0) => {
    const table = exports.__indirect_function_table;
    const definition = word(open + definitionAt);
    if (word(definition + flagsAt) !== fastCallWithKeywords) throw new Error('this Python opens files elsewhere');
    const place = definition + functionAt;
    const index = table.grow(1);
    table.set(
      index,
      choosing({
        choose(args, count, names) {
          const file = wanted(args, count, names);
          if (file === 0 || word(file + 4) !== at('PyLong_Type')) return 0;
          const number = exports.PyFloat_AsDouble(file);
          // It may be too large for a float.
          exports.PyErr_Clear();
          return number >= first && number <= largest ? elsewhere : 0;
        },
        call: exports.PyObject_Vectorcall,
        usual: table.get(word(place)) as (...args: number[]) => number,
      }),
    );
    interpreter.words[place >>> 2] = index;
  };
}

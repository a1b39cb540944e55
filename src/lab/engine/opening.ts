/**
 * `open` of descriptors that C does not know, and of files, at which CPython gives up its lock. It is one built-in function, which `io`,
 * `os.fdopen` and everybody else have; so it stays what it is, goes another way for numbers from a certain one on, and lets others run before
 * the usual one. Both are WebAssembly alone: Python there can wait.
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

/** What `open` does with numbers of descriptors, as numbers. */
export interface Opening {
  /** Places in the table of functions: of the function that C has for it, and of the one that came in between. */
  usual: number;
  index: number;
  /** Addresses of the callables that open numbers from `first` on, and that are called before anything else is opened; they stay. */
  elsewhere: number;
  before: number;
  first: number;
}

/** What Python says of its `open`, as addresses, besides the least number that is opened elsewhere. */
export interface OpeningAsked extends Pick<Opening, 'elsewhere' | 'before' | 'first'> {
  open: number;
}

/** Changes Python's `open`. To be called once in an engine. */
export function openElsewhere(interpreter: Interpreter, { open, ...ways }: OpeningAsked): Opening {
  const { exports, words } = interpreter;
  const definition = words[(open + definitionAt) >>> 2] ?? 0;
  if (words[(definition + flagsAt) >>> 2] !== fastCallWithKeywords)
    throw new Error('this Python opens files elsewhere');
  const place = (definition + functionAt) >>> 2;
  const opening = { usual: words[place] ?? 0, index: exports.__indirect_function_table.grow(1), ...ways };
  placeOpening(interpreter, opening);
  words[place] = opening.index;
  return opening;
}

/** Puts the function that chooses the way to its place in the table of functions. */
export function placeOpening(interpreter: Interpreter, { usual, index, elsewhere, before, first }: Opening): void {
  const { exports, at } = interpreter;
  const word = (address: number): number => interpreter.words[address >>> 2] ?? 0;

  /** What is to be opened: the first argument, or the one of that name. 0 if there is none. */
  function wanted(args: number, count: number, names: number): number {
    if (count > 0) return word(args);
    const keywords = names === 0 ? 0 : exports.PyTuple_Size(names);
    for (let name = 0; name < keywords; name += 1)
      if (interpreter.readString(exports.PyTuple_GetItem(names, name)) === 'file') return word(args + 4 * name);
    return 0;
  }

  const table = exports.__indirect_function_table;
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
      before: () => before,
      call: exports.PyObject_Vectorcall,
      usual: table.get(usual) as (...args: number[]) => number,
    }),
  );
}

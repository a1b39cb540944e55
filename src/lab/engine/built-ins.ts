/**
 * Takes built-in modules away from CPython for good, however it is asked for them. They are looked up in a table that ends with an entry
 * without a name; CPython copies it when it starts (`INITTAB` in Python/import.c of CPython 3.14), to a place that its runtime state knows.
 */
import type { Interpreter } from './interpreter.ts';

/** An entry: address of the name, address of the function. */
const entryWords = 2;
/** Words of the runtime state to look through. */
const farthest = 4096;

function tableOf({ words, at }: Interpreter): number {
  const original = words[at('PyImport_Inittab') >>> 2] ?? 0;
  const firstName = words[original >>> 2];
  const runtime = at('_PyRuntime') >>> 2;
  for (let word = 0; word < farthest; word += 1) {
    const place = words[runtime + word] ?? 0;
    if (place !== original && place > 0 && place % 4 === 0 && words[place >>> 2] === firstName) return place >>> 2;
  }
  throw new Error('this Python keeps its built-in modules elsewhere');
}

/** Lets go of what CPython keeps of a module for its next import. Modules that are imported stay until somebody lets go of them. */
export function removeBuiltIns(interpreter: Interpreter, names: readonly string[]): void {
  const { exports } = interpreter;
  for (const name of names) {
    const text = interpreter.newString(name);
    exports._PyImport_ClearExtension(text, text);
    exports.Py_DecRef(text);
  }
  const { words } = interpreter;
  const table = tableOf(interpreter);
  let kept = table;
  for (let entry = table; words[entry] !== 0; entry += entryWords) {
    if (names.includes(interpreter.readText(words[entry] ?? 0))) continue;
    words.copyWithin(kept, entry, entry + entryWords);
    kept += entryWords;
  }
  words.fill(0, kept, kept + entryWords);
}

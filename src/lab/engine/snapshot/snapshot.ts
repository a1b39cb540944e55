/**
 * An engine just before its run, written down: memory, and what of JavaScript belongs to it. An engine that is made of it runs nothing of
 * Python to come there, and its memory is the other one's to the last byte.
 *
 * Only an engine that has run no code of a lab may be written down, and only one of the very same files may be restored: who keeps
 * snapshots names them by all that they depend on (lab/snapshot-key.ts).
 */
import type { ClockState } from '../clock.ts';
import type { Translation } from '../error-numbers.ts';
import type { ThreadsState } from '../green-threads.ts';
import { Interpreter } from '../interpreter.ts';
import type { Opening } from '../opening.ts';
import type { Snapshot } from '../../protocol.ts';
import type { Core } from '../pyodide.ts';
import type { LoadedPython } from '../start-python.ts';
import { recordDisk, restoreDisk, type Disk } from './disk.ts';
import { findLibrary, placeLibrary, type PlacedLibrary } from './library.ts';
import { packPages, unpackPages, type Pages } from './pages.ts';

/** What an engine knows of its Python besides the memory. */
export interface EngineState {
  /** Places in the table of functions of what the machine calls. */
  natives: Record<string, number>;
  threads: ThreadsState;
  errors: Translation;
  opening: Opening;
  clock: ClockState;
  /** Address of the function that runs the job. */
  runJob: number;
}

/** A snapshot without its bytes. */
interface State {
  pages: Pages;
  /** Where C's stack ends. */
  stack: number;
  /** Length of the table of functions of an interpreter that has only been instantiated, and of this one. */
  table: { blank: number; length: number };
  library: PlacedLibrary | null;
  disk: Disk;
  engine: EngineState;
}

/** Objects of JavaScript that every Python knows from its start (`_jslib_init`). */
const immortals = 7;

/** What a table has, from its first place on. It says where it ends by refusing. */
function* placesOf(get: (index: number) => unknown): Generator {
  for (let index = 0; ; index += 1) {
    let value: unknown;
    try {
      value = get(index);
    } catch {
      return;
    }
    yield value;
  }
}

/** Throws when Python holds an object of JavaScript: it would have to be known which one that is. */
function checkReferences(core: Core): void {
  for (const value of placesOf(core.__hiwire_get))
    if (value !== null) throw new Error('Python holds an object of JavaScript');
  const kept = [...placesOf(core.__hiwire_immortal_get)].length;
  if (kept !== immortals) throw new Error(`Python keeps ${String(kept)} objects of JavaScript for ever`);
}

/** Every place that the table has got since its start must be somebody's. */
function checkTable(
  { blank, length }: State['table'],
  { natives, opening }: EngineState,
  library: PlacedLibrary | null,
): void {
  const known = new Set([...Object.values(natives), opening.index, ...(library?.placed ?? []).map(([index]) => index)]);
  for (let index = blank; index < length; index += 1) {
    if (library && index >= library.tableBase && index < library.tableBase + library.tableSize) continue;
    if (!known.has(index)) throw new Error(`nobody knows function ${String(index)}`);
  }
}

const compileFrom =
  (core: Core) =>
  (path: string): WebAssembly.Module =>
    new WebAssembly.Module(core.FS.readFile(path) as BufferSource);

/**
 * Writes down an engine in which nothing runs and nothing of a lab has run. `packs` are the contents that its disk was made of. Throws for one
 * that holds what cannot be written down.
 */
export function takeSnapshot(
  { core, tableLength }: LoadedPython,
  packs: readonly Uint8Array[],
  interpreter: Interpreter,
  engine: EngineState,
): Snapshot {
  checkReferences(core);
  const library = findLibrary(core, compileFrom(core));
  const table = { blank: tableLength, length: core.wasmTable.length };
  checkTable(table, engine, library);
  const given = new Set(packs.map(({ buffer }) => buffer));
  const { pages, bytes } = packPages(interpreter.bytes);
  const stack = interpreter.exports.emscripten_stack_get_current();
  const disk = recordDisk(core.FS, ({ buffer }) => given.has(buffer));
  return { state: JSON.stringify({ pages, stack, table, library, disk, engine } satisfies State), memory: bytes };
}

/**
 * Fills an interpreter that has only been instantiated, with the same packs on its disk. What the machine calls has its places in the table of
 * functions, and is to be put there. Throws when the snapshot does not fit, and then this interpreter is good for nothing.
 */
export function restoreSnapshot(
  { core, instance, tableLength }: LoadedPython,
  { state, memory }: Snapshot,
): { interpreter: Interpreter; engine: EngineState } {
  const { pages, stack, table, library, disk, engine } = JSON.parse(state) as State;
  if (tableLength !== table.blank)
    throw new Error(`this table has ${String(tableLength)} functions, the other had ${String(table.blank)}`);
  const exports = instance.exports as { memory: WebAssembly.Memory; _emscripten_stack_restore: (to: number) => void };
  const used = exports.memory.buffer.byteLength;
  core.growMemory(pages.size);
  if (exports.memory.buffer.byteLength !== pages.size) throw new RangeError('out of memory');
  if (library) {
    core.wasmTable.grow(library.tableBase - table.blank);
    const functions = placeLibrary(core, compileFrom(core)(library.path), library);
    core.wasmTable.grow(table.length - core.wasmTable.length);
    for (const [index, name] of library.placed) core.wasmTable.set(index, functions[name]);
  } else {
    core.wasmTable.grow(table.length - table.blank);
  }
  restoreDisk(core.FS, disk);
  unpackPages(pages, memory, new Uint8Array(exports.memory.buffer), used);
  exports._emscripten_stack_restore(stack);
  return { interpreter: new Interpreter(instance), engine };
}

/**
 * A library of WebAssembly beside the interpreter (pydantic_core's): where Emscripten put it, and the same library at the same place in another
 * engine. What it has in memory is in the memory already, so nothing of it is started there.
 */
import type { Core } from '../pyodide.ts';

export interface PlacedLibrary {
  /** On the virtual disk. */
  path: string;
  memoryBase: number;
  /** Its first place in the table of functions, and how many it has there. */
  tableBase: number;
  tableSize: number;
  /** What it was told of addresses of data, and of functions' places in the table, by name. */
  data: Record<string, number>;
  functions: Record<string, number>;
  /** Its functions that got a place in the table afterwards, by that place: those that CPython asked for by name. */
  placed: [index: number, name: string][];
}

/** Offsets in bytes of Emscripten's record of a library (`struct dso`, system/lib/libc/musl/src/internal/dynlink.h there). */
const memoryBaseAt = 12;
const tableBaseAt = 20;
const tableSizeAt = 24;

type Exports = Record<string, unknown>;

const valuesOf = (core: Core, module: WebAssembly.Module, kind: string): Record<string, number> =>
  Object.fromEntries(
    WebAssembly.Module.imports(module)
      .filter((wanted) => wanted.module === kind)
      .map(({ name }) => {
        const symbol = core.GOT[name];
        if (!symbol) throw new Error(`${name} has no place`);
        return [name, symbol.value as number];
      }),
  );

/** The library that is there, or null for none. Throws when there are several, of which nobody noted in which order they came. */
export function findLibrary(core: Core, compile: (path: string) => WebAssembly.Module): PlacedLibrary | null {
  const paths = Object.keys(core.LDSO.loadedLibsByName).filter((name) => name !== '__main__');
  const [path] = paths;
  if (path === undefined) return null;
  const [handle, ...others] = Object.entries(core.LDSO.loadedLibsByHandle)
    .filter(([, { name }]) => name === path)
    .map(([number]) => Number(number));
  if (paths.length > 1 || handle === undefined || others.length > 0) throw new Error(`libraries: ${paths.join(', ')}`);
  const word = (offset: number): number => core.HEAPU32[(handle + offset) >>> 2] ?? 0;
  const [tableBase, tableSize] = [word(tableBaseAt), word(tableSizeAt)];
  const module = compile(path);
  return {
    path,
    memoryBase: word(memoryBaseAt),
    tableBase,
    tableSize,
    data: valuesOf(core, module, 'GOT.mem'),
    functions: valuesOf(core, module, 'GOT.func'),
    placed: placedAfter(core.wasmTable, tableBase + tableSize, core.LDSO.loadedLibsByName[path]?.exports ?? {}),
  };
}

function placedAfter(table: WebAssembly.Table, first: number, exports: Exports): [number, string][] {
  const named = new Map(Object.entries(exports).map(([name, value]) => [value, name]));
  const placed: [number, string][] = [];
  for (let index = first; index < table.length; index += 1) {
    const name = named.get(table.get(index));
    if (name !== undefined) placed.push([index, name]);
  }
  return placed;
}

/**
 * Puts the library where it was; the table has come to `tableBase`. Writes its data as it was compiled into the memory, which is to be filled
 * afterwards. Answers its exports.
 */
export function placeLibrary(core: Core, module: WebAssembly.Module, library: PlacedLibrary): Exports {
  const { memoryBase, tableBase, tableSize } = library;
  if (core.wasmTable.length !== tableBase) throw new Error(`a library for place ${String(tableBase)}`);
  if (core.getDylinkMetadata(module).tableSize !== tableSize) throw new Error(`another ${library.path}`);
  core.wasmTable.grow(tableSize);
  const offered = core.LDSO.loadedLibsByName['__main__']?.exports ?? {};
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {};
  let own: Exports = {};
  const wanted: Record<string, (name: string) => unknown> = {
    'GOT.mem': (name) => new WebAssembly.Global({ value: 'i32', mutable: true }, library.data[name] ?? 0),
    'GOT.func': (name) => new WebAssembly.Global({ value: 'i32', mutable: true }, library.functions[name] ?? 0),
  };
  function symbol(name: string): unknown {
    if (name === '__memory_base') return memoryBase;
    if (name === '__table_base') return tableBase;
    const found = offered[name] as { stub?: boolean } | undefined;
    // Some are its own, and known once it is there.
    return found && found.stub !== true
      ? found
      : (...values: unknown[]) => (own[name] as (...all: unknown[]) => unknown)(...values);
  }
  for (const { module: from, name } of WebAssembly.Module.imports(module))
    (imports[from] ??= {})[name] = (wanted[from] ?? symbol)(name) as WebAssembly.ImportValue;
  own = new WebAssembly.Instance(module, imports).exports;
  return own;
}

/**
 * The parts of Pyodide 314.0.7 that the engine touches: how it is loaded, the virtual disk, and how it links libraries. Hand-written because
 * most are not in its public types; the version is pinned, and here and in interpreter.ts an upgrade is checked.
 */

/** A file or directory of the virtual disk. */
export interface DiskNode {
  id: number;
  name: string;
  parent: DiskNode;
  mode: number;
  /** Of a device. */
  rdev: number;
  atime: number;
  mtime: number;
  ctime: number;
  /** Of a directory: what is in it, by name. Of a file: its bytes, which may be longer than `usedBytes`. Of a link: nothing. */
  contents?: Record<string, DiskNode> | Uint8Array | null;
  usedBytes?: number;
  /** Where a link leads. */
  link?: string;
}

/** An open file. */
export interface DiskStream {
  fd: number;
  path: string;
  flags: number;
  position: number;
}

export interface FileSystem {
  root: DiskNode;
  nextInode: number;
  currentPath: string;
  streams: (DiskStream | null | undefined)[];
  /** By their numbers. */
  devices: Record<number, unknown>;
  mkdir(path: string): DiskNode;
  mkdirTree(path: string): void;
  rmdir(path: string): void;
  unlink(path: string): void;
  writeFile(path: string, data: Uint8Array, options?: { canOwn?: boolean }): void;
  readFile(path: string): Uint8Array;
  open(path: string, flags: number): DiskStream;
  chdir(path: string): void;
  isDir(mode: number): boolean;
  isFile(mode: number): boolean;
  isChrdev(mode: number): boolean;
  /** The table by which names are found; a node's place in it follows from its name and its directory's `id`. */
  hashAddNode(node: DiskNode): void;
  hashRemoveNode(node: DiskNode): void;
}

/** What a WebAssembly module says of itself as a library. */
interface LibraryFacts {
  tableSize: number;
}

/** Emscripten's Module. */
export interface Core {
  FS: FileSystem;
  API: Record<string, unknown>;
  wasmTable: WebAssembly.Table;
  HEAPU32: Uint32Array;
  /** Places of symbols that libraries ask for: an address, or an index into the table of functions. */
  GOT: Record<string, WebAssembly.Global>;
  /** The main program, whose exports are what libraries may import, and libraries by path; a handle is the address of its record in C. */
  LDSO: {
    loadedLibsByName: Record<string, { exports: Record<string, unknown> }>;
    loadedLibsByHandle: Record<string, { name: string }>;
  };
  getDylinkMetadata(library: WebAssembly.Module): LibraryFacts;
  /** To so many bytes in all. */
  growMemory(bytes: number): void;
  runtimeKeepalivePush(): void;
  /** Makes the objects of JavaScript that Python knows from its start. */
  _jslib_init(): void;
  /** An object of JavaScript that Python holds, null for a free place. Throws beyond the last one. */
  __hiwire_get: (index: number) => unknown;
  /** The same of those that it holds for ever. */
  __hiwire_immortal_get: (index: number) => unknown;
}

/** Starts Emscripten's part, and Python unless `noInitialRun` is set. */
export type LoadCore = (settings: { noInitialRun?: boolean }) => Promise<Core>;

interface LoadOptions {
  indexURL: string;
  stdLibURL: string;
  packageBaseUrl: string;
  lockFileContents: string | object;
  createPyodideModule: LoadCore;
  env: Record<string, string>;
  jsglobals: object;
  stdin: () => undefined;
  stdout: (line: string) => void;
  stderr: (line: string) => void;
  fsInit?: (fs: FileSystem, info: { sitePackages: string }) => Promise<void>;
}

export type LoadPyodide = (options: LoadOptions) => Promise<unknown>;

/**
 * The parts of Pyodide 314.0.7 that the engine touches: how it is loaded, and the virtual disk meanwhile. Hand-written because some are not
 * in its public types; the version is pinned, and here and in interpreter.ts an upgrade is checked.
 */

export interface FileSystem {
  mkdirTree(path: string): void;
  writeFile(path: string, data: Uint8Array, options?: { canOwn?: boolean }): void;
}

interface LoadOptions {
  indexURL: string;
  stdLibURL: string;
  packageBaseUrl: string;
  lockFileContents: string | object;
  createPyodideModule: unknown;
  env: Record<string, string>;
  jsglobals: object;
  stdin: () => undefined;
  stdout: (line: string) => void;
  stderr: (line: string) => void;
  fsInit?: (fs: FileSystem, info: { sitePackages: string }) => Promise<void>;
}

export type LoadPyodide = (options: LoadOptions) => Promise<unknown>;

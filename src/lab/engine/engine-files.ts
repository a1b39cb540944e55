/** What an engine gets of the runtime bundle, which whoever starts it reaches in a way of its own. */
import { packFiles, type BundleFile, type Manifest } from '../manifest.ts';
import type { PackName } from '../manifest-schema.ts';
import type { FromEngine } from '../protocol.ts';
import type { LoadCore, LoadPyodide } from './pyodide.ts';
import type { PythonParts } from './start-python.ts';

/** How an engine reaches the bundle. Both reject with an EngineFailure. */
export interface EngineFiles {
  manifest: Manifest;
  /** A compressed file of the bundle, checked and unpacked. `received` is told the stored bytes that have come so far. */
  unpacked: (file: BundleFile, received: (bytes: number) => void) => Promise<Uint8Array>;
  /** A JavaScript module of the bundle. */
  module: (file: BundleFile) => Promise<unknown>;
}

/** The files of one engine as they come: each is fetched once, and their bytes are counted together and told. */
export class Fetching {
  readonly #files: EngineFiles;
  readonly #report: (event: FromEngine) => void;
  readonly #under = new Map<BundleFile, { received: number; contents: Promise<Uint8Array> }>();

  constructor(files: EngineFiles, report: (event: FromEngine) => void) {
    this.#files = files;
    this.#report = report;
  }

  #contents(file: BundleFile): Promise<Uint8Array> {
    const fetched = this.#under.get(file) ?? {
      received: 0,
      contents: this.#files.unpacked(file, (bytes) => {
        fetched.received = bytes;
        this.#tell();
      }),
    };
    this.#under.set(file, fetched);
    return fetched.contents;
  }

  #tell(): void {
    let [received, total] = [0, 0];
    for (const [file, fetched] of this.#under) {
      received += fetched.received;
      total += file.stored;
    }
    this.#report({ kind: 'loading', stage: 'fetch', received, total });
  }

  /** Contents of the packs of a start, in the order in which they are unpacked. */
  packs(names: readonly PackName[]): Promise<Uint8Array[]> {
    return Promise.all(packFiles(this.#files.manifest, names).map((file) => this.#contents(file)));
  }

  /** Pyodide with its interpreter, which may be there already. One that is compiled here is told. */
  async parts(interpreter?: WebAssembly.Module): Promise<PythonParts> {
    const { loader, core, versions } = this.#files.manifest;
    const [loaderModule, coreModule, compiled] = await Promise.all([
      this.#files.module(loader),
      this.#files.module(core),
      interpreter ? Promise.resolve(interpreter) : this.#compiled(),
    ]);
    return {
      interpreter: compiled,
      load: (loaderModule as { loadPyodide: LoadPyodide }).loadPyodide,
      core: (coreModule as { default: LoadCore }).default,
      versions,
    };
  }

  async #compiled(): Promise<WebAssembly.Module> {
    const bytes = await this.#contents(this.#files.manifest.wasm);
    const interpreter = await WebAssembly.compile(bytes as BufferSource);
    this.#report({ kind: 'compiled', interpreter });
    return interpreter;
  }
}

/** What a published suite is: what is installed, which files are run, and which tests are not counted and why. */

/** Patterns of tests (`*` is any text) that need what this machine does not have, by what that is. */
export type Uncounted = Readonly<Record<string, readonly string[]>>;

export interface Suite {
  name: string;
  /** The published sources, as they are named in sources.txt; `cpython` is what the system's Python has (cpython.ts). */
  source: string;
  /** Files that go along, below the sources. */
  files: RegExp;
  /** Of inside/runners. */
  runner: 'pytest' | 'django' | 'unittest';
  /** What the runner gets, one engine each; a hang or a crash costs one of them. For pytest files, directories, or single tests (`*` is any text of a path). */
  shards: readonly string[];
  /** Imports that ask for parts of the runtime (src/lab/packs.ts). */
  imports: readonly string[];
  /** Beside pytest: of packages.txt, or of sources.txt (packages.ts says where in them Python lies). */
  packages: readonly string[];
  /** Modules of inside/stand_ins, for packages that the tests import and cannot have here. */
  standIns: readonly string[];
  /** Imported anew, with `packages` at hand: the runtime imports frameworks ahead, and some choose at import by what there is. */
  afresh: readonly string[];
  /** Further arguments of the runner. */
  options: readonly string[];
  uncounted: Uncounted;
}

/** Names of what this machine does not have. */
export const processes = 'starts processes of the machine that runs the tests';
export const ipv6 = 'IPv6';
export const tls = 'TLS and certificates';
export const loops = 'other event loops';

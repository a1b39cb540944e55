/** What modules of ours are made of: the files that they import, they import, and so on, and the packages that those ask for. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** `import … from 'x'`, `export … from`, a bare import, and import() of what is written out; types are erased before anything runs, and left out. */
const imports = /^(?:import(?! type)|export(?! type))\s(?:[^'"]*?\sfrom\s+)?'([^']+)'|(?<![.\w])import\('([^']+)'\)/gm;

export interface ModuleGraph {
  /** Paths of the entries and everything below them, in the order of their names. */
  files: string[];
  /** Names of the packages that one of the files imports, in order; Node's own modules are none. */
  packages: string[];
}

/** `@endo/lockdown` of `@endo/lockdown/pre.js`. */
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

export function moduleGraph(...entries: readonly string[]): ModuleGraph {
  const files = new Set<string>();
  const packages = new Set<string>();
  function visit(file: string): void {
    if (files.has(file)) return;
    files.add(file);
    for (const [, named, asked] of readFileSync(file, 'utf8').matchAll(imports)) {
      const specifier = named ?? asked ?? '';
      if (specifier.startsWith('.')) visit(join(dirname(file), specifier));
      else if (!specifier.startsWith('node:')) packages.add(packageOf(specifier));
    }
  }
  entries.forEach(visit);
  return { files: [...files].sort(), packages: [...packages].sort() };
}

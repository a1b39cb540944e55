/**
 * Writes NOTICE.txt into the built site: every package of which something is in the pages' scripts and styles, as the bundler itself lists
 * them, workers included. A package whose licence is not on our list, and a file that nobody is named for, stop the build. What the runtime
 * bundle holds stands in NOTICE-python.txt (src/build/runtime/notice.ts).
 */
import { glob, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import type { Plugin } from 'vite';
import { UserError } from '../log.ts';
import { noticeOf } from './notice.ts';
import { directoryOf, packageDirectory, partOf } from './packages.ts';

/** Files that are made of no modules, by how their paths begin, and the packages whose work they are. */
const besides: readonly [start: string, packages: readonly string[]][] = [
  // A notice of its own names what lies there.
  ['runtime/', []],
  ['pagefind/', ['pagefind', '@pagefind/default-ui']],
  ['_astro/ec.', ['astro-expressive-code', '@expressive-code/core', '@expressive-code/plugin-frames']],
];
/** In the pages themselves: what wakes islands, and the theme. */
const inPages = ['astro', '@astrojs/starlight'];

/** Of one build of the site: directories of packages, and names of files that the bundler wrote. */
const shipped = { packages: new Set<string>(), files: new Set<string>() };

/** Notes the package of every module that ends up in what browsers get. */
function collecting({ packages, files }: typeof shipped): Plugin {
  return {
    name: 'waitlab:licences',
    generateBundle(_, bundle) {
      // Pages are drawn by a build for Node, of which only the styles are shipped.
      const forBrowsers = this.environment.config.consumer === 'client';
      for (const part of Object.values(bundle)) {
        files.add(part.fileName);
        if (part.type !== 'chunk') continue;
        for (const [id, { renderedLength }] of Object.entries(part.modules)) {
          const isStyle = /\.css(\?|$)/.test(id);
          const directory = isStyle || (forBrowsers && renderedLength > 0) ? packageDirectory(id) : null;
          if (directory !== null) packages.add(directory);
        }
      }
    },
  };
}

/** The packages of scripts, styles and WebAssembly below `root` that the bundler did not write. */
async function packagesBesides(root: string, files: ReadonlySet<string>): Promise<string[]> {
  const found = new Set(inPages);
  for await (const file of glob('**/*.{js,mjs,css,wasm,pagefind,woff,woff2,ttf}', { cwd: root })) {
    const path = file.replaceAll('\\', '/');
    const known = besides.find(([start]) => path.startsWith(start));
    if (!known && !files.has(path)) {
      throw new UserError(`Nobody is named for ${path}.`, 'Say whose it is in src/build/licences/integration.ts.');
    }
    for (const name of known?.[1] ?? []) found.add(name);
  }
  return [...found];
}

export function licenceNotice(): AstroIntegration {
  return {
    name: 'waitlab:licences',
    hooks: {
      'astro:config:setup': ({ updateConfig }) => {
        updateConfig({ vite: { plugins: [collecting(shipped)], worker: { plugins: () => [collecting(shipped)] } } });
      },
      'astro:build:done': async ({ dir, logger }) => {
        const root = fileURLToPath(dir);
        const others = await packagesBesides(root, shipped.files);
        const directories = new Set([...shipped.packages, ...others.map(directoryOf)]);
        const parts = [...directories].map(partOf).sort((a, b) => (a.name < b.name ? -1 : 1));
        const intro = `The pages of Waitlab, which is under the MIT licence, hold parts of the following packages. What Python runs on, and the Python
packages, are named in NOTICE-python.txt.
`;
        await writeFile(join(root, 'NOTICE.txt'), noticeOf(intro, [['Packages', parts]]));
        logger.info(`named ${String(parts.length)} packages`);
      },
    },
  };
}

/** For what is bundled after the notice was written: of packages that it names. */
export function namedPackagesOnly(): Plugin {
  return {
    name: 'waitlab:named-packages-only',
    generateBundle(_, bundle) {
      for (const part of Object.values(bundle)) {
        for (const id of part.type === 'chunk' ? Object.keys(part.modules) : []) {
          const directory = packageDirectory(id);
          if (directory === null || shipped.packages.has(directory)) continue;
          throw new UserError(
            `${part.fileName} holds ${id}, and the notice does not name its package.`,
            'Name it there.',
          );
        }
      }
    },
  };
}

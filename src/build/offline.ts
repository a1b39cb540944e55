/**
 * Makes the built site storable: a list of every file with its hash (offline.json), and the service worker that answers from the store
 * (sw.js). Runs after everything that still writes into the pages.
 */
import { createHash } from 'node:crypto';
import { glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { build } from 'vite';
import { namedPackagesOnly } from './licences/integration.ts';
import { manifestPath, partOf, workerPath, type OfflineFile } from '../learn/session/offline/manifest.ts';

/** Parts of the runtime that only some labs import (src/lab/packs.ts). */
const packages = ['http', 'websocket', 'data', 'metrics'];

const hashOf = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

export function storable(): AstroIntegration {
  return {
    name: 'waitlab:offline',
    hooks: {
      'astro:build:done': async ({ dir, logger }) => {
        const root = fileURLToPath(dir);
        const files = await filesOf(root);
        const version = hashOf(files.map(({ path, sha256 }) => `${path} ${sha256}`).join('\n')).slice(0, 12);
        await writeFile(join(root, manifestPath), JSON.stringify({ version, files }));
        await buildWorker(root, version);
        logger.info(`${files.length} files can be stored, version ${version}`);
      },
    },
  };
}

async function filesOf(root: string): Promise<OfflineFile[]> {
  const names: string[] = [];
  for await (const entry of glob('**/*', { cwd: root, withFileTypes: true })) {
    if (entry.isFile()) names.push(join(entry.parentPath, entry.name).slice(root.length).replaceAll('\\', '/'));
  }
  const files: OfflineFile[] = [];
  for (const name of names.sort()) {
    const part = partOf(name, packages);
    if (part === null) continue;
    const bytes = await readFile(join(root, name));
    files.push({ path: name.replace(/(^|\/)index\.html$/, '$1'), bytes: bytes.length, sha256: hashOf(bytes), part });
  }
  return files;
}

async function buildWorker(root: string, version: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    plugins: [namedPackagesOnly()],
    define: { siteVersion: JSON.stringify(version) },
    build: {
      outDir: root,
      emptyOutDir: false,
      copyPublicDir: false,
      lib: {
        entry: fileURLToPath(new URL('../learn/session/offline/service-worker.ts', import.meta.url)),
        formats: ['iife'],
        name: 'waitlab',
        fileName: () => workerPath,
      },
    },
  });
}

/** Builds the site when something that it is made of has changed since the last time. A built site is whole, or not there. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { glob, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, toolScript } from './command.ts';
import { log, UserError } from './log.ts';
import { makingVariable } from './pages/messages.ts';
import { recordingFile } from './recordings/recording-file.ts';
import { shownRuns } from './recordings/wanted.ts';

export interface SiteBuild {
  /** The path the site is served under, with a slash at both ends. */
  base: string;
  /** Where the pages are written. */
  directory: string;
}

export const rootSite: SiteBuild = { base: '/', directory: 'dist' };

/** The same pages for a host that serves them below a path; the tests read these. */
export const subPathSite: SiteBuild = { base: '/x/', directory: '.cache/site-x' };

/** What to say where pages that somebody wants to read have not been built; null where all are there. */
export function missingSite(sites: readonly SiteBuild[]): UserError | null {
  const missing = sites.find(({ directory }) => !existsSync(join(directory, 'index.html')));
  if (!missing) return null;
  return new UserError(
    `The pages for ${missing.base} are not built (${missing.directory}).`,
    'run these tests through "npm test -- FILE", "npm run test:site" or "npm run test:e2e", which build what is missing.',
  );
}

const sources = [
  'content/**/*',
  'src/**/*.{astro,css,json,mjs,py,svg,ts,tsx}',
  'src/replay/requirements.txt',
  'public/*',
  'astro.config.mjs',
  'package-lock.json',
  'tsconfig.json',
];

/** The runtime's files carry a hash of their content in their names, so their names and sizes stand for them and the notice made with them. */
const bundle = ['public/runtime/**/*', 'public/NOTICE-python.txt'];

const nameOf = ({ base, directory }: SiteBuild): string =>
  createHash('sha256').update(`${base} ${directory}`).digest('hex').slice(0, 8);

/** Where pages come to lie before the site is whole. */
export const freshDirectory = (site: SiteBuild): string => `.cache/new-${nameOf(site)}`;

const stampOf = (site: SiteBuild): string => join('.cache', `site-${nameOf(site)}`);

/** Whether the pages are there, made from the sources, the bundle and the recordings that lie on the disk. */
export async function isBuilt(site: SiteBuild): Promise<boolean> {
  const last = await readFile(stampOf(site), 'utf8').catch(() => '');
  return existsSync(join(site.directory, 'index.html')) && last === stamp(await sourcesNow(), await productsNow());
}

/** A build that has begun, in a process of its own. */
export interface BegunBuild {
  process: ChildProcess;
  /** Settles when the whole site has taken the place of the one before; rejects with a UserError, and then that one is untouched. */
  built: Promise<void>;
}

/** Begins to build the pages. With a channel, as pages/messages.ts has it, the bundle and recordings may still be made meanwhile. */
export async function beginBuild(site: SiteBuild, { channel }: { channel: boolean }): Promise<BegunBuild> {
  const { base, directory } = site;
  const from = await sourcesNow();
  const fresh = freshDirectory(site);
  await rm(fresh, { recursive: true, force: true });
  const child = spawn(process.execPath, [await toolScript('astro'), 'build', '--silent'], {
    stdio: channel ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
    env: {
      ...process.env,
      BASE_PATH: base,
      OUT_DIR: `./${fresh}`,
      // Two sites may be built at the same time.
      CACHE_DIR: `./.cache/astro-${nameOf(site)}`,
      ASTRO_TELEMETRY_DISABLED: '1',
      ...(channel && { [makingVariable]: '1' }),
    },
  });
  const built = codeOf(child).then(async (code) => {
    if (code !== 0)
      throw new UserError('The pages could not be built.', 'the lines above name the file and the reason.');
    const made = stamp(from, await productsNow());
    putInPlace(fresh, directory, `.cache/old-${nameOf(site)}`);
    await writeFile(stampOf(site), made);
    await rm(`.cache/old-${nameOf(site)}`, { recursive: true, force: true });
  });
  return { process: child, built };
}

/** Builds the pages from the bundle and the recordings that are there. True if they had to be built. */
export async function buildSite(site: SiteBuild): Promise<boolean> {
  if (await isBuilt(site)) return false;
  log(`building the pages for ${site.base}`);
  const { built } = await beginBuild(site, { channel: false });
  await built;
  return true;
}

/** At no moment is there a directory that is not whole; whoever serves it sees both steps as one. */
function putInPlace(fresh: string, directory: string, old: string): void {
  rmSync(old, { recursive: true, force: true });
  if (existsSync(directory)) renameSync(directory, old);
  renameSync(fresh, directory);
}

const stamp = (from: string, products: string): string => `${from} ${products}`;

async function sourcesNow(): Promise<string> {
  const made = new Set(await filesOf(bundle));
  return hashOf((await filesOf(sources)).filter((path) => !made.has(path)));
}

/** The bundle, and the recordings that pages show. */
async function productsNow(): Promise<string> {
  const sizes = await Promise.all(
    (await filesOf(bundle)).map(async (path) => `${path} ${String((await stat(path)).size)}`),
  );
  const recordings = shownRuns().map(({ title }) => recordingFile(title));
  return `${createHash('sha256').update(sizes.join('\n')).digest('hex')} ${await hashOf(recordings)}`;
}

/** Files that are not there count as empty. */
async function hashOf(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) {
    hash
      .update(`${path}\0`)
      .update(await readFile(path).catch(() => ''))
      .update('\0');
  }
  return hash.digest('hex');
}

async function filesOf(patterns: readonly string[]): Promise<string[]> {
  const paths: string[] = [];
  for await (const entry of glob([...patterns], { withFileTypes: true })) {
    if (entry.isFile()) paths.push(join(entry.parentPath, entry.name));
  }
  return paths.sort();
}

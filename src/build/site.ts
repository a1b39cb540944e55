/** Builds the site when something that it is made of has changed since the last time. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { glob, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCode, toolScript } from './command.ts';
import { log, UserError } from './log.ts';

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
  '.cache/recordings/*.json',
  'astro.config.mjs',
  'package-lock.json',
  'tsconfig.json',
];

/** The runtime's files carry a hash of their content in their names, so their names and sizes stand for them. */
const namedByContent = 'public/runtime/**/*';

/** True if the pages had to be built. */
export async function buildSite({ base, directory }: SiteBuild): Promise<boolean> {
  const name = createHash('sha256').update(`${base} ${directory}`).digest('hex').slice(0, 8);
  const stamp = join('.cache', `site-${name}`);
  const before = await fingerprint();
  const last = await readFile(stamp, 'utf8').catch(() => '');
  if (last === before && existsSync(join(directory, 'index.html'))) return false;

  log(`building the pages for ${base}`);
  await rm(stamp, { force: true });
  const code = await exitCode(process.execPath, [await toolScript('astro'), 'build', '--silent'], {
    env: {
      BASE_PATH: base,
      OUT_DIR: `./${directory}`,
      // Two sites may be built at the same time.
      CACHE_DIR: `./.cache/astro-${name}`,
      ASTRO_TELEMETRY_DISABLED: '1',
    },
  });
  if (code !== 0) throw new UserError('The pages could not be built.', 'the lines above name the file and the reason.');
  await mkdir('.cache', { recursive: true });
  await writeFile(stamp, before);
  return true;
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  for (const path of await filesOf(sources)) {
    hash
      .update(`${path}\0`)
      .update(await readFile(path))
      .update('\0');
  }
  for (const path of await filesOf([namedByContent])) {
    hash.update(`${path}\0${String((await stat(path)).size)}\0`);
  }
  return hash.digest('hex');
}

async function filesOf(patterns: string[]): Promise<string[]> {
  const paths: string[] = [];
  for await (const entry of glob(patterns, { withFileTypes: true })) {
    if (entry.isFile()) paths.push(join(entry.parentPath, entry.name));
  }
  return paths.sort();
}

/**
 * Writes requirements.txt from requirements.in: what those packages need, each with the hash of the wheel that the bundle uses.
 * Run by hand when a version changes: `npm run lock`.
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requirements, requirementsIn, sha256 } from './paths.ts';
import { pipDownload } from './pip.ts';

const directory = await mkdtemp(join(tmpdir(), 'wheels-'));
try {
  await pipDownload(directory, ['--requirement', requirementsIn]);
  const lines = ['# Made by `npm run lock` from requirements.in.'];
  for (const wheel of (await readdir(directory)).sort()) {
    const [name = '', version = ''] = wheel.split('-');
    const hash = sha256(await readFile(join(directory, wheel)));
    lines.push(`${name.replaceAll('_', '-')}==${version} --hash=sha256:${hash}`);
  }
  await writeFile(requirements, `${lines.join('\n')}\n`);
  console.log(`requirements.txt: ${String(lines.length - 1)} packages`);
} finally {
  await rm(directory, { recursive: true });
}

/** The one way to the outside: `pip download` with the machine's own settings (mirrors, certificates, proxies). */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findPython } from '../python.ts';
import { UserError } from '../log.ts';

const run = promisify(execFile);

/** pip takes any platform's wheels; these are the ones that Pyodide 314 runs. */
const platform = [
  ...['--platform', 'pyemscripten_2026_0_wasm32', '--python-version', '3.14', '--implementation', 'cp'],
  ...['--abi', 'cp314', '--abi', 'abi3', '--abi', 'none', '--only-binary=:all:'],
];

/** Downloads wheels into `directory`; `args` name them. */
export async function pipDownload(directory: string, args: string[]): Promise<void> {
  const [program, ...first] = await findPython();
  const command = [
    '-m',
    'pip',
    'download',
    '--quiet',
    '--disable-pip-version-check',
    '--dest',
    directory,
    ...platform,
    ...args,
  ];
  try {
    await run(program, [...first, ...command], { maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    throw explain(String((error as { stderr?: string }).stderr ?? error));
  }
}

function explain(output: string): UserError {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const last = lines.slice(-6).join('\n');
  if (/DO NOT MATCH THE HASHES|hash mismatch|Hashes are required/i.test(output)) {
    return new UserError(
      `A Python package is not the one that requirements.txt names:\n${last}`,
      'Do not use it. Check which package index pip is set to (`pip config list`), empty its cache (`pip cache purge`) and try again.',
    );
  }
  if (
    /No matching distribution|Could not find a version/i.test(output) &&
    !/connection|timed out|resolve|network/i.test(output)
  ) {
    return new UserError(
      `The package index does not have what requirements.txt names:\n${last}`,
      'Check which index pip is set to (`pip config list`): a mirror may be behind. Then try again.',
    );
  }
  return new UserError(
    `The Python packages could not be downloaded:\n${last}`,
    'Check the network and pip’s settings (`pip config list`: index-url, proxy, cert), then run the same command again.',
  );
}

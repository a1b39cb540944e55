/** The one way to the outside: `pip download` with the machine's own settings (mirrors, certificates, proxies). */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { BuildFailure } from './failure.ts';

const run = promisify(execFile);
const nextVersions = 'Install Python 3.9 or newer with pip, then run the same command again.';

/** pip takes any platform's wheels; these are the ones that Pyodide 314 runs. */
const platform = [
  ...['--platform', 'pyemscripten_2026_0_wasm32', '--python-version', '3.14', '--implementation', 'cp'],
  ...['--abi', 'cp314', '--abi', 'abi3', '--abi', 'none', '--only-binary=:all:'],
];

/** The first of the usual names that is a Python 3.9 or newer with pip. */
async function findPython(): Promise<string[]> {
  let found = 'no python3, python or py command';
  for (const command of [['python3'], ['python'], ['py', '-3']]) {
    const [program = '', ...first] = command;
    try {
      await run(program, [...first, '-c', 'import sys; sys.exit(sys.version_info < (3, 9))']);
      found = `${program} has no pip`;
      await run(program, [...first, '-m', 'pip', '--version']);
      return command;
    } catch {
      // The next name may do.
    }
  }
  throw new BuildFailure(`The Python packages cannot be fetched: ${found}.`, nextVersions);
}

/** Downloads wheels into `directory`; `args` name them. */
export async function pipDownload(directory: string, args: string[]): Promise<void> {
  const [program = '', ...first] = await findPython();
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

function explain(output: string): BuildFailure {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const last = lines.slice(-6).join('\n');
  if (/DO NOT MATCH THE HASHES|hash mismatch|Hashes are required/i.test(output)) {
    return new BuildFailure(
      `A Python package is not the one that requirements.txt names:\n${last}`,
      'Do not use it. Check which package index pip is set to (`pip config list`), empty its cache (`pip cache purge`) and try again.',
    );
  }
  if (
    /No matching distribution|Could not find a version/i.test(output) &&
    !/connection|timed out|resolve|network/i.test(output)
  ) {
    return new BuildFailure(
      `The package index does not have what requirements.txt names:\n${last}`,
      'Check which index pip is set to (`pip config list`): a mirror may be behind. Then try again.',
    );
  }
  return new BuildFailure(
    `The Python packages could not be downloaded:\n${last}`,
    'Check the network and pip’s settings (`pip config list`: index-url, proxy, cert), then run the same command again.',
  );
}

/** `npm run mutants:python [-- FILE...]`: mutate.py on the machine's own Python. */
import { exitCode } from '../../src/build/command.ts';
import { findPython } from '../../src/build/python.ts';
import { main, UserError } from '../../src/build/log.ts';

await main(async () => {
  if (process.platform === 'win32') {
    throw new UserError(
      'Each change runs in a fork of a process, which Windows does not have.',
      'run this on Linux or macOS.',
    );
  }
  const [program, ...args] = await findPython();
  process.exitCode = (await exitCode(program, [...args, 'tests/mutants/mutate.py', ...process.argv.slice(2)])) ?? 1;
});

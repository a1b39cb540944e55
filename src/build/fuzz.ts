/** `npm run fuzz`: random programs on the native machine (tests/machine/fuzz); its arguments are passed on. */
import { pythonTools } from './python-tools.ts';
import { main, UserError } from './log.ts';

await main(async () => {
  const tools = await pythonTools('tests/machine/requirements.txt', [3, 11]);
  if ('missing' in tools) throw new UserError(`The machine cannot run here: ${tools.missing}.`, 'use another Python.');
  process.exitCode = (await tools.run(['tests/machine/fuzz', ...process.argv.slice(2)])) ?? 1;
});

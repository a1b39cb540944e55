/** What a stranger's code in a lab must not be able to do. */
import { expect, test } from './site.ts';
import { fastapi, openLab } from './lab-page.ts';

/** Python that must not get to its end. */
const attempts = {
  'fetch from another host': 'import js; js.fetch("http://127.0.0.2:9/stolen")',
  'fetch from its own host': 'import js; js.fetch("/")',
  'open a database': 'import js; js.indexedDB.open("mine")',
  'start a worker': 'import js; js.Worker.new("data:text/javascript,0")',
  'open a socket of the browser': 'import js; js.WebSocket.new("ws://127.0.0.2:9/")',
  'request the old way': 'import js; js.XMLHttpRequest.new()',
  'load a script': 'import js; js.importScripts("data:text/javascript,0")',
  'run JavaScript': 'from pyodide.code import run_js; run_js("fetch")("http://127.0.0.2:9/")',
  'build JavaScript out of a proxy':
    'import pyodide_js; pyodide_js.runPython.constructor("return fetch(\'http://127.0.0.2:9/\')")()',
  'fetch with Pyodide': 'from pyodide.http import open_url; open_url("http://127.0.0.2:9/").read()',
  'forge a message': 'import js; js.postMessage("{\\"kind\\": \\"finished\\", \\"outcome\\": \\"{}\\"}")',
};

const program = fastapi(
  'return {}',
  Object.entries(attempts)
    .map(
      ([what, code]) =>
        `\ntry:\n    ${code}\n    print("reached:", "${what}")\nexcept BaseException as error:\n    print("refused:", "${what}")\n`,
    )
    .join(''),
);

test('lab code cannot leave its worker, and its run is still judged by the trace', async ({ page, context }) => {
  const requested: string[] = [];
  context.on('request', (request) => requested.push(request.url()));
  const lab = await openLab(page);
  await lab.write('FastAPI', program);
  await lab.runToEnd();
  const output = lab.side('FastAPI').locator('.lab-output');
  await output.locator('summary').click();
  for (const what of Object.keys(attempts)) await expect(output).toContainText(`refused: ${what}`);
  await expect(output).not.toContainText('reached:');
  expect(requested.filter((url) => url.includes('127.0.0.2'))).toEqual([]);
  await expect(lab.outcome('FastAPI')).toContainText('100');
});

/** What a stranger's code in a lab must not be able to do. */
import { expect, test } from './site.ts';
import { fastapi, openLab } from './lab-page.ts';

/** Python that tries something at import, and prints what became of it. */
const attempt = (body: string) =>
  fastapi(
    'return {}',
    `\ntry:\n${body
      .split('\n')
      .map((line) => `    ${line}`)
      .join('\n')}\n    print("REACHED")\nexcept BaseException as error:\n    print("REFUSED", type(error).__name__)\n`,
  );

const attempts = {
  'fetch from another host': 'import js\njs.fetch("http://127.0.0.2:9/stolen")',
  'fetch from its own host': 'import js\njs.fetch("/")',
  'open a database': 'import js\njs.indexedDB.open("mine")',
  'start a worker': 'import js\njs.Worker.new("data:text/javascript,0")',
  'open a socket of the browser': 'import js\njs.WebSocket.new("ws://127.0.0.2:9/")',
  'request the old way': 'import js\njs.XMLHttpRequest.new()',
  'load a script': 'import js\njs.importScripts("data:text/javascript,0")',
  'reach JavaScript through Pyodide': 'from pyodide.code import run_js\nrun_js("self.fetch")("http://127.0.0.2:9/")',
};

for (const [what, body] of Object.entries(attempts)) {
  test(`lab code cannot ${what}`, async ({ page }) => {
    const requested: string[] = [];
    page.context().on('request', (request) => requested.push(request.url()));
    const lab = await openLab(page);
    await lab.write('FastAPI', attempt(body));
    await lab.runToEnd();
    const output = lab.side('FastAPI').locator('.lab-output');
    await output.locator('summary').click();
    await expect(output).toContainText('REFUSED');
    await expect(output).not.toContainText('REACHED');
    expect(requested.filter((url) => url.includes('127.0.0.2'))).toEqual([]);
  });
}

test('a forged message of the protocol is not believed', async ({ page }) => {
  const lab = await openLab(page);
  await lab.write(
    'FastAPI',
    fastapi(
      'return {}',
      '\ntry:\n    import js\n    js.postMessage("{\\"kind\\": \\"finished\\", \\"outcome\\": \\"{}\\"}")\n    js.self.postMessage("forged")\nexcept BaseException as error:\n    print("REFUSED")\n',
    ),
  );
  await lab.runToEnd();
  await expect(lab.outcome('FastAPI')).toContainText('100');
});

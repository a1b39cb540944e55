/** Things that go wrong: the reader sees what, where and what to do next, and loses nothing. */
import { expect, test } from './site.ts';
import { fastapi, openLab, patient } from './lab-page.ts';

test('a syntax error names and marks its line, and the other side still runs', async ({ page }) => {
  const lab = await openLab(page);
  await lab.write('FastAPI', 'from fastapi import FastAPI\n\napp = FastAPI(\n\ndef f(:\n    pass');
  await lab.runToEnd();
  const problem = lab.result.getByRole('alert');
  await expect(problem).toContainText('SyntaxError');
  await problem.getByRole('button', { name: /main\.py/ }).click();
  await expect(lab.side('FastAPI').locator('.cm-content')).toBeFocused();
  await expect(lab.side('FastAPI').locator('.cm-line.code-marked')).toHaveCount(1);
  await expect(lab.finishedIn('Django')).toHaveText(/\d/);
});

test('a side that does not start shows what it printed before', async ({ page }) => {
  const lab = await openLab(page);
  await lab.write('FastAPI', fastapi('return {}', '\nprint("reading the prices")\nraise RuntimeError("no prices")'));
  await lab.runToEnd();
  await expect(lab.result.getByRole('alert')).toContainText('no prices');
  await lab.side('FastAPI').locator('.lab-output summary').click();
  await expect(lab.side('FastAPI').locator('.lab-output')).toContainText('reading the prices');
});

test('an exception in a handler is an error of its request, with the line marked', async ({ page }) => {
  const lab = await openLab(page);
  await lab.write('FastAPI', fastapi('raise ValueError("no orders today")'));
  await lab.runToEnd();
  await expect(lab.outcome('FastAPI')).toContainText('500');
  const output = lab.side('FastAPI').locator('.lab-output');
  await expect(output).toContainText('no orders today');
  await output.getByRole('button', { name: /main\.py/ }).click();
  await expect(lab.side('FastAPI').locator('.cm-line.code-marked')).toContainText('raise ValueError');
});

test('a command line that cannot be is explained', async ({ page }) => {
  const lab = await openLab(page);
  for (const [command, words] of [
    ['uvicorn main:app --reload', '--reload'],
    ["uvicorn 'main:app", ''],
  ] as const) {
    await lab.command('FastAPI').fill(command);
    await lab.runToEnd();
    await expect(lab.result.getByRole('alert')).toContainText(words);
  }
  await lab.command('FastAPI').fill('');
  await expect(lab.lab.getByRole('alert').first()).toContainText(lab.text('problem.command-empty'));
  await expect(lab.run).toBeDisabled();
});

test('output without end is cut, and the page stays quick', async ({ page }) => {
  const lab = await openLab(page);
  await lab.write('FastAPI', fastapi('return {}', '\nfor _ in range(1000):\n    print("x" * 100_000)'));
  await lab.runToEnd();
  const output = lab.side('FastAPI').locator('.lab-output');
  await output.locator('summary').click();
  expect((await output.textContent())?.length).toBeLessThan(200_000);
});

test('HTML in the output stays text', async ({ page }) => {
  const lab = await openLab(page);
  await lab.write('FastAPI', fastapi('return {}', '\nprint("<img src=x onerror=alert(1)><b>bold</b>")'));
  await lab.runToEnd();
  const output = lab.side('FastAPI').locator('.lab-output');
  await output.locator('summary').click();
  await expect(output).toContainText('<b>bold</b>');
  await expect(output.locator('img, b')).toHaveCount(0);
});

test('a store that is full is told, and the edit can still be run', async ({ page }) => {
  const lab = await openLab(page);
  await page.evaluate(() => {
    for (let size = 1_000_000; size >= 1; size = Math.floor(size / 2)) {
      try {
        for (let count = 0; count < 10; count += 1)
          localStorage.setItem(`full-${String(size)}-${String(count)}`, 'x'.repeat(size));
      } catch {
        // Full at this size; fill the rest with less.
      }
    }
  });
  await lab.command('FastAPI').fill('uvicorn main:app --workers 2');
  await expect(lab.lab.getByText(lab.text('lab.not-kept'))).toBeVisible();
  await expect(lab.command('FastAPI')).toHaveValue('uvicorn main:app --workers 2');
});

test.describe('when the engine cannot be had', () => {
  test.use({ allowedComplaints: [/status of 404|ERR_|Failed to (fetch|load)|worker/i] });

  test('its worker is missing', async ({ page }) => {
    await page.route(/\/_astro\/worker[^/]*\.js/, (route) => route.fulfill({ status: 404, body: '' }));
    const lab = await openLab(page);
    await lab.run.click();
    await expect(lab.lab.getByRole('alert')).toContainText(lab.text('problem.engine-missing.next'), patient);
    await expect(lab.run).toBeEnabled();
  });

  test('its editor is missing: told, and the same button works once it is back', async ({ page }) => {
    const missing = /\/_astro\/Editor[^/]*\.js/;
    await page.route(missing, (route) => route.fulfill({ status: 404, body: '' }));
    const lab = await openLab(page);
    await lab
      .side('FastAPI')
      .getByRole('button', { name: lab.text('editor.edit') })
      .click();
    await expect(lab.lab.getByRole('alert')).toContainText(lab.text('editor.failed'));
    await page.unroute(missing);
    await lab.editor('FastAPI');
  });

  test('a part of the bundle is missing', async ({ page }) => {
    await page.route(/\/runtime\/.*\.pack$/, (route) => route.fulfill({ status: 404, body: '' }));
    const lab = await openLab(page);
    await lab.run.click();
    await expect(lab.lab.getByRole('alert')).toContainText(lab.text('problem.engine-missing.next'), patient);
  });

  test('the network is gone: told, and the same click works once it is back', async ({ page, context }) => {
    // The first touch fetches the engine already, and it may be here before the network goes.
    const engine = /\/runtime\//;
    await page.route(engine, (route) => route.abort('internetdisconnected'));
    const lab = await openLab(page);
    await context.setOffline(true);
    await lab.run.click();
    await expect(lab.lab.getByRole('alert')).toContainText(lab.text('problem.engine-offline.next'), patient);
    await context.setOffline(false);
    await page.unroute(engine);
    await lab.runToEnd();
  });
});

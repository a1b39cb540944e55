/** Exercises and short questions, with the real engine: what is said to a wrong answer, and that a right one stays. */
import { expect, test } from './site.ts';
import { LabPage, patient } from './lab-page.ts';
import { readFile } from 'node:fs/promises';
import { freshDraft } from '../../src/lab/draft.ts';
import { writeLink } from '../../src/learn/link.ts';
import { loadExercises } from '../../src/learn/load-exercise.ts';
import { readQuestions } from '../../src/learn/read-questions.ts';
import type { Locale } from '../../src/i18n/i18n.ts';

const directory = 'content/exercises/free-the-loop';
const exercise = loadExercises().find(({ id }) => id === 'free-the-loop')?.exercise;
const question = readQuestions().find(({ id }) => id === 'forty-first');

for (const [locale, base] of [
  ['en', '/'],
  ['zh-cn', '/x/'],
] as const satisfies [Locale, string][]) {
  test(`a wrong answer, a hint, the right answer, and a reload in ${locale}`, async ({ page }) => {
    await page.goto(`${base}${locale}/exercises/free-the-loop/`);
    const lab = new LabPage(page, locale, 'free-the-loop');
    const verdict = lab.lab.locator('.exercise-verdict');
    const unmet = lab.lab.locator('.exercise-checks [data-state="unmet"]');
    await lab.touch();
    await expect(unmet).toHaveCount(2);
    await expect(verdict).toBeEmpty();

    await lab.write('FastAPI', await readFile(`${directory}/wrong/shorter/fastapi/main.py`, 'utf8'));
    await lab.runToEnd();
    const says = exercise?.wrong.find(({ id }) => id === 'shorter')?.says[locale] ?? '';
    await expect(verdict).toContainText(says.split('{')[0]?.trim() ?? '');
    await expect(verdict).toContainText(locale === 'en' ? '10 ms' : '10');
    await expect(unmet).toHaveCount(1);

    const hint = exercise?.hints[0]?.[locale].split('`')[0]?.trim() ?? '';
    await lab.lab.getByText(lab.text('exercise.hint', { number: 1, total: 3 })).click();
    await expect(lab.lab.locator('.exercise-help')).toContainText(hint);

    await lab.write('FastAPI', await readFile(`${directory}/solution/fastapi/main.py`, 'utf8'));
    await lab.runToEnd();
    await expect(verdict).toHaveText(lab.text('exercise.passed'));
    await expect(unmet).toHaveCount(0);

    await page.reload();
    await lab.lab.scrollIntoViewIfNeeded();
    await expect(verdict).toHaveText(lab.text('exercise.before'), patient);
    // The reader's own code is there, not the exercise's.
    await expect(lab.side('FastAPI').getByText('async')).toBeHidden();
  });

  test(`a question answered wrongly, then rightly, and remembered in ${locale}`, async ({ page }) => {
    await page.goto(`${base}${locale}/waiting/`);
    if (question?.kind !== 'choice') throw new Error('no such question');
    const asked = page.locator('wl-question[data-id="forty-first"]');
    const said = asked.getByRole('status');
    const t = new LabPage(page, locale);
    const check = asked.getByRole('button', { name: t.text('question.check') });
    await check.click();
    await expect(said).toHaveText(t.text('question.none'));
    for (const option of question.options.slice(0, 2)) {
      await asked.getByText(option.text[locale], { exact: true }).first().click();
      await check.click();
      await expect(said).toContainText(t.text(option.right ? 'question.right' : 'question.wrong'));
      await expect(said).toContainText(option.why[locale]);
    }
    await page.reload();
    await expect(said).toHaveText(t.text('question.kept'));
    await expect(asked.getByRole('radio', { checked: true })).toHaveValue('two-rounds');
  });
}

test('the solution goes into the editor, passes, and the reader’s own code can be had back', async ({ page }) => {
  await page.goto('/en/exercises/free-the-loop/');
  const lab = new LabPage(page, 'en', 'free-the-loop');
  await lab.touch();
  await lab.write('FastAPI', '# mine\n');
  await lab.lab.getByText(lab.text('exercise.step', { number: 1, total: 1 })).click();
  await lab.lab.getByRole('button', { name: lab.text('exercise.apply') }).click();
  await expect(lab.lab.locator('.exercise-verdict')).toHaveText(lab.text('exercise.passed'), patient);
  await lab.lab.getByRole('button', { name: lab.text('lab.undo') }).click();
  await expect(lab.side('FastAPI').getByText('# mine')).toBeVisible();
});

test('a link that makes the load light is run, and judged, under the load of the exercise', async ({ page }) => {
  const light = { pattern: 'burst' as const, requests: 1 };
  const edits = { ...freshDraft.edits, loads: { reports: light, probe: light }, world: { cores: 64 } };
  const link = await writeLink('probe-in-time', { change: null, edits });
  await page.goto(`/en/exercises/probe-in-time/#${link ?? ''}`);
  const lab = new LabPage(page, 'en', 'probe-in-time');
  await expect(lab.lab.getByText(lab.text('exercise.in-vain'))).toBeVisible(patient);
  await expect(lab.lab.getByText(lab.text('exercise.stated'))).toBeVisible();
  await lab.runToEnd();
  const verdict = lab.lab.locator('.exercise-verdict');
  await expect(verdict).toHaveAttribute('data-kind', 'failed');
  await expect(verdict).toContainText(lab.text('exercise.judged-stated'));
  await lab.write('FastAPI', await readFile('content/exercises/probe-in-time/solution/fastapi/main.py', 'utf8'));
  await lab.runToEnd();
  await expect(verdict).toHaveAttribute('data-kind', 'passed');
});

test('items are put into order with the keyboard', async ({ page }) => {
  await page.goto('/en/waiting/');
  const asked = page.locator('wl-question[data-kind="order"]').first();
  const list = asked.locator('.question-items');
  const wanted = (await list.getAttribute('data-right'))?.split(' ') ?? [];
  // Each item in turn is lifted above those that are placed after it.
  for (const [place, id] of wanted.entries()) {
    const item = list.locator(`[data-item="${id}"]`);
    const index = await item.evaluate((element) => [...(element.parentElement?.children ?? [])].indexOf(element));
    await item
      .getByRole('button')
      .focus({ timeout: index === 0 ? 1 : 5000 })
      .catch(() => undefined);
    for (let at = index; at > place; at -= 1) await page.keyboard.press('Enter');
  }
  await asked.getByRole('button', { name: 'Check' }).click();
  await expect(asked.getByRole('status')).toContainText('Right.');
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });
  test('task, what is asked, hints, solution and answers can be read', async ({ page }) => {
    await page.goto('/en/exercises/free-the-loop/');
    const lab = new LabPage(page, 'en', 'free-the-loop');
    await expect(lab.lab.getByText('No callback holds the event loop')).toBeVisible();
    await lab.lab.getByText('Hint 2 of 3').click();
    await expect(lab.lab.getByText('FastAPI treats an endpoint')).toBeVisible();
    await lab.lab.getByText('Solution, step 1 of 1').click();
    await expect(lab.lab.locator('.exercise-file')).toContainText('def orders():');
    await expect(lab.lab.getByRole('button', { name: 'Put this into the editor' })).toBeHidden();
    await page.goto('/en/waiting/');
    await page.locator('wl-question').first().getByText('The answer, and why').click();
    await expect(page.locator('wl-question').first().locator('dd').first()).toBeVisible();
  });
});

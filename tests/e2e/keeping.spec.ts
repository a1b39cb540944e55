/** What a reader does is theirs to find again: guesses, edits, runs and progress, over reloads, languages, files and links. */
import { readFile, writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { locales, translate, type Locale } from '../../src/i18n/i18n.ts';
import { choicesOf } from '../../src/lab/choices.ts';
import { loadLab } from '../../src/lab/node/load-lab.ts';
import { withoutClipboard } from './plain-http.ts';
import { expect, test } from './site.ts';
import { LabPage, openLab, patient } from './lab-page.ts';

async function visit(page: Page, locale: Locale): Promise<LabPage> {
  await page.goto(`/${locale}/waiting/`);
  const lab = new LabPage(page, locale);
  await lab.touch();
  return lab;
}

async function guess(lab: LabPage, seconds: Record<string, string>): Promise<void> {
  for (const [side, time] of Object.entries(seconds)) {
    await lab.predict.getByRole('textbox', { name: lab.text('predict.seconds', { side }) }).fill(time);
  }
}

/** Writes down what the page's next documents ask of their engines: kinds of ToEngine. */
async function askedOfEngines(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    const post = Reflect.get(MessagePort.prototype, 'postMessage') as (this: MessagePort, ...sent: unknown[]) => void;
    MessagePort.prototype.postMessage = function (this: MessagePort, ...sent: unknown[]) {
      const [message] = sent;
      if (typeof message === 'object' && message !== null && 'kind' in message) asked.push(String(message.kind));
      post.apply(this, sent);
    };
  });
  return () => page.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
}

/** What a choice of a lab says. */
function choiceText(lab: string, choice: string, locale: Locale): string {
  const loaded = loadLab(`content/labs/${lab}`);
  const choices = loaded.kind === 'lab' ? choicesOf(loaded.page?.predict) : [];
  const found = choices.find(({ id }) => id === choice);
  if (!found) throw new Error(`${lab} has no choice ${choice}`);
  return found.text[locale];
}

const edited = 'uvicorn main:app --workers 2';

for (const locale of locales) {
  const t = (key: Parameters<typeof translate>[1], values?: Record<string, string | number>) =>
    translate(locale, key, values);
  const other = locale === 'en' ? 'zh-cn' : 'en';

  test.describe(`in ${locale}`, () => {
    // Several pages, each with labs to wake, and runs.
    test.beforeEach(() => {
      test.slow();
    });

    test('predict, run, explain: the guess lies on the result, in words too, and is there after a reload', async ({
      page,
    }) => {
      const lab = await visit(page, locale);
      await expect(lab.result).toBeHidden();
      await guess(lab, { FastAPI: '0.1' });
      await lab.predict.getByRole('button', { name: t('predict.guess') }).click();
      await expect(lab.predict.getByRole('status')).toHaveText(t('predict.incomplete'));
      await lab.predict.getByRole('slider', { name: t('predict.axis', { side: 'Django' }) }).press('Home');
      await lab.run.click();
      await expect(lab.result.getByText(t('lab.result.live'), { exact: true })).toBeVisible(patient);
      const said = lab.outcome('FastAPI').locator('.lab-difference');
      await expect(said).toContainText(locale === 'en' ? 'You guessed 0.1 s; it took 0.3 s, 3 times' : '你猜 0.1 秒');
      await expect(lab.outcome('FastAPI').locator('.wl-guess')).toHaveCount(1);
      await expect(lab.outcome('Django').locator('.wl-guess')).toHaveCount(1);

      await page.reload();
      await lab.lab.scrollIntoViewIfNeeded();
      await expect(said).toBeVisible();
      // The language is no other reader.
      const translated = new LabPage(page, other);
      await page.goto(`/${other}/waiting/`);
      await translated.lab.scrollIntoViewIfNeeded();
      await expect(translated.outcome('FastAPI').locator('.lab-difference')).toContainText(
        other === 'en' ? 'You guessed 0.1 s' : '你猜 0.1 秒',
      );
      await expect(translated.predict).toHaveCount(0);
    });

    test('a choice that was not true is told beside the one that was, and is there after a reload', async ({
      page,
    }) => {
      const saying = (language: Locale): string =>
        translate(language, 'predict.choice.wrong', {
          choice: choiceText('bystander', 'only-django', language),
          held: choiceText('bystander', 'both', language),
        });
      await page.goto(`/${locale}/operations/`);
      const lab = new LabPage(page, locale, 'bystander');
      await lab.touch();
      await expect(lab.result).toBeHidden();
      await lab.predict.getByRole('button', { name: t('predict.guess') }).click();
      await expect(lab.predict.getByRole('status')).toHaveText(t('predict.choose'));
      const options = lab.predict.getByRole('radiogroup').getByRole('radio');
      await expect(options).toHaveCount(4);
      // A group of radio buttons is one stop for the keyboard.
      await options.first().press('Space');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      const chosen = lab.predict.getByRole('radio', { name: choiceText('bystander', 'only-django', locale) });
      await expect(chosen).toBeChecked();
      await chosen.press('Enter');
      const said = lab.result.locator('.lab-difference');
      await expect(said).toHaveText(saying(locale));

      await page.reload();
      await lab.lab.scrollIntoViewIfNeeded();
      await expect(said).toHaveText(saying(locale));
      await expect(lab.predict).toHaveCount(0);
      await page.goto(`/${other}/operations/`);
      const translated = new LabPage(page, other, 'bystander');
      await translated.lab.scrollIntoViewIfNeeded();
      await expect(translated.result.locator('.lab-difference')).toHaveText(saying(other));

      await page.goto(`/${locale}/progress/`);
      await expect(page.getByText(saying(locale))).toBeVisible();
      await page.goto(`/${locale}/operations/`);
      await lab.touch();
      await lab.lab.getByRole('button', { name: t('predict.again') }).click();
      await expect(lab.result).toBeHidden();
      await lab.predict.getByRole('radio', { name: choiceText('bystander', 'both', locale) }).check();
      await lab.predict.getByRole('button', { name: t('predict.guess') }).click();
      await expect(said).toHaveText(t('predict.choice.right', { choice: choiceText('bystander', 'both', locale) }));
    });

    test('an edit is there in the other language', async ({ page }) => {
      const lab = await openLab(page, { locale });
      await lab.command('FastAPI').fill(edited);
      await page.goto(`/${other}/waiting/`);
      const translated = new LabPage(page, other);
      await translated.lab.scrollIntoViewIfNeeded();
      await expect(translated.command('FastAPI')).toHaveValue(edited);
    });

    test('a kept edit that is damaged is set aside, told, and can be saved and deleted', async ({ page }) => {
      await page.goto(`/${locale}/glossary/`);
      await page.evaluate(() => localStorage.setItem('waitlab:lab:event-loop', '{"torn'));
      const lab = await visit(page, locale);
      await expect(lab.lab.getByText(/waitlab:aside:\d+\.damaged:lab:event-loop/)).toBeVisible();
      await page.goto(`/${locale}/progress/`);
      const backup = page.getByRole('region', { name: t('progress.aside') });
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        backup.getByRole('button', { name: t('progress.aside.save') }).click(),
      ]);
      expect(await readFile(await download.path(), 'utf8')).toBe('{"torn');
      await backup.getByRole('button', { name: t('progress.aside.delete') }).click();
      await expect(backup).toBeHidden();
    });

    test('a link brings code, commands and load; nothing runs, and the reader’s own version stays', async ({
      page,
    }) => {
      const lab = await openLab(page, { locale });
      await lab.command('FastAPI').fill(edited);
      await lab.lab.getByRole('textbox', { name: t('lab.load.requests') }).fill('41');
      const link = await lab.link();
      expect(new URL(link).hash).toMatch(/^#lab=event-loop\.1\.[\w-]+$/);
      await lab.command('FastAPI').fill('uvicorn main:app --backlog 9');

      const asked = await askedOfEngines(page);
      await page.goto(`/${locale}/glossary/`);
      await page.goto(link);
      const note = lab.lab.getByRole('note').filter({ hasText: t('link.opened') });
      await expect(note).toBeInViewport();
      await expect(lab.command('FastAPI')).toHaveValue(edited);
      await expect(lab.lab.getByRole('textbox', { name: t('lab.load.requests') })).toHaveValue('41');
      await lab.command('Django').focus();
      // A touch gets an engine ready, as it would without a link. It is given nothing to run.
      await expect.poll(asked).toContain('boot');
      await expect(lab.lab.getByRole('progressbar')).toHaveCount(0);
      expect(await asked()).not.toContain('run');
      await page.reload();
      await lab.lab.scrollIntoViewIfNeeded();
      await expect(note).toBeVisible();
      await note.getByRole('button', { name: t('link.own') }).click();
      await expect(lab.command('FastAPI')).toHaveValue('uvicorn main:app --backlog 9');
      await lab.lab.getByRole('button', { name: t('lab.undo') }).click();
      await note.getByRole('button', { name: t('link.adopt') }).click();
      await expect(note).toBeHidden();
      await expect(lab.command('FastAPI')).toHaveValue(edited);
      await lab.runToEnd();
      expect(await asked()).toContain('run');
    });

    test('two runs are laid over each other, with what differs in the code', async ({ page }) => {
      const lab = await openLab(page, { locale });
      await lab.command('Django').fill('gunicorn shop.wsgi --workers 4');
      await lab.runToEnd();
      const compared = lab.lab.getByRole('group', { name: t('compare.title') });
      const django = compared.getByRole('group', { name: 'Django' });
      const times = locale === 'en' ? /0\.1.s2\.5.s/ : /0\.1.秒2\.5.秒/;
      await lab.lab.getByRole('button', { name: t('compare.title') }).click();
      // As soon as the run is kept.
      await expect(django.getByRole('row').nth(1)).toContainText(times);
      await page.reload();
      await lab.lab.scrollIntoViewIfNeeded();
      await lab.lab.getByRole('button', { name: t('compare.title') }).click();
      await expect(django.getByRole('row').nth(1)).toContainText(times);
      await expect(django.getByRole('img')).toHaveCount(3);
      await expect(compared.locator('del')).toContainText('uvicorn shop.asgi:application');
      await expect(compared.locator('ins')).toContainText('gunicorn shop.wsgi --workers 4');
      await compared.getByRole('combobox', { name: 'A' }).selectOption({ index: 2 });
      await expect(compared.locator('del').first()).toBeVisible();
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    });

    test('progress goes out as a file and comes back; conflicts are asked', async ({ page }, info) => {
      const lab = await visit(page, locale);
      await guess(lab, { FastAPI: '0.3', Django: '5' });
      await lab.predict.getByRole('button', { name: t('predict.guess') }).click();
      await lab.command('FastAPI').fill(edited);
      await page.locator('[data-chapter-end]').evaluate((end) => {
        end.scrollIntoView();
      });
      await expect.poll(() => page.evaluate(() => Object.values(localStorage).join(' '))).toMatch(/"finished":\d/);

      await page.goto(`/${locale}/progress/`);
      const row = page.locator('[data-lab="event-loop"]');
      await expect(row).toContainText(locale === 'en' ? 'You guessed 5 s; it took 0.1 s.' : '你猜 5 秒，实际 0.1 秒');
      for (const cell of ['opened', 'read']) {
        await expect(page.locator(`[data-chapter="waiting"] [data-cell="${cell}"]`)).toHaveText(/\d/);
      }
      const save = async (name: string): Promise<string> => {
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('button', { name }).click(),
        ]);
        const place = info.outputPath(download.suggestedFilename());
        await download.saveAs(place);
        return place;
      };
      expect(await readFile(await save(t('progress.csv')), 'utf8')).toMatch(/^\uFEFFwhat,when,id/);
      const file = await save(t('progress.export'));

      const theirs = await readFile(file, 'utf8');
      await page.evaluate(() => {
        localStorage.clear();
      });
      await page.goto(`/${locale}/progress/`);
      await expect(row.locator('[data-cell="guess"]')).toHaveText(t('metric.none'));
      const input = page.getByLabel(t('progress.import'));
      await input.setInputFiles(file);
      await page.getByRole('button', { name: t('progress.import.do'), exact: true }).click();
      await expect(row).toContainText(locale === 'en' ? 'You guessed 5 s' : '你猜 5 秒');

      await writeFile(file, theirs.replaceAll('--workers 2', '--workers 3'));
      await input.setInputFiles(file);
      await page
        .getByRole('group', { name: t('progress.kind.lab', { id: 'event-loop' }) })
        .getByRole('radio')
        .nth(1)
        .check();
      await page.getByRole('button', { name: t('progress.import.do'), exact: true }).click();
      await expect(page.getByRole('region', { name: t('progress.aside') })).toBeVisible();
      await page.goto(`/${locale}/waiting/`);
      await lab.lab.scrollIntoViewIfNeeded();
      await expect(lab.command('FastAPI')).toHaveValue('uvicorn main:app --workers 3');
    });

    test('a file that is not ours is refused, and a summary is printed', async ({ page }, info) => {
      await page.goto(`/${locale}/progress/`);
      const file = info.outputPath('other.json');
      for (const [text, reason] of [
        ['{', 'progress.import.json'],
        ['{}', 'progress.import.foreign'],
        ['{"site":"waitlab","version":9}', 'progress.import.newer'],
      ] as const) {
        await writeFile(file, text);
        await page.getByLabel(t('progress.import')).setInputFiles(file);
        await expect(page.getByRole('alert')).toHaveText(t(reason));
      }
      await page.evaluate(() => {
        window.print = () => undefined;
      });
      await page.getByRole('textbox', { name: t('progress.name') }).fill('Ada <b>');
      await page.keyboard.press('Enter');
      const summary = page.getByRole('article', { name: t('progress.summary') });
      await expect(summary.getByRole('heading', { level: 2 })).toHaveText(
        t('progress.summary.named', { name: 'Ada <b>' }),
      );
      await expect(summary).toContainText('fastapi 0');
      await page.emulateMedia({ media: 'print' });
      await expect(page.getByRole('button', { name: t('progress.export') })).toBeHidden();
      await expect(page.getByRole('heading', { level: 1 })).toBeHidden();
      await expect(summary).toBeVisible();
    });

    test('a link that is damaged, oversized or leads elsewhere says so, and changes nothing', async ({ page }) => {
      for (const [fragment, key] of [
        ['lab=event-loop.1.AAAA', 'link.damaged'],
        [`lab=event-loop.1.${'A'.repeat(40_000)}`, 'link.oversized'],
        ['lab=event-loop.9.AAAA', 'link.newer'],
      ] as const) {
        await page.goto(`/${locale}/glossary/`);
        await page.goto(`/${locale}/waiting/#${fragment}`);
        const lab = new LabPage(page, locale);
        await expect(lab.lab.getByRole('alert').filter({ hasText: t(key) })).toBeInViewport();
        await expect(lab.command('FastAPI')).toHaveValue('uvicorn main:app');
      }
      await page.goto(`/${locale}/waiting/#lab=nowhere.1.AAAA`);
      await expect(page.getByText(t('link.unknown', { lab: 'nowhere' }))).toBeInViewport();
    });
  });
}

test('a browser without room is told, and nothing on the screen is lost', async ({ page }) => {
  await page.addInitScript(() => {
    const keep = Object.getOwnPropertyDescriptor(Storage.prototype, 'setItem')?.value as Storage['setItem'];
    Storage.prototype.setItem = function (this: Storage, key, text) {
      // The theme's own scripts do not expect it.
      if (key.startsWith('waitlab:')) throw new DOMException('full', 'QuotaExceededError');
      keep.call(this, key, text);
    };
  });
  const lab = await visit(page, 'en');
  await guess(lab, { FastAPI: '1', Django: '1' });
  await lab.predict.getByRole('button', { name: lab.text('predict.guess') }).click();
  await expect(lab.outcome('Django').locator('.lab-difference')).toBeVisible();
  await lab.command('FastAPI').fill(edited);
  await expect(lab.lab.getByText(lab.text('lab.not-kept'))).toBeVisible();
  await lab.runToEnd();
  await expect(lab.outcome('FastAPI')).toContainText(edited);
});

test('another tab’s edit is heard and not written over', async ({ page, context }) => {
  const lab = await openLab(page);
  const second = await openLab(await context.newPage());
  await second.command('FastAPI').fill(edited);
  await expect(lab.lab.getByText(lab.text('lab.kept-elsewhere'))).toBeVisible();
  await lab.command('FastAPI').fill('uvicorn main:app --backlog 9');
  await lab.lab.getByRole('button', { name: lab.text('lab.elsewhere') }).click();
  await expect(lab.command('FastAPI')).toHaveValue(edited);
});

test('by keyboard alone: a guess is drawn, and the result opens', async ({ page }) => {
  const lab = await visit(page, 'en');
  for (const side of ['FastAPI', 'Django']) {
    const slider = lab.predict.getByRole('slider', { name: lab.text('predict.axis', { side }) });
    await slider.focus();
    await page.keyboard.press('ArrowLeft');
    await expect(slider).toHaveAttribute('aria-valuetext', /0\.91.s/);
  }
  await lab.predict.getByRole('button', { name: lab.text('predict.guess') }).press('Enter');
  await expect(lab.result).toBeVisible();
});

test('whoever opens the result has skipped', async ({ page }) => {
  await page.goto('/en/waiting/');
  const lab = new LabPage(page, 'en');
  await lab.lab.getByText(lab.text('predict.sealed')).click();
  await expect(lab.result).toBeVisible();
  await expect(lab.predict).toHaveCount(0);
});

test('where the page has no clipboard, as on plain http, a link is copied all the same, or lies there selected', async ({
  page,
}) => {
  const forbid = await withoutClipboard(page);
  const lab = await openLab(page);
  await lab.command('FastAPI').fill(edited);
  await lab.lab.getByRole('button', { name: lab.text('link.copy') }).click();
  await expect(lab.lab.getByText(lab.text('link.copied'))).toBeVisible();
  await forbid();
  await lab.command('FastAPI').fill('uvicorn main:app --workers 3');
  await lab.lab.getByRole('button', { name: lab.text('link.copy') }).click();
  await expect(lab.lab.getByText(lab.text('link.shown'))).toBeVisible();
  await expect(lab.lab.getByRole('textbox', { name: lab.text('link.address') })).toHaveValue(/#lab=event-loop/);

  await page.goto('/en/session/#ready=30');
  const copy = page.getByRole('button', { name: lab.text('session.plan.copy') });
  await copy.click();
  await expect(page.getByText(lab.text('session.plan.copied'))).toBeVisible();
  await forbid();
  await copy.click();
  await expect(page.getByText(lab.text('session.plan.not-copied'))).toBeVisible();
  await expect(page.getByLabel(lab.text('session.plan.link'))).toBeFocused();
});

/** The lab of the chapter as a reader meets it: found by role and name, in either language. */
import { expect, type Locator, type Page } from '@playwright/test';
import { translate, type Locale, type UiKey } from '../../src/i18n/i18n.ts';

/** A start from nothing on a busy machine, and a run after it. */
export const patient = { timeout: 90_000 };

export class LabPage {
  readonly page: Page;
  readonly locale: Locale;
  readonly lab: Locator;
  /** `name`: of the lab, or of the exercise. */
  constructor(page: Page, locale: Locale, name = 'event-loop') {
    this.page = page;
    this.locale = locale;
    this.lab = page.locator(`#lab-${name}`);
  }
  text(key: UiKey, values: Record<string, string | number> = {}): string {
    return translate(this.locale, key, values);
  }
  get run(): Locator {
    return this.lab.getByRole('button', { name: this.text('lab.run'), exact: true });
  }
  get stop(): Locator {
    return this.lab.getByRole('button', { name: this.text('lab.stop'), exact: true });
  }
  get result(): Locator {
    return this.lab.getByRole('group', { name: this.text('lab.result'), exact: true });
  }
  /** The panel with the files of a side; the names of the lab's sides are those of the frameworks. */
  side(name: string): Locator {
    return this.lab.getByRole('group', { name: this.text('lab.side', { side: name }), exact: true });
  }
  /** What became of a side: sentence, timeline, numbers. */
  outcome(name: string): Locator {
    return this.result.getByRole('group', { name, exact: true });
  }
  finishedIn(name: string): Locator {
    return this.outcome(name).getByRole('definition').first();
  }
  command(name: string): Locator {
    return this.side(name).getByRole('textbox', { name: this.text('lab.command', { side: name }) });
  }
  /** Brings the pointer over the lab, upon which it loads, and waits until it answers. */
  async touch(): Promise<void> {
    await this.side('FastAPI').hover();
    // React hydrates after the island says that it has.
    await expect(this.lab.locator('.lab-body')).not.toHaveAttribute('data-mode', 'prerendered');
  }
  /** What is asked before the result is shown. */
  get predict(): Locator {
    return this.lab.getByRole('group', { name: this.text('predict.title') });
  }
  /** Opens the result without a guess. */
  async skip(): Promise<void> {
    await this.predict.getByRole('button', { name: this.text('predict.skip'), exact: true }).click();
    await expect(this.predict).toHaveCount(0);
  }
  /** Puts the focus into the editor of the file that is shown, opened if need be. */
  async editor(name: string): Promise<Locator> {
    const box = this.side(name).locator('.cm-content').filter({ visible: true });
    const edit = this.side(name)
      .getByRole('button', { name: this.text('editor.edit') })
      .filter({ visible: true });
    await ((await edit.count()) ? edit : box).click();
    // It comes with the editor, which is fetched now.
    await expect(box).toBeFocused(patient);
    return box;
  }
  /** Replaces the whole text of the file that is shown. */
  async write(name: string, text: string): Promise<void> {
    const box = await this.editor(name);
    await this.page.keyboard.press('ControlOrMeta+A');
    // Typing would indent and close brackets by itself.
    await this.page.keyboard.insertText(text);
    await expect(box).toContainText(text.trim().split('\n').at(-1)?.trim() ?? '');
  }
  /** A link as the button makes it. */
  async link(): Promise<string> {
    await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await this.lab.getByRole('button', { name: this.text('link.copy') }).click();
    await expect(this.lab.getByText(this.text('link.copied'))).toBeVisible();
    return this.page.evaluate(() => navigator.clipboard.readText());
  }
  async runToEnd(): Promise<void> {
    await this.run.click();
    await expect(this.result.getByText(this.text('lab.result.live'), { exact: true })).toBeVisible(patient);
    await expect(this.run).toBeEnabled();
  }
}

export async function openLab(
  page: Page,
  { locale = 'en', base = '/' }: { locale?: Locale; base?: string } = {},
): Promise<LabPage> {
  await page.goto(`${base}${locale}/waiting/`);
  const lab = new LabPage(page, locale);
  await lab.touch();
  // After a reload it is not asked again.
  if (await lab.predict.count()) await lab.skip();
  return lab;
}

/** A FastAPI program with `body` as the only handler's, on every path of the lab. */
export function fastapi(body: string, top = ''): string {
  const lines = body.split('\n').map((line) => `    ${line}`);
  return `import time\n\nfrom fastapi import FastAPI\n\napp = FastAPI()\n${top}\n\n@app.get("/{path:path}")\ndef orders(path: str):\n${lines.join('\n')}\n`;
}

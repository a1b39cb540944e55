import { expect, test } from './site.ts';

for (const base of ['/', '/x/']) {
  test.describe(`below ${base}`, () => {
    test('the front page puts the browser’s language first', async ({ browser, baseURL }) => {
      for (const [locale, first] of [
        ['zh-TW', 'zh-cn'],
        ['en-GB', 'en'],
      ] as const) {
        const context = await browser.newContext({ locale, baseURL: baseURL ?? '' });
        const page = await context.newPage();
        await page.goto(base);
        await expect(page.getByRole('navigation').getByRole('link').first()).toHaveAttribute(
          'href',
          `${base}${first}/`,
        );
        await context.close();
      }
    });

    test('the language last read comes first on the next visit, and nothing redirects', async ({ page }) => {
      await page.goto(base);
      await page.getByRole('link', { name: '阅读中文版' }).click();
      await expect(page).toHaveURL(new RegExp(`${base}zh-cn/$`));
      await page.goto(base);
      await expect(page).toHaveURL(new RegExp(`${base}$`));
      await expect(page.getByRole('navigation').getByRole('link').first()).toHaveAttribute('href', `${base}zh-cn/`);
    });

    test('a page offers itself in the other language', async ({ page }) => {
      await page.goto(`${base}en/waiting/`);
      await page.getByRole('combobox', { name: 'Select language' }).first().selectOption({ label: '简体中文' });
      await expect(page).toHaveURL(new RegExp(`${base}zh-cn/waiting/$`));
      await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
    });

    for (const [locale, label, term] of [
      ['en', 'Search', 'event loop'],
      ['en', 'Search', 'threadpool'],
      ['zh-cn', '搜索', '事件循环'],
      ['zh-cn', '搜索', '线程池'],
      ['zh-cn', '搜索', 'gunicorn'],
    ] as const) {
      test(`search in ${locale} finds “${term}” and leads to a page that holds it`, async ({ page }) => {
        await page.goto(`${base}${locale}/`);
        await page.getByRole('button', { name: label }).click();
        await page.getByRole('dialog').getByRole('textbox').or(page.getByRole('searchbox')).first().fill(term);
        const hit = page.locator('.pagefind-ui__result-link').first();
        await expect(hit).toHaveAttribute('href', new RegExp(`^${base}${locale}/`));
        await hit.click();
        await expect(page.getByRole('main')).toContainText(term, { ignoreCase: true });
      });
    }
  });
}

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the front page’s links are plain links', async ({ page }) => {
    await page.goto('/');
    await page.getByRole('link', { name: 'Read in English' }).click();
    await expect(page).toHaveURL(/\/en\/$/);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  });

  test('a chapter reads as a whole', async ({ page }) => {
    await page.goto('/zh-cn/waiting/');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByRole('navigation').getByRole('link').first()).toBeVisible();
  });
});

test.describe('an address without a page', () => {
  test.use({ allowedComplaints: [/status of 404/] });

  for (const [path, heading] of [
    ['/en/nowhere/', 'There is no page here'],
    ['/x/zh-cn/nowhere/deep', '这里没有页面'],
  ] as const) {
    test(`${path} says so in its reader’s language`, async ({ page }) => {
      const response = await page.goto(path);
      expect(response?.status()).toBe(404);
      await expect(page.getByRole('heading', { level: 2 })).toHaveText([heading]);
      await page.getByRole('main').getByRole('link').filter({ visible: true }).click();
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    });
  }

  test('outside both languages it speaks both', async ({ page }) => {
    await page.goto('/nowhere');
    await expect(page.getByRole('heading', { level: 2 })).toHaveCount(2);
  });
});

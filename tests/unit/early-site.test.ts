/** What readers get from a site that is still made: at any moment something true, that has an end. */
import { expect, test } from 'vitest';
import { createEarlySite, type EarlySite } from '../../src/build/pages/early-site.ts';
import { inlineScripts } from '../../src/build/csp.ts';

const page = (body: string) => ({ type: 'text/html', body });

function site(base = '/'): { early: EarlySite; asked: string[]; text: (address: string) => string } {
  const asked: string[] = [];
  const early = createEarlySite(base, (path) => asked.push(path));
  const text = (address: string): string => {
    const answered = early.answer(address);
    if (answered.kind === 'later') return 'later';
    return answered.kind === 'page' ? answered.page.body : answered.html;
  };
  return { early, asked, text };
}

test('a page that is not there yet asks again by itself, in the language of its address, and comes first from then on', () => {
  const { early, asked, text } = site();
  expect(early.answer('en/waiting/')).toMatchObject({ kind: 'waiting', status: 503 });
  expect(asked).toEqual(['en/waiting']);
  const waiting = text('en/waiting/');
  expect(waiting).toContain('http-equiv="refresh"');
  expect(waiting).toContain('lang="en"');
  expect(waiting).not.toContain('zh-CN');
  expect(text('zh-cn/waiting/')).not.toContain('lang="en"');
  expect(text('').match(/<section lang="([^"]+)"/g)).toHaveLength(2);
  expect(inlineScripts(waiting)).toEqual([]);
});

test('it says how far the making is', () => {
  const { early, text } = site();
  const runtime = text('en/');
  early.progress({ kind: 'runs', done: 7, total: 113 });
  expect(text('en/')).not.toBe(runtime);
  expect(text('en/')).toContain('7 of 113');
  expect(text('zh-cn/')).toContain('7 / 113');
});

test('a page that is there is served under every spelling of its address', () => {
  const { early } = site();
  early.add('en/waiting', page('waiting'));
  early.add('', page('front'));
  for (const address of ['en/waiting/', 'en/waiting', 'en/waiting/index.html'])
    expect(early.answer(address)).toEqual({ kind: 'page', status: 200, page: page('waiting') });
  expect(early.answer('')).toMatchObject({ status: 200, page: page('front') });
  expect(early.answer('index.html')).toMatchObject({ status: 200, page: page('front') });
});

test('an address that no page will have is told so, as soon as that is known', () => {
  const { early } = site();
  expect(early.answer('en/nowhere/')).toMatchObject({ status: 503 });
  early.expect(['', '404', 'en']);
  early.add('404', page('no such page'));
  expect(early.answer('en/nowhere/')).toEqual({ kind: 'page', status: 404, page: page('no such page') });
  expect(early.answer('en/')).toMatchObject({ status: 503 });
});

test('a file of a page is waited for, until it or the whole site is there', async () => {
  const { early, text } = site();
  early.expect(['labs/cpu.json']);
  const data = early.answer('labs/cpu.json');
  const search = early.answer('pagefind/pagefind.js');
  if (data.kind !== 'later' || search.kind !== 'later') throw new Error('answered at once');
  early.add('labs/cpu.json', { type: 'application/json', body: '{}' });
  await data.until;
  expect(text('labs/cpu.json')).toBe('{}');
  early.whole();
  await search.until;
});

test('after a failure nothing is waited for: what is there stays, the rest says why and what to do, and is not asked for again', async () => {
  const { early, asked, text } = site('/docs/');
  early.add('en', page('opening'));
  const file = early.answer('pagefind/pagefind.js');
  early.fail({ cause: 'content/labs/cpu is <wrong>.', next: 'Mend it.' });
  // A run that had begun ends later.
  early.progress({ kind: 'runs', done: 8, total: 113 });
  if (file.kind !== 'later') throw new Error('answered at once');
  await file.until;
  asked.length = 0;
  expect(early.answer('pagefind/pagefind.js')).toMatchObject({ status: 500 });
  expect(early.answer('en/waiting/')).toMatchObject({ status: 500 });
  const failed = text('zh-cn/waiting/');
  expect(failed).toContain('content/labs/cpu is &lt;wrong&gt;.\nNext: Mend it.');
  expect(failed).toContain('npm start');
  expect(failed).not.toContain('http-equiv="refresh"');
  expect(text('en/')).toBe('opening');
  expect(asked).toEqual([]);
});

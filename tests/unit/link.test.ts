import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { freshDraft, withCommand, withFile, withLoad, type Draft } from '../../src/lab/draft.ts';
import { linkedLab } from '../../src/learn/link-address.ts';
import { fitsLab, linkLimits, readLink, writeLink } from '../../src/learn/link.ts';
import { loaded } from '../fixtures/first-run.ts';

const source = {
  ...loaded,
  page: {
    question: { en: '', 'zh-cn': '' },
    open: {},
    changes: [{ id: 'async', name: { en: '', 'zh-cn': '' }, load: { path: '/orders/async' } }],
  },
  overlays: {},
};
const edited = withLoad(
  source,
  withCommand(source, withFile(source, freshDraft, 'fastapi', 'main.py', 'print("等")'), 'django', 'gunicorn x'),
  'main',
  { requests: 7 },
);

/** A link made with other limits than ours. */
async function packed(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = Buffer.from(await new Response(stream).arrayBuffer());
  return `lab=first-run.1.${bytes.toString('base64url')}`;
}

describe('a link', () => {
  test('brings back the draft it was made of, whatever is in it', async () => {
    // JSON knows no own key of this name; no side and no file has it.
    const key = fc.string().filter((name) => name !== '__proto__');
    const texts = fc.dictionary(key, fc.string({ unit: 'grapheme' }));
    const anyDraft: fc.Arbitrary<Draft> = fc.record({
      change: fc.option(fc.string()),
      edits: fc.record({
        files: fc.dictionary(key, texts),
        commands: texts,
        loads: fc.constant({ main: { pattern: 'burst' as const, requests: 3 } }),
        world: fc.constant({ cores: 4 }),
      }),
    });
    await fc.assert(
      fc.asyncProperty(anyDraft, async (draft) => {
        const fragment = (await writeLink('first-run', draft)) ?? '';
        expect(fragment).toMatch(/^lab=first-run\.1\.[\w-]+$/);
        expect(linkedLab(fragment)).toBe('first-run');
        expect(await readLink(fragment)).toEqual({
          kind: 'draft',
          lab: 'first-run',
          draft: JSON.parse(JSON.stringify(draft)) as Draft,
        });
      }),
    );
  });

  test('is not made of what is too large', async () => {
    const noise = Array.from({ length: 60_000 }, (_, index) => Math.imul(index, 2_654_435_761).toString(36)).join('');
    expect(await writeLink('first-run', withFile(source, freshDraft, 'fastapi', 'main.py', noise))).toBeNull();
    expect(
      await writeLink('first-run', withFile(source, freshDraft, 'fastapi', 'main.py', 'a'.repeat(300_000))),
    ).toBeNull();
  });
});

describe('a link that is not ours', () => {
  test('is none, or has nothing to do with labs', () => {
    expect(linkedLab('')).toBeNull();
    expect(linkedLab('what-waits')).toBeNull();
  });

  test.each([
    'lab=',
    'lab=x',
    'lab=x.1',
    'lab=x.1.',
    'lab=x.1.a',
    'lab=x.one.AAAA',
    'lab=x.1.!!!!',
    'lab=x.1.AAAA.AAAA',
    'lab=x.1.____',
  ])('%s is damaged', async (fragment) => {
    expect(await readLink(fragment)).toEqual({ kind: 'damaged' });
  });

  test('torn anywhere, or with any character changed, is damaged or another draft, and never throws', async () => {
    const fragment = (await writeLink('first-run', edited)) ?? '';
    await fc.assert(
      fc.asyncProperty(fc.nat(fragment.length - 1), fc.string(), async (at, text) => {
        const opened = await readLink(fragment.slice(0, at) + text + fragment.slice(at + text.length));
        expect(['damaged', 'draft', 'newer', 'oversized']).toContain(opened.kind);
      }),
    );
  });

  test.each([
    ['no JSON', '{'],
    ['another shape', '[]'],
    ['an unknown key', JSON.stringify({ ...freshDraft, run: true })],
    [
      'an unknown pattern',
      JSON.stringify({ ...freshDraft, edits: { ...freshDraft.edits, loads: { main: { pattern: 'x' } } } }),
    ],
    ['a text that is a number', JSON.stringify({ ...freshDraft, edits: { ...freshDraft.edits, commands: { a: 1 } } })],
  ])('%s is damaged', async (_, text) => {
    expect(await readLink(await packed(text))).toEqual({ kind: 'damaged' });
  });

  test('of a newer site is told apart', async () => {
    for (const version of ['2', '10', '999999999'])
      expect(await readLink(`lab=x.${version}.AAAA`)).toEqual({ kind: 'newer' });
  });

  test('is damaged when its version is none, or something follows its draft', async () => {
    const fragment = (await writeLink('first-run', edited)) ?? '';
    expect((await readLink(fragment)).kind).toBe('draft');
    const altered = [fragment.replace('.1.', '.1x.'), fragment.replace('.1.', '.x1.'), `${fragment}.more`];
    for (const one of [...altered, fragment.replace('.1.', '.1234567890.')])
      expect(await readLink(one)).toEqual({ kind: 'damaged' });
  });

  test('too long, or unpacking to too much, is oversized', async () => {
    expect(await readLink(`lab=x.1.${'A'.repeat(linkLimits.fragment)}`)).toEqual({ kind: 'oversized' });
    const bomb = await packed(JSON.stringify('0'.repeat(20_000_000)));
    expect(bomb.length).toBeLessThan(linkLimits.fragment);
    expect(await readLink(bomb)).toEqual({ kind: 'oversized' });
  });
});

describe('a draft fits a lab', () => {
  test('when all that it changes is there', () => {
    expect(fitsLab(source, edited)).toBe(true);
    expect(fitsLab(source, { ...freshDraft, change: 'async' })).toBe(true);
  });

  const { edits } = freshDraft;

  test('also when it changes a service, or one of several changes is chosen', () => {
    const more = {
      ...source,
      lab: { ...source.lab, services: [{ name: 'S', directory: 'stock', command: 'uvicorn s:app' }] },
      page: { ...source.page, changes: [...source.page.changes, { id: 'more', name: { en: '', 'zh-cn': '' } }] },
    };
    const files = { stock: { 's.py': '' }, fastapi: { 'main.py': '' } };
    expect(fitsLab(more, { change: 'more', edits: { ...edits, files } })).toBe(true);
    const outside = { stock: { 's.py': '', '/etc/x': '' } };
    expect(fitsLab(more, { change: 'more', edits: { ...edits, files: outside } })).toBe(false);
  });

  test.each<[string, Draft]>([
    ['a change', { ...freshDraft, change: 'gone' }],
    ['a side', { ...freshDraft, edits: { ...edits, commands: { flask: 'flask run' } } }],
    ['files of a side', { ...freshDraft, edits: { ...edits, files: { flask: { 'app.py': '' } } } }],
    ['a path inside', { ...freshDraft, edits: { ...edits, files: { fastapi: { '../django/x.py': '' } } } }],
    ['a load', { ...freshDraft, edits: { ...edits, loads: { probe: { requests: 1 } } } }],
  ])('not when %s is not', (_, draft) => {
    expect(fitsLab(source, draft)).toBe(false);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { freshDraft } from '../../src/lab/draft.ts';
import { applyImport, exported, planImport, type ImportPlan } from '../../src/learn/archive.ts';
import { csv, type Cell } from '../../src/learn/csv.ts';
import { draftKind } from '../../src/learn/draft-kind.ts';
import { kinds } from '../../src/learn/kinds.ts';
import { visitKind } from '../../src/learn/visit.ts';
import { memoryShelf } from '../fixtures/memory-store.ts';

const draft = { ...freshDraft, change: 'async' };
const visit = { first: 1, last: 2, finished: null };
const now = new Date('2026-11-24T12:00:00Z');

function full() {
  const memory = memoryShelf();
  memory.storage.write(draftKind, 'event-loop', draft, null);
  memory.storage.write(visitKind, 'waiting', visit, null);
  return memory;
}
const fileOf = ({ storage }: ReturnType<typeof full>) => JSON.stringify(exported(storage, kinds, [], now));
const planned = (plan: ImportPlan) => {
  if (plan.kind !== 'plan') throw new Error(plan.reason);
  return plan;
};

describe('an export', () => {
  test('brings everything to an empty browser', () => {
    const there = memoryShelf();
    const plan = planned(planImport(there.storage, kinds, fileOf(full())));
    expect(plan).toMatchObject({ conflicts: [], same: 0, unusable: [] });
    expect(applyImport(there.storage, plan, () => 'mine')).toEqual({ written: 2, failed: [] });
    expect(there.storage.read(draftKind, 'event-loop')).toMatchObject({ value: draft });
    expect(there.storage.read(visitKind, 'waiting')).toMatchObject({ value: visit });
  });

  test('changes nothing where everything is the same', () => {
    const memory = full();
    expect(planned(planImport(memory.storage, kinds, fileOf(memory)))).toMatchObject({
      fresh: [],
      conflicts: [],
      same: 2,
    });
  });
});

describe('what stands against something the reader has', () => {
  test('is asked, and what is replaced can be put back', () => {
    const { storage } = memoryShelf();
    storage.write(draftKind, 'event-loop', freshDraft, null);
    const plan = planned(planImport(storage, kinds, fileOf(full())));
    expect(plan.conflicts).toMatchObject([{ id: 'event-loop', value: draft }]);
    applyImport(storage, plan, () => 'mine');
    expect(storage.read(draftKind, 'event-loop')).toMatchObject({ value: freshDraft });
    applyImport(storage, plan, () => 'theirs');
    expect(storage.read(draftKind, 'event-loop')).toMatchObject({ value: draft });
    const backup = storage.backups().find(({ name }) => name === 'lab');
    expect(storage.restoreBackup(backup?.key ?? '')?.backup).toContain('.back:lab:');
    expect(storage.read(draftKind, 'event-loop')).toMatchObject({ value: freshDraft });
  });

  test('goes with the runs that were kept elsewhere', () => {
    const { storage } = full();
    const archive = exported(storage, kinds, [{ lab: 'x' }], now);
    expect(planned(planImport(storage, kinds, JSON.stringify(archive)))).toMatchObject({
      runs: [{ lab: 'x' }],
      same: 2,
    });
  });

  test('stays where there is no room for the other', () => {
    const memory = memoryShelf();
    memory.storage.write(visitKind, 'waiting', visit, null);
    memory.limit = 160;
    const other = memoryShelf();
    other.storage.write(
      draftKind,
      'x',
      { ...draft, edits: { ...draft.edits, commands: { a: 'x'.repeat(200) } } },
      null,
    );
    other.storage.write(visitKind, 'waiting', { ...visit, last: 3 }, null);
    const plan = planned(planImport(memory.storage, kinds, fileOf(other)));
    const imported = applyImport(memory.storage, plan, () => 'theirs');
    expect(imported.failed.map(({ id }) => id)).toContain('x');
    expect(imported.written + imported.failed.length).toBe(2);
    expect(memory.storage.read(visitKind, 'waiting').kind).toBe('kept');
  });
});

describe('a file that is not ours', () => {
  const { storage } = memoryShelf();
  test.each([
    ['json', 'no JSON'],
    ['foreign', '[]'],
    ['foreign', '{"site":"other"}'],
    ['foreign', JSON.stringify({ ...exported(storage, kinds, [], now), more: 1 })],
    ['newer', JSON.stringify({ site: 'waitlab', version: 2, all: 'different' })],
  ])('is refused as %s', (reason, text) => {
    expect(planImport(storage, kinds, text)).toEqual({ kind: 'refused', reason });
  });

  test('names what in it cannot be used, and brings the rest', () => {
    const archive = exported(full().storage, kinds, [], now);
    const thing = { version: 1, saved: 0 };
    archive.things.push(
      { ...thing, name: 'lab', id: 'torn', data: 'torn' },
      { ...thing, name: 'unheard-of', id: 'a', data: 1 },
      { ...thing, name: 'lab', id: 'later', version: 99, data: draft },
    );
    expect(planned(planImport(storage, kinds, JSON.stringify(archive)))).toMatchObject({
      fresh: [{ id: 'event-loop' }, { id: 'waiting' }],
      unusable: ['lab:torn', 'unheard-of:a', 'lab:later'],
    });
  });

  test.each([
    ['a moment beyond all calendars', 'chapter', { first: 1e300, last: 1, finished: null }],
    ['a moment before all calendars', 'chapter', { first: 1, last: -1e300, finished: null }],
    ['a guess without end', 'prediction', [{ at: 1e300, key: '', guess: { kind: 'skipped' }, outcome: null }]],
    [
      'a record that was never passed by anybody',
      'exercise',
      { tries: 1, hints: 0, steps: 0, wrong: [], passed: 9e15 },
    ],
    ['counts that nobody can count', 'exercise', { tries: 1e15, hints: 0, steps: 0, wrong: [], passed: null }],
    ['an answer of too many', 'question', { answer: Array(2_000).fill('x'), tries: 1, right: null }],
    ['no cores', 'lab', { ...draft, edits: { ...draft.edits, world: { cores: -1 } } }],
    ['no clients', 'lab', { ...draft, edits: { ...draft.edits, loads: { main: { clients: 0 } } } }],
    ['no rate', 'lab', { ...draft, edits: { ...draft.edits, loads: { main: { rate: 0 } } } }],
    ['code without end', 'lab', { ...draft, edits: { ...draft.edits, commands: { a: 'x'.repeat(3_000_000) } } }],
  ])('with %s brings the rest', (_, name, data) => {
    const archive = exported(full().storage, kinds, [], now);
    const version = kinds.find((kind) => kind.name === name)?.migrations.length ?? 0;
    archive.things.push({ name, id: 'x', version, saved: 1e300, data });
    const plan = planned(planImport(storage, kinds, JSON.stringify(archive)));
    expect(plan.unusable).toEqual([`${name}:x`]);
    expect(plan.fresh).toHaveLength(2);
  });

  test('that says it was written beyond all calendars has no date', () => {
    const archive = exported(full().storage, kinds, [], now);
    for (const thing of archive.things) thing.saved = 1e300;
    expect(planned(planImport(storage, kinds, JSON.stringify(archive))).fresh).toMatchObject([
      { theirs: 0 },
      { theirs: 0 },
    ]);
  });

  test('never throws, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        expect(planImport(storage, kinds, text).kind).toBe('refused');
      }),
    );
  });
});

describe('CSV', () => {
  /** RFC 4180, read back. */
  function read(text: string): string[][] {
    const cells = text.slice(1).matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n)/g);
    const rows: string[][] = [[]];
    for (const [, cell = '', end] of cells) {
      rows.at(-1)?.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
      if (end === '\r\n') rows.push([]);
    }
    return rows.slice(0, -1);
  }
  const isFormula = (one: string) => /^[\t\r\n]/.test(one) || /^[=+\-@＝＋－＠]/.test(one.trimStart());
  const text = (cell: Cell) => (cell === null ? '' : String(cell));

  test('reads back as it was written, and no cell is a formula', () => {
    const cell: fc.Arbitrary<Cell> = fc.oneof(fc.string(), fc.integer({ min: 0 }), fc.constant(null));
    const start = fc
      .constantFrom('=', '+', '-', '@', '＝', '＋', '－', '＠', ' =', '\t', '\r', '\n', '"', ',')
      .chain((sign) => fc.string().map((rest) => sign + rest));
    fc.assert(
      fc.property(fc.array(fc.array(fc.oneof(cell, start), { minLength: 1 })), (rows) => {
        const back = read(csv(rows));
        const bare = (one: string) => (isFormula(one.slice(1)) && one.startsWith("'") ? one.slice(1) : one);
        expect(back.map((row) => row.map(bare))).toEqual(rows.map((row) => row.map((one) => bare(text(one)))));
        for (const one of back.flat()) expect(isFormula(one)).toBe(false);
      }),
    );
  });

  test('quotes a formula', () => {
    expect(csv([['＝1+1', '＋1', '－1', '＠x']])).toBe(`\uFEFF"'＝1+1","'＋1","'－1","'＠x"\r\n`);
    expect(csv([['=1+1', '+1', '-1', '@x', 'a=b', 2]])).toBe(`\uFEFF"'=1+1","'+1","'-1","'@x",a=b,2\r\n`);
    expect(csv([[-1.5, null, 0]])).toBe(`\uFEFF-1.5,,0\r\n`);
  });
});

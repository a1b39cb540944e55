import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exported } from '../../src/learn/archive.ts';
import { kinds } from '../../src/learn/kinds.ts';
import { predictionKind, type Guess, type Outcome, type Prediction } from '../../src/learn/prediction.ts';
import { resultsKind } from '../../src/learn/results.ts';
import { readResultFile, withMember, wrongMost, type Member } from '../../src/learn/session/team.ts';
import { visitKind } from '../../src/learn/visit.ts';
import { memoryShelf } from '../fixtures/memory-store.ts';

const end = (makespan: number) => ({ makespan, completed: 20, stoppedAt: null });
const outcome: Outcome = { sides: { fastapi: end(2), django: end(0.1) }, held: ['both'] };
const prediction = (guess: Guess, met: Outcome | null = outcome): Prediction => ({
  at: 1,
  key: '',
  guess,
  outcome: met,
});

/** What a learner's own export holds, with things of other kinds as they would lie in it. */
function fileOf(predictions: Record<string, Prediction[]>, more: object[] = []): string {
  const { storage } = memoryShelf();
  for (const [lab, list] of Object.entries(predictions)) storage.write(predictionKind, lab, list, null);
  storage.write(visitKind, 'waiting', { first: 1, last: 2, finished: 2 }, null);
  storage.write(visitKind, 'data', { first: 1, last: 2, finished: null }, null);
  storage.write(resultsKind, 'first-run', [{ at: 1, change: null, edited: false, sides: [] }], null);
  storage.write(resultsKind, 'cpu', [], null);
  const archive = exported(storage, kinds, [], new Date(0));
  return JSON.stringify({ ...archive, things: [...archive.things, ...more] });
}

function memberOf(file: string, text: string): Member {
  const read = readResultFile(file, text);
  if (read.kind === 'refused') throw new Error(read.reason);
  return read.member;
}

describe('a result file', () => {
  it('says what its learner finished, ran, passed and guessed', () => {
    const record = { tries: 1, hints: 0, steps: 0, wrong: [], passed: 1 };
    const passed = { name: 'exercise', id: 'ask-once', version: 1, saved: 1, data: record };
    const open = { ...passed, id: 'other', data: { ...record, passed: null } };
    const text = fileOf({ 'first-run': [prediction({ kind: 'first', side: 'django' })] }, [passed, open]);
    expect(memberOf('learner-1.json', text)).toEqual({
      name: 'learner-1',
      chapters: ['waiting'],
      labs: ['first-run'],
      exercises: ['ask-once'],
      guesses: [{ lab: 'first-run', right: true }],
    });
  });

  it('counts the first guess that met its run, and no skipped one', () => {
    const skipped = prediction({ kind: 'skipped' });
    const wrong = prediction({ kind: 'first', side: 'fastapi' });
    const right = prediction({ kind: 'first', side: 'django' });
    const unmet = prediction({ kind: 'first', side: 'django' }, null);
    const guesses = (list: Prediction[]) => memberOf('a', fileOf({ lab: list })).guesses;
    expect(guesses([skipped, unmet, wrong, right])).toEqual([{ lab: 'lab', right: false }]);
    expect(guesses([skipped])).toEqual([]);
  });

  it('takes a guess of seconds for right when every side is close', () => {
    const right = (fastapi: number, django: number) =>
      memberOf('a', fileOf({ lab: [prediction({ kind: 'makespan', seconds: { fastapi, django } })] })).guesses[0]
        ?.right;
    expect(right(2, 0.1)).toBe(true);
    expect(right(2.15, 0.1)).toBe(true);
    expect(right(2.3, 0.1)).toBe(false);
    expect(right(2, 2)).toBe(false);
  });

  it('takes a choice for right when it was true of the run', () => {
    const right = (choice: string) =>
      memberOf('a', fileOf({ lab: [prediction({ kind: 'choice', choice })] })).guesses[0]?.right;
    expect(right('both')).toBe(true);
    expect(right('neither')).toBe(false);
  });

  it('of an older site says the same', () => {
    const guess = { kind: 'first', side: 'django' };
    const data = [{ at: 1, key: '', guess, outcome: { fastapi: end(2), django: end(0.1) } }];
    const text = fileOf({}, [{ name: 'prediction', id: 'first-run', version: 1, saved: 1, data }]);
    expect(memberOf('a', text).guesses).toEqual([{ lab: 'first-run', right: true }]);
  });

  it('is skipped, and named, when it is damaged, cut off or of something else', () => {
    expect(readResultFile('a.json', 'no json')).toEqual({ kind: 'refused', file: 'a.json', reason: 'json' });
    expect(readResultFile('b.json', '{"a": 1}')).toEqual({ kind: 'refused', file: 'b.json', reason: 'foreign' });
    const text = fileOf({});
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length - 1 }), (length) => {
        expect(readResultFile('c.json', text.slice(0, length))).toMatchObject({ kind: 'refused', file: 'c.json' });
      }),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (thing) => {
        const read = readResultFile('d.json', JSON.stringify(thing));
        expect(read.kind).toBe('refused');
      }),
    );
  });
});

const names = fc.constantFrom('seat-1', 'seat-2', 'seat-3', 'seat-4');
const anyMember: fc.Arbitrary<Member> = fc.record({
  name: names,
  chapters: fc.constant([]),
  labs: fc.constant([]),
  exercises: fc.constant([]),
  guesses: fc.uniqueArray(fc.record({ lab: fc.constantFrom('one', 'two', 'three'), right: fc.boolean() }), {
    selector: ({ lab }) => lab,
  }),
});

describe('a team', () => {
  it('gives every member a name of its own and loses none', () => {
    fc.assert(
      fc.property(fc.array(anyMember, { maxLength: 12 }), (list) => {
        const team = list.reduce<Member[]>(withMember, []);
        expect(team).toHaveLength(list.length);
        expect(new Set(team.map(({ name }) => name)).size).toBe(list.length);
        expect(team.map(({ guesses }) => guesses)).toEqual(list.map(({ guesses }) => guesses));
      }),
    );
  });

  it('counts every guess once, and puts the lab first that most guessed wrong', () => {
    fc.assert(
      fc.property(fc.array(anyMember, { maxLength: 12 }), (list) => {
        const table = wrongMost(list.reduce<Member[]>(withMember, []));
        const all = list.flatMap(({ guesses }) => guesses);
        expect(table.reduce((sum, { guessed }) => sum + guessed, 0)).toBe(all.length);
        expect(table.reduce((sum, { wrong }) => sum + wrong.length, 0)).toBe(all.filter(({ right }) => !right).length);
        const counts = table.map(({ wrong }) => wrong.length);
        expect(counts).toEqual([...counts].sort((one, other) => other - one));
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pack, unpack } from '../../src/learn/packed.ts';
import { clockText, elapsed, faceOf, freshClock, start, stop } from '../../src/learn/session/clock.ts';
import { added, moved, removed } from '../../src/learn/session/edit.ts';
import { limits, planSchema, type Plan, type Step } from '../../src/learn/session/plan.ts';
import { madeFragment, openPlan, readyFragment } from '../../src/learn/session/plan-link.ts';
import { screensOf, stepAt } from '../../src/learn/session/screens.ts';
import { nextShow, freshShow, type ShowAction } from '../../src/learn/session/show.ts';
import { barsOf, count, handsOf } from '../../src/learn/session/tally.ts';

const name = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/);
const line = fc.string({ minLength: 1, maxLength: limits.title });
const long = fc.string({ maxLength: 200 });
const common = {
  minutes: fc.integer({ min: 1, max: limits.minutes }),
  say: long,
  ask: long,
  choices: fc.array(fc.string({ minLength: 1, maxLength: limits.choice }), { maxLength: limits.choices }),
};
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('section' as const), chapter: name, section: name, idea: long, ...common }),
  fc.record({ kind: fc.constant('lab' as const), lab: name, ...common }),
  fc.record({ kind: fc.constant('lab' as const), lab: name, change: name, ...common }),
  fc.record({ kind: fc.constant('exercise' as const), exercise: name, ...common }),
  fc.record({ kind: fc.constant('discussion' as const), topic: line, ...common }),
);
const anyPlan: fc.Arbitrary<Plan> = fc.record({
  title: line,
  steps: fc.array(anyStep, { minLength: 1, maxLength: 12 }),
});

const talk = (topic: string, more: Partial<Step> = {}): Step =>
  ({ kind: 'discussion', topic, minutes: 5, say: '', ask: '', choices: [], ...more }) as Step;

describe('a plan in a link', () => {
  it('comes back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(anyPlan, async (plan) => {
        const fragment = await madeFragment(plan);
        expect(fragment).toMatch(/^plan=[\w-]+$/);
        expect(await openPlan(fragment, {})).toEqual({ kind: 'plan', plan });
      }),
      { numRuns: 60 },
    );
  });

  it('opens a ready plan by its name, and no other property of the list', async () => {
    const plan: Plan = { title: 'Ready', steps: [talk('One')] };
    expect(await openPlan(readyFragment('30'), { 30: plan })).toEqual({ kind: 'plan', plan });
    expect(await openPlan(readyFragment('31'), { 30: plan })).toEqual({ kind: 'unknown', name: '31' });
    expect(await openPlan(readyFragment('constructor'), {})).toEqual({ kind: 'unknown', name: 'constructor' });
    expect(await openPlan('', {})).toEqual({ kind: 'none' });
  });

  it('survives anything that may stand in an address', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        const opened = await openPlan(`plan=${encodeURIComponent(text)}`, {});
        expect(['damaged', 'strange']).toContain(opened.kind);
      }),
    );
  });

  it('says so when it was cut off', async () => {
    const fragment = await madeFragment({ title: 'A long one', steps: [talk('What do you run?'), talk('And why?')] });
    expect((await openPlan(fragment.slice(0, -12), {})).kind).toBe('damaged');
  });

  it('refuses unknown keys and a plan without steps', async () => {
    const plan = { title: 'T', steps: [talk('One')] };
    expect((await openPlan(`plan=${await pack({ ...plan, script: 'x' })}`, {})).kind).toBe('strange');
    expect((await openPlan(`plan=${await pack({ ...plan, steps: [] })}`, {})).kind).toBe('strange');
    const step = { ...talk('One'), minutes: 0 };
    expect((await openPlan(`plan=${await pack({ ...plan, steps: [step] })}`, {})).kind).toBe('strange');
  });

  it('stops unpacking at its limit', async () => {
    const bomb = await pack('x'.repeat(5_000_000));
    expect(bomb.length).toBeLessThan(10_000);
    expect((await openPlan(`plan=${bomb}`, {})).kind).toBe('oversized');
    expect(await unpack(await pack('four'), 6)).toEqual({ kind: 'data', data: 'four' });
    expect(await unpack(await pack('four'), 5)).toEqual({ kind: 'oversized' });
  });
});

describe('making a plan', () => {
  it('keeps every plan within its schema and its steps in sight', () => {
    fc.assert(
      fc.property(anyPlan, fc.nat(14), fc.constantFrom(-1 as const, 1 as const), (plan, index, by) => {
        const steps = moved(plan.steps, index, by);
        expect(new Set(steps)).toEqual(new Set(plan.steps));
        for (const next of [steps, removed(plan.steps, index), added(plan.steps, talk('New'), limits.steps)]) {
          expect(planSchema.safeParse({ ...plan, steps: next }).success).toBe(true);
        }
        expect(moved(steps, index + by, by === 1 ? -1 : 1)).toEqual(
          steps === plan.steps ? moved(plan.steps, index + by, by === 1 ? -1 : 1) : plan.steps,
        );
      }),
    );
  });

  it('never loses the last step, never grows past the limit', () => {
    expect(removed(['one'], 0)).toEqual(['one']);
    expect(removed(['one', 'two'], 0)).toEqual(['two']);
    expect(added(['one'], 'two', 1)).toEqual(['one']);
  });
});

describe('the screens of a plan', () => {
  const plan: Plan = {
    title: 'T',
    steps: [
      { kind: 'section', chapter: 'waiting', section: 'one', idea: 'I', minutes: 3, say: '', ask: 'Q?', choices: [] },
      { kind: 'lab', lab: 'first-run', minutes: 6, say: '', ask: 'Which?', choices: ['A', 'B'] },
      talk('Alone'),
      talk('Topic', { ask: 'Q?' }),
    ],
  };

  it('asks before a lab and after a section', () => {
    const screens = screensOf(plan);
    expect(screens.map((one) => ('step' in one ? `${one.kind} ${one.step}` : one.kind))).toEqual([
      ...['title', 'step 0', 'question 0', 'question 1', 'step 1', 'step 2', 'question 3', 'end'],
    ]);
    expect([0, 1, 4, 7].map((at) => stepAt(screens, at))).toEqual([-1, 0, 1, Infinity]);
  });
});

describe('the clock', () => {
  it('counts only while it runs, however often it is stopped', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(10_000), fc.nat(10_000)), { maxLength: 20 }), (turns) => {
        let clock = freshClock;
        let now = 1_000_000;
        let ran = 0;
        for (const [run, rest] of turns) {
          clock = start(clock, now);
          now += run;
          ran += run;
          expect(elapsed(clock, now)).toBe(ran);
          clock = stop(clock, now);
          now += rest;
          expect(elapsed(clock, now)).toBe(ran);
        }
      }),
    );
  });

  it('does not go back when the machine’s clock does', () => {
    expect(elapsed(start({ kind: 'stopped', before: 500 }, 1000), 400)).toBe(500);
  });

  it('says how long step and session have left', () => {
    expect(faceOf([3, 6], 0, 0)).toEqual({ left: 180, leftOfAll: 540, given: 180 });
    expect(faceOf([3, 6], 1, 200_999)).toEqual({ left: 340, leftOfAll: 340, given: 360 });
    expect(faceOf([3, 6], 0, 200_000).left).toBe(-20);
    expect(faceOf([3, 6], -1, 0).left).toBe(0);
    expect(faceOf([3, 6], Infinity, 60_000)).toEqual({ left: 480, leftOfAll: 480, given: 0 });
    expect([clockText(0), clockText(-65), clockText(3600)]).toEqual(['0:00', '1:05', '60:00']);
  });
});

describe('the tally', () => {
  it('counts whole hands within reason, for choices that exist', () => {
    expect(count([], 3, 1, 4)).toEqual([0, 4, 0]);
    expect(count([0, 4, 0], 3, 2, -1)).toEqual([0, 4, 0]);
    expect(count([1, 1], 2, 0, 5000)).toEqual([999, 1]);
    expect(count([1, 1], 2, 0, Number.NaN)).toEqual([0, 1]);
    expect(count([1, 1], 2, 7, 3)).toEqual([1, 1]);
  });

  it('draws the longest bar full and no bar longer', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(999), { minLength: 1, maxLength: 6 }), (tally) => {
        const bars = barsOf(tally, tally.length);
        expect(bars.map(({ hands }) => hands)).toEqual(tally);
        expect(Math.max(...bars.map(({ ratio }) => ratio))).toBe(handsOf(tally) > 0 ? 1 : 0);
        expect(bars.every(({ percent }) => percent >= 0 && percent <= 100)).toBe(true);
      }),
    );
  });
});

describe('a session under way', () => {
  const play = (...deeds: ShowAction[]) => deeds.reduce((show, action) => nextShow(show, 8, action), freshShow);

  it('starts its clock when the title is left, and not again after a pause', () => {
    const begun = play({ kind: 'go', to: 1, now: 1000 });
    expect(begun.clock).toEqual({ kind: 'running', since: 1000, before: 0 });
    const paused = nextShow(begun, 8, { kind: 'clock', now: 4000 });
    const again = nextShow(nextShow(paused, 8, { kind: 'go', to: 0, now: 5000 }), 8, { kind: 'go', to: 1, now: 6000 });
    expect(again.clock).toEqual({ kind: 'stopped', before: 3000 });
  });

  it('stays within its screens', () => {
    expect(play({ kind: 'go', to: -3, now: 0 }).at).toBe(0);
    expect(play({ kind: 'go', to: 99, now: 0 }).at).toBe(7);
  });

  it('gives everything back that a reset took, until something new is counted', () => {
    const busy = play(
      { kind: 'go', to: 3, now: 0 },
      { kind: 'count', step: 1, choices: 2, choice: 0, hands: 7 },
      { kind: 'reveal', step: 1, shown: true },
    );
    const reset = nextShow(busy, 8, { kind: 'reset' });
    expect(reset).toMatchObject({ at: 0, tallies: {}, revealed: [], clock: freshShow.clock });
    expect(nextShow(nextShow(reset, 8, { kind: 'go', to: 2, now: 9 }), 8, { kind: 'undo' })).toMatchObject({
      at: 3,
      tallies: busy.tallies,
      revealed: [1],
    });
    const counted = nextShow(reset, 8, { kind: 'count', step: 1, choices: 2, choice: 1, hands: 1 });
    expect(nextShow(counted, 8, { kind: 'undo' })).toBe(counted);
  });

  it('hides again what it revealed', () => {
    expect(play({ kind: 'reveal', step: 2, shown: true }, { kind: 'reveal', step: 2, shown: false }).revealed).toEqual(
      [],
    );
  });
});

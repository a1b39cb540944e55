/**
 * Judges a run of an exercise by what happened in it, never by what its code printed or how it is written, and only under the load and on
 * the machine that the exercise states. Pure.
 */
import type { Run } from '../contract/run.ts';
import { countOf, sendingOf } from '../lab/arrivals.ts';
import { loadsOf, programId, worldOf, type LoadedLab } from '../lab/jobs.ts';
import { inEach, translate, type Locale, type Localized } from '../i18n/i18n.ts';
import { hangs } from '../trace/facts.ts';
import { judge as judgeInequality } from '../trace/expect.ts';
import { formatCount, formatSeconds } from '../trace/format.ts';
import { evidenceOf, type Evidence } from './evidence.ts';
import type { Condition, Exercise, WrongAnswer } from './exercise.ts';
import { sameJson, type RequirementCheck } from './requirements.ts';
import { interpolateAll } from './interpolate.ts';

/** One thing that is asked, and how it stands after a run. */
export interface Check {
  id: string;
  asks: Localized;
  holds: boolean;
  /** What was found instead; null where the check holds. */
  found: Localized | null;
}

export type Verdict =
  /** A side did not start, did not come to its end, or was measured, which need not repeat. */
  | { kind: 'not-run' }
  /** A side came to a point from which nothing could answer its requests any more. */
  | { kind: 'hangs' }
  /** It was made under another load or on another machine than the exercise states. */
  | { kind: 'not-stated' }
  | { kind: 'passed'; checks: Check[] }
  /** `recognised`: the known wrong answer that behaves like this, with the run's numbers in what it says. */
  | { kind: 'failed'; checks: Check[]; recognised: { id: string; says: Localized } | null };

/** What is asked besides an exercise's own conditions: the stated work, and the stated answers. */
export const requirementIds = ['work', 'answers'] as const;

function foundOfWork({ keep, answered, short, least, missing }: RequirementCheck): Localized {
  return inEach((locale) => {
    const does = keep.does[locale];
    const count = (value: number): string => formatCount(locale, value);
    if (answered === 0) return translate(locale, 'exercise.work.none', { does });
    if (short === 0) return translate(locale, 'exercise.work.missing', { does, missing: count(missing) });
    return translate(locale, 'exercise.work.short', {
      does,
      short: count(short),
      answered: count(answered),
      least: formatSeconds(locale, least),
      seconds: formatSeconds(locale, keep.seconds ?? 0),
    });
  });
}

const maxExample = 120;

function foundOfAnswers({ requests, different, unanswered, example }: RequirementCheck): Localized {
  const shown = example !== null && example.length > maxExample ? `${example.slice(0, maxExample)}…` : example;
  return inEach((locale) => {
    const values = { requests: formatCount(locale, requests), different: formatCount(locale, different) };
    if (unanswered > 0 || shown === null) {
      return translate(locale, 'exercise.answers.missing', { ...values, missing: formatCount(locale, unanswered) });
    }
    return translate(locale, 'exercise.answers.different', { ...values, example: shown });
  });
}

const lacksWork = ({ answered, short, missing }: RequirementCheck): boolean =>
  answered === 0 || short > 0 || missing > 0;

function listOf(exercise: Pick<Exercise, 'keeps'>, locale: Locale): string {
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  return list.format([...new Set(exercise.keeps.map(({ does }) => does[locale]))]);
}

/** What an exercise asks, in the order in which it is shown: its own conditions, then what no solution may leave out. */
export function asksOf(exercise: Pick<Exercise, 'keeps' | 'conditions'>): Pick<Check, 'id' | 'asks'>[] {
  return [
    ...exercise.conditions.map(({ id, asks }) => ({ id, asks })),
    { id: 'work', asks: inEach((locale) => translate(locale, 'exercise.work', { does: listOf(exercise, locale) })) },
    { id: 'answers', asks: inEach((locale) => translate(locale, 'exercise.answers')) },
  ];
}

function checkOf(condition: Condition, sides: Evidence['sides']): Check {
  const { id, asks } = condition;
  const { holds } = judgeInequality(condition.holds, sides);
  return { id, asks, holds, found: holds ? null : interpolateAll(condition.found, sides) };
}

function requirementChecks(exercise: Exercise, kept: readonly RequirementCheck[]): Check[] {
  const lacking = kept.find(lacksWork);
  const differing = kept.find(({ different, requests }) => different > 0 || requests === 0);
  const found = { work: lacking && foundOfWork(lacking), answers: differing && foundOfAnswers(differing) };
  const asks = new Map(asksOf(exercise).map((one) => [one.id, one.asks]));
  return requirementIds.map((id) => ({
    id,
    asks: asks.get(id) ?? inEach(() => id),
    holds: found[id] === undefined,
    found: found[id] ?? null,
  }));
}

function isLike({ when }: WrongAnswer, sides: Evidence['sides']): boolean {
  return when.every((text) => judgeInequality(text, sides).holds);
}

/** Whether a run says that it was made under the lab's own load and on its machine. */
const isStatedLoad = ({ lab }: LoadedLab, run: Run): boolean =>
  sameJson(run.load, loadsOf(lab)) && sameJson(run.world, worldOf(lab));

/** Whether a run was made as the lab states: it says so, and as many requests came as that load sends. */
function isAsStated(loaded: LoadedLab, run: Run): boolean {
  if (!isStatedLoad(loaded, run)) return false;
  return loadsOf(loaded.lab).every(({ name, arrivals }) => {
    const planned = countOf(sendingOf(arrivals));
    return run.sides.every(({ requests }) => requests.filter(({ load }) => load === name).length === planned);
  });
}

/** `loaded`: the lab of the exercise as written; `run`: all that came of it with the code and command lines that the reader made of it. */
export function judgeRun(exercise: Exercise, loaded: LoadedLab, run: Run): Verdict {
  const { lab, name } = loaded;
  const wholly = lab.sides.every((side) => {
    const own = run.sides.find(({ id }) => id === programId(side, name));
    return own !== undefined && own.stopped === undefined;
  });
  if (run.measured) return { kind: 'not-run' };
  if (run.sides.some(hangs)) return isStatedLoad(loaded, run) ? { kind: 'hangs' } : { kind: 'not-stated' };
  if (!wholly) return { kind: 'not-run' };
  if (!isAsStated(loaded, run)) return { kind: 'not-stated' };
  const { sides, kept } = evidenceOf(exercise.keeps, loaded, run);
  const checks = [...exercise.conditions.map((one) => checkOf(one, sides)), ...requirementChecks(exercise, kept)];
  if (checks.every(({ holds }) => holds)) return { kind: 'passed', checks };
  const wrong = exercise.wrong.find((one) => isLike(one, sides));
  return {
    kind: 'failed',
    checks,
    recognised: wrong ? { id: wrong.id, says: interpolateAll(wrong.says, sides) } : null,
  };
}

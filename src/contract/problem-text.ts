/** Problems in words: cause, place and next step, in the reader's language. */
import { isUiKey, translate, type Locale } from '../i18n/i18n.ts';
import { hangText } from './hang-text.ts';
import type { Hang } from './hang.ts';
import type { Problem, ProblemCode } from './problem.ts';

/** Also a problem of a run that was read from JSON, where a missing place may be undefined. */
type Place = 'side' | 'file' | 'line';
export type SomeProblem = Pick<Problem, 'code' | 'values'> & { [Key in Place]?: Problem[Key] | undefined } & {
  hang?: Hang | undefined;
};

export interface ProblemText {
  cause: string;
  /** Where, such as `django: shop/views.py, line 7`; null where no place is known. */
  place: string | null;
  next: string;
}

/** Values that are themselves names of words: what was expected, why an option is refused. */
function spelledOut(locale: Locale, values: Problem['values']): Problem['values'] {
  const spelled = { ...values };
  if (values['key'] === '') spelled['key'] = translate(locale, 'problem.document');
  const prefixes = { expected: 'problem.expected.', reason: 'refusal.', why: 'problem.why.' };
  for (const [name, prefix] of Object.entries(prefixes)) {
    const key = `${prefix}${String(values[name])}`;
    if (isUiKey(key)) spelled[name] = translate(locale, key, values);
  }
  return spelled;
}

function placeOf(locale: Locale, { side, file, line }: SomeProblem): string | null {
  if (file === undefined) return side ?? null;
  const place =
    line === undefined
      ? translate(locale, 'problem.place.file', { file })
      : translate(locale, 'problem.place.line', { file, line });
  return side === undefined ? place : translate(locale, 'problem.place.side', { side, place });
}

/** The codes whose own words say who waits for what; after those of others it is said apart. */
const aboutWaits: ReadonlySet<string> = new Set(['hang', 'limit-virtual-time'] satisfies ProblemCode[]);

function causeOf(locale: Locale, { code, hang }: SomeProblem, values: Problem['values']): string {
  const waits = hangText(locale, hang ?? { waits: [], unnamed: 0 });
  if (aboutWaits.has(code)) return translate(locale, `problem.${code}`, { ...values, waits });
  const cause = translate(locale, `problem.${code}`, values);
  return hang && hang.waits.length > 0 ? translate(locale, 'problem.waits', { cause, waits }) : cause;
}

export function problemText(locale: Locale, problem: SomeProblem): ProblemText {
  const values = spelledOut(locale, problem.values);
  return {
    cause: causeOf(locale, problem, values),
    place: placeOf(locale, problem),
    next: translate(locale, `problem.${problem.code}.next`, values),
  };
}

/** Place, cause and next step on one line. */
export function problemLine(locale: Locale, problem: SomeProblem): string {
  const { cause, place, next } = problemText(locale, problem);
  return place === null
    ? translate(locale, 'problem.line.nowhere', { cause, next })
    : translate(locale, 'problem.line', { place, cause, next });
}

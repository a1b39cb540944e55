/** What a reader must be spared, whatever breaks: work that is lost, a page that says nothing or nothing helpful, a page that is stuck. */
import { locales, translate, type Locale, type UiKey } from '../../src/i18n/i18n.ts';
import type { Problem, ProblemCode } from '../../src/contract/problem.ts';
import { problemText } from '../../src/contract/problem-text.ts';
import type { LabView } from '../../src/workbench/lab-store.ts';

export type Failing = 'lost' | 'silent' | 'stuck';

export interface Complaint {
  failing: Failing;
  detail: string;
}

const chinese = /\p{Script=Han}/u;

/** What is wrong with a text as an answer to "what happened, and what now?"; null when nothing is. `bare`: the text without values. */
function unhelpful(locale: Locale, text: string, bare: string = text): string | null {
  if (text.trim() === '') return 'nothing is said';
  if (/\{\w+\}/.test(text)) return `a gap in: ${text}`;
  if (/[:：]\s*$/.test(text)) return `an end without words: ${text}`;
  if (/undefined|\[object/.test(text)) return `a value that is none: ${text}`;
  if (locale === 'zh-cn' && !chinese.test(bare)) return `not in Chinese: ${text}`;
  if (locale === 'en' && chinese.test(bare)) return `not in English: ${text}`;
  return null;
}

/** Cause and next step, in every language. */
function unhelpfulProblem(problem: Problem): string | null {
  for (const locale of locales) {
    const text = problemText(locale, problem);
    const bare = problemText(locale, { ...problem, values: {} });
    for (const part of ['cause', 'next'] as const) {
      const wrong = unhelpful(locale, text[part], bare[part]);
      if (wrong !== null) return `${problem.code}: ${wrong}`;
    }
  }
  return null;
}

/** Every problem that the page shows. */
const problemsIn = ({ state, problems, result }: LabView): Problem[] => [
  ...problems,
  ...(state.kind === 'failed' ? [state.problem] : []),
  ...(state.kind === 'done' ? Object.values(result.problems) : []),
];

const notes = {
  full: 'lab.not-kept',
  forbidden: 'lab.kept-nowhere',
  newer: 'lab.kept-newer',
  changed: 'lab.kept-elsewhere',
} as const;

/** Everything else that the page says of itself, by what it is about. */
function notesIn(view: LabView): string[] {
  const { kept, unrecorded, state } = view;
  return [
    ...(kept === 'written' ? [] : [`kept:${kept}`]),
    ...(view.damaged === null ? [] : ['aside']),
    ...(unrecorded === null ? [] : [`unrecorded:${unrecorded}`]),
    ...(state.kind === 'stopped' ? [`stopped:${state.by}`] : []),
  ];
}

/** The page's notes have words as well. */
function unhelpfulNotes(view: LabView): string | null {
  const { kept, unrecorded } = view;
  const keys: UiKey[] = [];
  if (kept !== 'written') keys.push(notes[kept]);
  if (unrecorded !== null) keys.push(unrecorded === 'unreachable' ? 'lab.unrecorded' : `lab.unrecorded.${unrecorded}`);
  for (const locale of locales) {
    for (const key of keys) {
      const wrong = unhelpful(locale, translate(locale, key));
      if (wrong !== null) return wrong;
    }
  }
  return null;
}

/** What is expected to be said: one of the codes, or one of the notes; null: nothing, because the fault does no harm. */
export type Said =
  readonly (ProblemCode | `kept:${string}` | `unrecorded:${string}` | `stopped:${string}` | 'aside')[] | null;

export function silence(view: LabView, said: Said): string | null {
  const problems = problemsIn(view);
  const wrong = problems.map(unhelpfulProblem).find((one) => one !== null) ?? unhelpfulNotes(view);
  if (wrong) return wrong;
  const heard = [...problems.map(({ code }) => code), ...notesIn(view)];
  if (said === null) return heard.length === 0 ? null : `said ${heard.join(', ')}, and nothing was wrong`;
  if (heard.some((one) => (said as readonly string[]).includes(one))) return null;
  return `said ${heard.join(', ') || 'nothing'}, not ${said.join(' or ')}`;
}

/** The decision guide: questions about one service, and advice with reasons. Its rules are data (content/guide/guide.yaml). Pure. */
import type { z } from '../schemas/full.ts';
import type { guideSchema } from './schema.ts';

export const advices = ['fastapi', 'django', 'both', 'either'] as const;
export const leanings = ['fastapi', 'django', 'neither'] as const;

export type Guide = z.infer<typeof guideSchema>;
export type Question = Guide['questions'][number];
export type Rule = Guide['rules'][number];
export type Reason = Question['options'][number]['reasons'][number];

/** The id of the chosen option by the id of its question. */
export type Answers = Readonly<Record<string, string>>;

export type Decision =
  /** `next` is the first question without an answer. */
  { kind: 'open'; next: Question } | { kind: 'decided'; rule: Rule; reasons: Reason[] };

/** What is wrong with the rules as a whole: names that do not exist, a rule never reached, no rule for what is left. */
export function mistakesIn({ questions, rules }: Guide): string[] {
  const mistakes: string[] = [];
  rules.forEach((rule, index) => {
    for (const [question, options] of Object.entries(rule.when)) {
      const known = questions.find((one) => one.id === question)?.options.map((option) => option.id);
      if (!known) mistakes.push(`${rule.id} asks the question ${question}, which does not exist`);
      for (const option of options) {
        if (known && !known.includes(option))
          mistakes.push(`${rule.id} knows the answer ${question}: ${option}, which does not exist`);
      }
    }
    const earlier = rules.slice(0, index).find((other) => covers(other, rule));
    if (earlier) mistakes.push(`${rule.id} is never reached: ${earlier.id} comes first`);
  });
  const last = rules.at(-1);
  if (last && Object.keys(last.when).length > 0) mistakes.push('the last rule must fit everything');
  return mistakes;
}

/** Whether every set of answers that fits `narrow` fits `wide` as well. */
function covers(wide: Rule, narrow: Rule): boolean {
  return Object.entries(wide.when).every(([question, options]) => {
    const wanted = narrow.when[question];
    return wanted?.every((option) => options.includes(option)) ?? false;
  });
}

function fits({ when }: Rule, answers: Answers): boolean {
  return Object.entries(when).every(([question, options]) => options.includes(answers[question] ?? ''));
}

/** The first rule that fits, and every reason that an answer gives, in the order of the questions. */
export function decide({ questions, rules }: Guide, answers: Answers): Decision {
  const next = questions.find((question) => !question.options.some((option) => option.id === answers[question.id]));
  if (next) return { kind: 'open', next };
  const rule = rules.find((one) => fits(one, answers));
  if (!rule) throw new Error('no rule fits; the last one must fit everything');
  const reasons = questions.flatMap(
    (question) => question.options.find((option) => option.id === answers[question.id])?.reasons ?? [],
  );
  return { kind: 'decided', rule, reasons };
}

/** The answers as they stand in a link's fragment, such as `callers=services&io=fan-out`. */
export function writeAnswers({ questions }: Guide, answers: Answers): string {
  const given = questions.flatMap(({ id: question }) => {
    const answer = answers[question];
    return answer === undefined ? [] : [[question, answer]];
  });
  return new URLSearchParams(given).toString();
}

/** The answers in a fragment. What names no question or no option of it is left out: a link may be old, or made by hand. */
export function readAnswers({ questions }: Guide, fragment: string): Record<string, string> {
  const given = new URLSearchParams(fragment);
  return Object.fromEntries(
    questions.flatMap(({ id: question, options }) => {
      const answer = given.get(question);
      return options.some((option) => option.id === answer) && answer !== null ? [[question, answer]] : [];
    }),
  );
}

/** Why a side took as long as it did, in one to three sentences made from its trace. A pure function of run and locale. */
import type { Run, SideRun } from '../contract/run.ts';
import type { Locale, UiKey } from '../i18n/i18n.ts';
import { hangText } from '../contract/hang-text.ts';
import { problemText } from '../contract/problem-text.ts';
import {
  factsOf,
  hangs,
  mainName,
  networkName,
  ownStates,
  waitStates,
  type SideFacts,
  type WaitState,
} from './facts.ts';
import { nameIn } from './name.ts';
import { compose, listed, numberPart, type Part, type Sentence, type Unit } from './parts.ts';

/** A side while its sentences are written: where its numbers stand, and how to turn one into a part. */
interface Subject {
  locale: Locale;
  run: Run;
  side: SideRun;
  facts: SideFacts;
  number: (unit: Unit, value: number, ...path: string[]) => Part;
}

const code = (text: string): Part => ({ kind: 'code', text });

/** `key`, or the words for one where the count is one and the language has them. */
function counted(key: UiKey, one: UiKey, count: number): UiKey {
  return count === 1 ? one : key;
}

function inParentheses(locale: Locale, name: string | null): Sentence {
  return name === null ? [] : compose(locale, 'explain.code', { code: code(name) });
}

/** How a side compares with the fastest; nothing where one of the two failed, because then times do not compare. */
function comparison({ locale, run, side, facts }: Subject): Sentence {
  const clean = (other: SideRun) =>
    other.metrics.errors === 0 && other.stopped === undefined && other.metrics.makespan > 0;
  if (!clean(side)) return [];
  const fastest = run.sides
    .filter(clean)
    .reduce((best, other) => (other.metrics.makespan < best.metrics.makespan ? other : best));
  const value = facts.makespan / fastest.metrics.makespan;
  const other: Part = { kind: 'name', text: nameIn(fastest.name, locale) };
  if (value === 1) {
    // Said once, by the later of the two.
    return run.sides.indexOf(fastest) < run.sides.indexOf(side) ? compose(locale, 'explain.same', { other }) : [];
  }
  if (value < 1.05) return [];
  const ratio: Part = {
    ...(numberPart(locale, 'ratio', value, [side.id, 'makespan']) as Part & { kind: 'number' }),
    over: [fastest.id, 'makespan'],
  };
  return compose(locale, 'explain.slower', { ratio, other });
}

function failureList({ locale, facts, number }: Subject): Sentence {
  const { status, ...errors } = facts.failures;
  const items = (['timeout', 'refused', 'reset', 'failed'] as const)
    .filter((kind) => errors[kind] > 0)
    .map((kind) =>
      compose(locale, `explain.failure.${kind}`, { count: number('count', errors[kind], 'failures', kind) }),
    );
  for (const [answer, count] of Object.entries(status)) {
    items.push(
      compose(locale, counted('explain.failure.status', 'explain.failure.status.one', count), {
        count: number('count', count, 'failures', 'status', answer),
        status: code(answer),
      }),
    );
  }
  return listed(locale, items);
}

function outcome(subject: Subject): Sentence {
  const { locale, side, facts, number } = subject;
  const requests = number('count', facts.requests, 'requests');
  const makespan = number('seconds', facts.makespan, 'makespan');
  if (facts.requests === 0) return compose(locale, 'explain.empty');
  if (side.stopped) {
    const open = number('count', facts.open, 'open');
    const at = number('seconds', facts.stoppedAt ?? side.stopped.at, 'stoppedAt');
    const { problem } = side.stopped;
    if (problem.code === 'hang' && problem.hang) {
      const waits: Part = { kind: 'problem', text: hangText(locale, problem.hang) };
      const key = counted('explain.hung', 'explain.hung.one', facts.requests);
      return compose(locale, key, { at, open, requests, waits });
    }
    const limit: Part = { kind: 'problem', text: problemText(locale, problem).cause };
    return compose(locale, 'explain.stopped', { at, open, requests, limit });
  }
  if (facts.errors > 0) {
    const good = number('count', facts.good, 'good');
    const keys =
      facts.good === 0
        ? (['explain.none-good', 'explain.none-good.instant'] as const)
        : (['explain.some', 'explain.some.instant'] as const);
    const key = facts.makespan === 0 ? keys[1] : keys[0];
    return compose(locale, key, { good, requests, makespan, failures: failureList(subject) });
  }
  if (facts.makespan === 0) return compose(locale, 'explain.instant', { requests });
  const [first] = side.requests;
  const together = side.requests.every(({ arrival }) => arrival === first?.arrival);
  const { p50, max } = facts.latency;
  if (!together && p50 !== null && max !== null) {
    return compose(locale, 'explain.answered', {
      requests,
      p50: number('seconds', p50, 'latency', 'p50'),
      max: number('seconds', max, 'latency', 'max'),
    });
  }
  return compose(locale, counted('explain.finished', 'explain.finished.one', facts.requests), {
    requests,
    makespan,
    comparison: comparison(subject),
  });
}

function because({ locale, side, facts, number }: Subject, state: WaitState): Sentence {
  const worker = mainName(side.spans, ['blocking', 'cpu']);
  const held = () => {
    const time = number('seconds', facts.loopHeld, 'loopHeld');
    return worker === null
      ? compose(locale, 'explain.because.held-unnamed', { held: time })
      : compose(locale, 'explain.because.held', { held: time, code: code(worker) });
  };
  switch (state) {
    case 'backlog':
      // A held event loop accepts nobody; workers without a loop never hold one.
      if (facts.loopHeld > 0) return held();
      if (facts.perProcess === 1) {
        return compose(locale, counted('explain.because.workers', 'explain.because.workers.one', facts.workers), {
          workers: number('count', facts.workers, 'workers'),
        });
      }
      return facts.busy === 0
        ? []
        : compose(locale, 'explain.because.capacity', { busy: number('count', facts.busy, 'busy') });
    case 'thread': {
      const limiter = mainName(side.spans, ['thread'])?.includes('AnyIO') === true;
      const key = limiter ? 'explain.because.limiter' : 'explain.because.threads';
      if (facts.running === 0) return [];
      return compose(locale, counted(key, `${key}.one`, facts.running), {
        threads: number('count', facts.running, 'running'),
      });
    }
    case 'loop':
      return facts.loopHeld > 0 ? held() : [];
    case 'lock': {
      const name = mainName(side.spans, ['lock']);
      return name === null ? [] : compose(locale, 'explain.because.lock', { code: code(name) });
    }
    case 'core': {
      const name = mainName(side.spans, ['cpu']);
      return name === null
        ? compose(locale, 'explain.because.computing-unnamed')
        : compose(locale, 'explain.because.computing', { code: code(name) });
    }
  }
}

function who({ locale, facts, number }: Subject, state: WaitState): Sentence {
  const { requests } = facts.timeInState[state];
  if (facts.requests === 1) return compose(locale, 'explain.who.only');
  if (requests === facts.requests) return compose(locale, 'explain.who.all');
  return compose(locale, 'explain.who.some', { count: number('count', requests, 'timeInState', state, 'requests') });
}

/** What was waited for most, and why; and what else was, if it weighs a quarter of that. */
function waits(subject: Subject): Sentence[] {
  const { locale, side, facts, number } = subject;
  const ordered = waitStates
    .filter((state) => facts.timeInState[state].total > 0)
    .sort((a, b) => facts.timeInState[b].total - facts.timeInState[a].total);
  const [main, next] = ordered;
  const meanOf = (state: WaitState) => number('seconds', facts.timeInState[state].mean, 'timeInState', state, 'mean');
  if (main === undefined) {
    const [own] = [...ownStates].sort((a, b) => facts.timeInState[b].total - facts.timeInState[a].total);
    if (own === undefined || facts.timeInState[own].total === 0) return [];
    const name = mainName(side.spans, [own]);
    if (own === 'await' && name === networkName) return [compose(locale, 'explain.own.network')];
    const key = facts.requests === 1 ? (`explain.own.one.${own}` as const) : (`explain.own.${own}` as const);
    return [compose(locale, key, { code: inParentheses(locale, name) })];
  }
  const key = `explain.wait.${main}` as const;
  const sentences = [
    compose(locale, counted(key, `${key}.one`, facts.timeInState[main].requests), {
      who: who(subject, main),
      mean: meanOf(main),
      because: because(subject, main),
    }),
  ];
  if (next !== undefined && facts.timeInState[next].total >= facts.timeInState[main].total / 4) {
    const count = number('count', facts.timeInState[next].requests, 'timeInState', next, 'requests');
    sentences.push(compose(locale, `explain.also.${next}`, { count, mean: meanOf(next) }));
  }
  if (facts.network.total >= facts.timeInState[main].total / 4) {
    const count = number('count', facts.network.requests, 'network', 'requests');
    const mean = number('seconds', facts.network.mean, 'network', 'mean');
    sentences.push(compose(locale, 'explain.also.network', { count, mean }));
  }
  return sentences;
}

/** How the named loads beside the largest fared: a probe tells what the traffic did to it. */
function loads({ locale, side, facts, number }: Subject): Sentence[] {
  const named = Object.entries(side.metrics.loads).sort(([, a], [, b]) => b.requests - a.requests);
  const others =
    Object.keys(side.metrics.loads).length === new Set(side.requests.map(({ load }) => load)).size
      ? named.slice(1)
      : named;
  return others.slice(0, 2).flatMap(([name, metrics]) => {
    const parts = {
      load: { kind: 'name', text: name } as const,
      requests: number('count', metrics.requests, 'loads', name, 'requests'),
    };
    if (metrics.errors > 0) {
      const errors = number('count', metrics.errors, 'loads', name, 'errors');
      const key = metrics.errors === metrics.requests ? 'explain.load.all-errors' : 'explain.load.errors';
      return [compose(locale, key, { ...parts, errors })];
    }
    const { max } = facts.loads[name]?.latency ?? { max: null };
    if (max === null) return [];
    return [
      compose(locale, 'explain.load', { ...parts, max: number('seconds', max, 'loads', name, 'latency', 'max') }),
    ];
  });
}

/** The sentences about one side of a run, the first of which says how it ended. Unknown ids give none. */
export function explain(run: Run, id: string, locale: Locale): Sentence[] {
  const side = run.sides.find((candidate) => candidate.id === id);
  if (!side) return [];
  const facts = factsOf(side);
  const number: Subject['number'] = (unit, value, ...path) => numberPart(locale, unit, value, [id, ...path]);
  const subject: Subject = { locale, run, side, facts, number };
  // Of a run that hangs the first sentence says what everybody waits for.
  return [outcome(subject), ...(hangs(side) ? [] : waits(subject)), ...loads(subject)];
}

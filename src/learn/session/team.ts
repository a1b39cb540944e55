/**
 * Result files of several learners as one table: who finished which chapter, ran which lab, passed which exercise, and which labs were
 * guessed wrong most. Reads what learners export for themselves (src/learn/archive.ts); nothing leaves the page. Pure.
 */
import { planImport, type Arrival } from '../archive.ts';
import { kinds } from '../kinds.ts';
import { closeness, isRight, predictionKind, type Prediction } from '../prediction.ts';
import { exerciseKind } from '../record.ts';
import { resultsKind } from '../results.ts';
import type { Kind } from '../envelope.ts';
import { createReaderStorage } from '../storage.ts';
import { visitKind, type Visit } from '../visit.ts';
import { memoryStore } from './memory-store.ts';

export interface Member {
  /** The file's name without its ending; a facilitator may write the person's own. */
  name: string;
  /** Slugs of chapters read to their end. */
  chapters: string[];
  /** Names of labs that were run. */
  labs: string[];
  /** Ids of exercises that were passed. */
  exercises: string[];
  /** Labs that were guessed before their first run, and whether rightly. */
  guesses: { lab: string; right: boolean }[];
}

export type ReadFile =
  | { kind: 'member'; member: Member }
  /** Why the file was skipped. */
  | { kind: 'refused'; file: string; reason: 'json' | 'foreign' | 'newer' | 'large' };

/** Bytes of one file; an export with all its runs is far smaller. */
export const largestFile = 50_000_000;

export function readResultFile(file: string, text: string): ReadFile {
  // Nothing lies on this shelf, so that everything in the file is new to it.
  const nothing = createReaderStorage({ store: memoryStore, listen: () => () => undefined, now: () => 0 });
  const plan = planImport(nothing, kinds, text);
  if (plan.kind === 'refused') return { kind: 'refused', file, reason: plan.reason };
  return { kind: 'member', member: memberOf(file.replace(/\.json$/i, ''), plan.fresh) };
}

function memberOf(name: string, things: readonly Arrival[]): Member {
  const of = <Value>(kind: Kind<Value>): [id: string, value: Value][] =>
    things.filter((thing) => thing.kind.name === kind.name).map(({ id, value }) => [id, value as Value]);
  return {
    name,
    chapters: of<Visit>(visitKind).flatMap(([id, { finished }]) => (finished === null ? [] : [id])),
    labs: of(resultsKind).flatMap(([id, results]) => (results.length > 0 ? [id] : [])),
    exercises: of(exerciseKind).flatMap(([id, { passed }]) => (passed === null ? [] : [id])),
    guesses: of(predictionKind).flatMap(([lab, predictions]) => {
      const right = firstGuess(predictions);
      return right === null ? [] : [{ lab, right }];
    }),
  };
}

/** Whether the first guess that met its run was right; null when there is none. Later ones were made knowing the answer. */
function firstGuess(predictions: readonly Prediction[]): boolean | null {
  for (const { guess, outcome } of predictions) {
    if (guess.kind === 'skipped' || outcome === null) continue;
    if (guess.kind === 'first') return isRight(guess.side, outcome);
    if (guess.kind === 'choice') return outcome.held.includes(guess.choice);
    return Object.entries(outcome.sides).every(([side, { makespan }]) => {
      const guessed = guess.seconds[side];
      return guessed !== undefined && Math.abs(makespan - guessed) <= closeness * makespan;
    });
  }
  return null;
}

/** The members in the order in which they came, each under a name of its own. */
export function withMember(members: readonly Member[], member: Member): Member[] {
  const taken = new Set(members.map(({ name }) => name));
  let { name } = member;
  for (let number = 2; taken.has(name); number += 1) name = `${member.name} (${String(number)})`;
  return [...members, { ...member, name }];
}

export interface Guessed {
  lab: string;
  guessed: number;
  /** Names of the members whose first guess was wrong. */
  wrong: string[];
}

/** Labs that somebody guessed, the one guessed wrong by most first. */
export function wrongMost(members: readonly Member[]): Guessed[] {
  const labs = new Map<string, Guessed>();
  for (const { name, guesses } of members) {
    for (const { lab, right } of guesses) {
      const before = labs.get(lab) ?? { lab, guessed: 0, wrong: [] };
      labs.set(lab, { lab, guessed: before.guessed + 1, wrong: right ? before.wrong : [...before.wrong, name] });
    }
  }
  return [...labs.values()].sort(
    (one, other) => other.wrong.length - one.wrong.length || one.lab.localeCompare(other.lab),
  );
}

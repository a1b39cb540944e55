/** Failures that are known, each with its reason: `known/SUITE.txt` has a line `TEST  # REASON` for each; TEST may hold `*`. */
import { readFile } from 'node:fs/promises';
import type { Result } from './shard.ts';

export interface Known {
  pattern: string;
  reason: string;
}

/** A line without a reason is an error. */
export function parseKnown(text: string): Known[] {
  return text.split('\n').flatMap((line) => {
    if (line.trim() === '' || line.startsWith('#')) return [];
    const [pattern = '', reason = ''] = line.split(/ {2,}# /);
    if (reason.trim() === '') throw new Error(`a known failure without a reason: ${line}`);
    return [{ pattern: pattern.trim(), reason: reason.trim() }];
  });
}

export async function readKnown(suite: string): Promise<Known[]> {
  const text = await readFile(new URL(`known/${suite}.txt`, import.meta.url), 'utf8').catch(() => '');
  return parseKnown(text);
}

const matches = (pattern: string, test: string): boolean =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    's',
  ).test(test);

export interface Judged {
  counted: number;
  passed: number;
  known: string[];
  /** Why, by test: failures that nobody knew of. */
  unknown: Record<string, string>;
  /** Patterns of known failures that did not happen. */
  mended: string[];
}

/** `wasWhole`: all of the suite was run, so that a known failure that is missing has passed. */
export function judge(result: Result, known: readonly Known[], wasWhole: boolean): Judged {
  const failed = Object.keys(result.failed);
  const isKnown = (test: string): boolean => known.some(({ pattern }) => matches(pattern, test));
  const mended = known.filter(({ pattern }) => !failed.some((test) => matches(pattern, test)));
  return {
    counted: result.passed + failed.length,
    passed: result.passed,
    known: failed.filter(isKnown),
    unknown: Object.fromEntries(Object.entries(result.failed).filter(([test]) => !isKnown(test))),
    mended: wasWhole ? mended.map(({ pattern }) => pattern) : [],
  };
}

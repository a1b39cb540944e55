/**
 * What an engine says when it breaks comes from far below: a name of an exception, with or without a text. Here it becomes a problem whose
 * words help, as far as it can be told from what was said.
 */
import type { Problem } from '../contract/problem.ts';

/** An exception's name, and nothing behind it. */
const unexplained = /^(Uncaught )?([\w.]{1,60}:?)?\s*$/;
const noMemory =
  /out of memory|MemoryError|Cannot enlarge memory|Array buffer allocation failed|could not allocate|memory allocation/i;
/** A memory that cannot grow says so in one of these ways, whoever asked for it. */
export const ranOutOfMemory = (message: string): boolean => noMemory.test(message);

/** The browser would not compile or link it: an old browser, a mode that forbids WebAssembly, a policy. */
const refused =
  /(CompileError|LinkError)|WebAssembly (is not defined|.*(disabled|blocked|disallowed))|wasm-unsafe-eval/i;

export function clearProblem(problem: Problem): Problem {
  if (problem.code !== 'engine-crashed') return problem;
  const message = String(problem.values['message'] ?? '').trim();
  if (ranOutOfMemory(message)) return { ...problem, code: 'limit-memory', values: {} };
  if (refused.test(message)) return { ...problem, code: 'engine-refused', values: { message } };
  if (unexplained.test(message)) return { ...problem, code: 'engine-unexplained', values: {} };
  return problem;
}

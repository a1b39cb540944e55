/** Why an engine cannot start, or broke, as the interface words it. */
import { ranOutOfMemory } from '../clear-problem.ts';
import type { Problem } from '../../contract/problem.ts';

export class EngineFailure extends Error {
  readonly problem: Problem;
  constructor(code: Problem['code'], values: Problem['values']) {
    super(`${code} ${JSON.stringify(values)}`);
    this.problem = { code, values };
  }
}

/** Any thrown value as a Problem. */
export function problemOf(error: unknown): Problem {
  if (error instanceof EngineFailure) return error.problem;
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (ranOutOfMemory(message)) return { code: 'limit-memory', values: {} };
  return { code: 'engine-crashed', values: { message: message.slice(-2000) } };
}

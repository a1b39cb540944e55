/**
 * Inequalities over the metrics of a run, such as `django.makespan > 5 * fastapi.makespan`. A small grammar with a parser of
 * its own: numbers, dotted paths, + - * /, parentheses, one comparison. An id may contain hyphens, so a minus stands apart.
 */

export type Expression =
  | { kind: 'number'; value: number }
  | { kind: 'path'; path: string[] }
  | { kind: 'operation'; operator: '+' | '-' | '*' | '/'; left: Expression; right: Expression };

export interface Inequality {
  left: Expression;
  comparison: '<' | '<=' | '>' | '>=' | '==' | '!=';
  right: Expression;
}

type Token = { kind: 'number' | 'path' | 'sign'; text: string };

const tokenPattern =
  /\s*(?:(?<number>\d+(?:\.\d+)?(?:e[+-]?\d+)?)|(?<path>[A-Za-z_][\w-]*(?:\.[\w-]+)*)|(?<sign><=|>=|==|!=|[<>+*/()-]))/y;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (text.slice(at).trim() !== '') {
    // A path may begin with a digit (ids may); only then is `3-tier.makespan` no subtraction.
    const startsWithDigit = /^\s*(\d[\w-]*\.[A-Za-z_][\w-]*(?:\.[\w-]+)*)/.exec(text.slice(at));
    if (startsWithDigit?.[1] !== undefined) {
      tokens.push({ kind: 'path', text: startsWithDigit[1] });
      at += startsWithDigit[0].length;
      continue;
    }
    tokenPattern.lastIndex = at;
    const groups = tokenPattern.exec(text)?.groups;
    if (!groups) throw new SyntaxError(text.slice(at).trim());
    const { number, path, sign } = groups;
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (path !== undefined) tokens.push({ kind: 'path', text: path });
    else tokens.push({ kind: 'sign', text: sign ?? '' });
    at = tokenPattern.lastIndex;
  }
  return tokens;
}

const maxDepth = 50;

class Parser {
  readonly #tokens: Token[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#tokens = tokensOf(text);
  }

  #peek(): string | undefined {
    const token = this.#tokens[this.#at];
    return token?.kind === 'sign' ? token.text : undefined;
  }

  #take(...signs: string[]): string | null {
    const sign = this.#peek();
    if (sign === undefined || !signs.includes(sign)) return null;
    this.#at += 1;
    return sign;
  }

  sum(): Expression {
    let left = this.#product();
    for (let sign = this.#take('+', '-'); sign !== null; sign = this.#take('+', '-')) {
      left = { kind: 'operation', operator: sign as '+' | '-', left, right: this.#product() };
    }
    return left;
  }

  #product(): Expression {
    let left = this.#atom();
    for (let sign = this.#take('*', '/'); sign !== null; sign = this.#take('*', '/')) {
      left = { kind: 'operation', operator: sign as '*' | '/', left, right: this.#atom() };
    }
    return left;
  }

  #atom(): Expression {
    this.#depth += 1;
    if (this.#depth > maxDepth) throw new SyntaxError('(');
    try {
      if (this.#take('(') !== null) {
        const inner = this.sum();
        if (this.#take(')') === null) throw new SyntaxError(this.#tokens[this.#at]?.text ?? '');
        return inner;
      }
      if (this.#take('-') !== null) {
        return { kind: 'operation', operator: '-', left: { kind: 'number', value: 0 }, right: this.#atom() };
      }
      const token = this.#tokens[this.#at];
      if (!token || token.kind === 'sign') throw new SyntaxError(token?.text ?? '');
      this.#at += 1;
      return token.kind === 'number'
        ? { kind: 'number', value: Number(token.text) }
        : { kind: 'path', path: token.text.split('.') };
    } finally {
      this.#depth -= 1;
    }
  }

  comparison(): Inequality['comparison'] {
    const sign = this.#take('<', '<=', '>', '>=', '==', '!=');
    if (sign === null) throw new SyntaxError(this.#tokens[this.#at]?.text ?? '');
    return sign as Inequality['comparison'];
  }

  end(): void {
    const rest = this.#tokens[this.#at];
    if (rest) throw new SyntaxError(rest.text);
  }
}

/** Throws a SyntaxError whose message is the piece of text that was not understood (empty: the end). */
export function parseInequality(text: string): Inequality {
  const parser = new Parser(text);
  const left = parser.sum();
  const comparison = parser.comparison();
  const right = parser.sum();
  parser.end();
  return { left, comparison, right };
}

/** Throws a SyntaxError as `parseInequality` does. */
export function parseExpression(text: string): Expression {
  const parser = new Parser(text);
  const expression = parser.sum();
  parser.end();
  return expression;
}

/** Short names: `fastapi.p95` means `fastapi.latency.p95`. */
const groups = { latency: ['mean', 'p50', 'p95', 'p99', 'max'], concurrency: ['handlers', 'threads', 'processes'] };
const groupOf = new Map(
  Object.entries(groups).flatMap(([group, names]) => names.map((name) => [name, group] as const)),
);

function inFull(path: readonly string[]): string[] {
  return path.flatMap((key, index) => {
    const group = groupOf.get(key);
    return index === 0 || group === undefined || path[index - 1] === group ? [key] : [group, key];
  });
}

/** The number at the end of a path of keys. Undefined when there is none: a missing key, a null, an object. */
export function numberAt(tree: unknown, path: readonly string[]): number | undefined {
  let value = tree;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return typeof value === 'number' ? value : undefined;
}

/** The value of an expression over a tree of numbers; NaN when a path leads to no number. */
export function evaluate(expression: Expression, tree: unknown): number {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'path':
      return numberAt(tree, expression.path) ?? numberAt(tree, inFull(expression.path)) ?? NaN;
    case 'operation': {
      const left = evaluate(expression.left, tree);
      const right = evaluate(expression.right, tree);
      switch (expression.operator) {
        case '+':
          return left + right;
        case '-':
          return left - right;
        case '*':
          return left * right;
        case '/':
          return left / right;
      }
    }
  }
}

/** Both sides of an inequality and whether it holds over a tree such as `metricsTree(run)`. Nothing compares with NaN. */
export function judge(text: string, tree: unknown): { holds: boolean; left: number; right: number } {
  const { left: a, comparison, right: b } = parseInequality(text);
  const left = evaluate(a, tree);
  const right = evaluate(b, tree);
  if (Number.isNaN(left) || Number.isNaN(right)) return { holds: false, left, right };
  const holds = {
    '<': left < right,
    '<=': left <= right,
    '>': left > right,
    '>=': left >= right,
    '==': left === right,
    '!=': left !== right,
  }[comparison];
  return { holds, left, right };
}

const flat = ['requests', 'completed', 'errors', 'makespan', 'throughput', 'loopHeld'];
const metricPaths = new Set([
  ...flat,
  ...Object.entries(groups).flatMap(([key, names]) => names.map((name) => `${key}.${name}`)),
]);

function pathsOf(expression: Expression): string[][] {
  if (expression.kind === 'path') return [expression.path];
  return expression.kind === 'operation' ? [...pathsOf(expression.left), ...pathsOf(expression.right)] : [];
}

/** The piece of an expectation that is not understood or that names no metric of a known side; null if there is none. */
export function checkExpectation(text: string, sides: readonly string[], loads: readonly string[]): string | null {
  try {
    const { left, right } = parseInequality(text);
    for (const path of [...pathsOf(left), ...pathsOf(right)]) {
      const [side = '', ...rest] = path;
      const [first, load] = rest;
      const ofLoad = first === 'loads' && load !== undefined && loads.includes(load);
      const metric = inFull(['', ...(ofLoad ? rest.slice(2) : rest)])
        .slice(1)
        .join('.');
      if (!sides.includes(side) || !metricPaths.has(metric)) return path.join('.');
    }
    return null;
  } catch (error) {
    return error instanceof SyntaxError ? error.message || text : text;
  }
}

/** Metrics by side id: what expectations are judged over. */
export function metricsTree(run: { sides: readonly { id: string; metrics: unknown }[] }): Record<string, unknown> {
  return Object.fromEntries(run.sides.map(({ id, metrics }) => [id, metrics]));
}

/** A YAML text checked against a schema: its value, or problems that name file, line, key and what was expected. */
import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from '../../schemas/full.ts';
import type { Problem, ProblemCode } from '../../contract/problem.ts';
import { expectedAt, keysAt } from './schema-forms.ts';

export type Path = readonly PropertyKey[];

export interface YamlFile<Value> {
  value: Value;
  /** A problem at the place that the keys lead to. */
  problemAt: (path: Path, code: ProblemCode, values: Problem['values']) => Problem;
}

export type YamlResult<Value> = { kind: 'value'; yaml: YamlFile<Value> } | { kind: 'problems'; problems: Problem[] };

/** `sides[0].command`; the empty path is the document itself. */
function keyText(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${String(key)}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

/** The offset of the deepest node on the path that exists: of the key, where there is one. */
function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const key of path) {
    if (isMap(node)) {
      const pair: unknown = node.items.find((item) => isScalar(item.key) && item.key.value === key);
      if (!isPair(pair)) break;
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      const item: unknown = node.items[Number(key)];
      const range = (item as { range?: [number, number, number] | null } | undefined)?.range;
      if (!range) break;
      offset = range[0];
      node = item;
    } else break;
  }
  return offset;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );
}

const kindOf: Record<string, string> = {
  string: 'text',
  number: 'number',
  int: 'whole',
  boolean: 'boolean',
  array: 'list',
  object: 'keys',
  record: 'keys',
};

const formatOf: Record<string, string> = { id: 'id', path: 'path' };

/**
 * Of the forms of a union, the one that the value has, though with mistakes inside: those are the ones to tell. None where it has no form:
 * another kind of value, or a word that is not among the choices.
 */
function closest(branches: readonly z.core.$ZodIssue[][]): z.core.$ZodIssue[] | undefined {
  return branches.find(
    (issues) => !issues.some(({ code, path }) => path.length === 0 && ['invalid_type', 'invalid_value'].includes(code)),
  );
}

interface Finding {
  code: ProblemCode;
  path: Path;
  values: Problem['values'];
}

function findingsOf(issue: z.core.$ZodIssue, value: unknown, schema: z.ZodType, prefix: Path = []): Finding[] {
  const path = [...prefix, ...issue.path];
  const found = valueAt(value, path);
  const unlike = (values: Problem['values']): Finding[] => [
    found === undefined
      ? { code: 'missing-key', path, values }
      : { code: 'wrong-value', path, values: { found: short(found), ...values } },
  ];
  const wrong = (expected: string, values: Problem['values'] = {}): Finding[] => unlike({ expected, ...values });
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        code: 'unknown-key',
        path: [...path, key],
        values: { allowed: keysAt(schema, path).join(', ') },
      }));
    case 'invalid_union': {
      const branch = closest(issue.errors);
      if (branch) return branch.flatMap((inner) => findingsOf(inner, value, schema, path));
      return unlike(expectedAt(schema, path));
    }
    case 'invalid_type': {
      const expected = kindOf[issue.expected] ?? issue.expected;
      return expected === 'keys' ? unlike(expectedAt(schema, path)) : wrong(expected);
    }
    case 'invalid_value':
      return wrong('one-of', { choices: issue.values.map(String).join(', ') });
    case 'too_small': {
      if (issue.origin === 'array') return wrong('at-least-items', { limit: Number(issue.minimum) });
      return wrong(issue.inclusive === false ? 'more-than' : 'at-least', { limit: Number(issue.minimum) });
    }
    case 'too_big':
      return wrong(issue.origin === 'array' ? 'at-most-items' : 'at-most', { limit: Number(issue.maximum) });
    case 'invalid_format':
      return wrong(formatOf[String(issue.path.at(-1))] ?? 'text');
    case 'not_multiple_of':
      return wrong('whole');
    case 'custom':
    case 'invalid_element':
    case 'invalid_key':
      return wrong('keys');
  }
}

/** A found value in few characters. */
function short(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** What the parser says of its own stack is no mistake of syntax. */
function mistakeIn({ message }: { message: string }): [ProblemCode, Problem['values']] {
  return message.includes('call stack') ? ['yaml-unbounded', { why: 'deep' }] : ['yaml-syntax', { message }];
}

/** Whether a value holds itself, as an alias can make it; `above` are the values that hold it. */
function isEndless(value: unknown, above: readonly unknown[] = []): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return above.includes(value) || Object.values(value).some((inner) => isEndless(inner, [...above, value]));
}

/** `file` names the text in problems. */
export function parseYaml<Schema extends z.ZodType>(
  text: string,
  file: string,
  schema: Schema,
): YamlResult<z.output<Schema>> {
  const lines = new LineCounter();
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const problem = (code: ProblemCode, values: Problem['values'], line: number): YamlResult<never> => ({
    kind: 'problems',
    problems: [{ code, values, file, line }],
  });
  let document: Document.Parsed;
  let value: unknown;
  try {
    // Its warnings would go to the terminal by themselves.
    document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
    const [mistake] = document.errors;
    if (mistake) return problem(...mistakeIn(mistake), lineAt(mistake.pos[0]));
    value = document.toJS();
    if (isEndless(value)) return problem('yaml-unbounded', { why: 'loop' }, 1);
  } catch (error) {
    // Aliases that lead nowhere or multiply past the library's limit; a stack that has no room for so deep a nesting.
    if (error instanceof RangeError) return problem('yaml-unbounded', { why: 'deep' }, 1);
    const message = error instanceof Error ? error.message : String(error);
    if (message.includes('alias count')) return problem('yaml-unbounded', { why: 'aliases' }, 1);
    return problem('yaml-syntax', { message }, 1);
  }
  const problemAt = (path: Path, code: ProblemCode, values: Problem['values']): Problem => ({
    code,
    values: { key: keyText(path), ...values },
    file,
    line: lineAt(offsetOf(document, path)),
  });
  const result = schema.safeParse(value);
  if (result.success) return { kind: 'value', yaml: { value: result.data, problemAt } };
  const findings = result.error.issues.flatMap((issue) => findingsOf(issue, value, schema));
  return {
    kind: 'problems',
    problems: findings.map(({ code, path, values }) => problemAt(path, code, values)),
  };
}

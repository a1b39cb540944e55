/** What a schema takes at some place, for messages: a mistake is answered with every form that the value may have there. */
import { locales } from '../../i18n/i18n.ts';
import { z } from '../../schemas/full.ts';
import type { Problem } from '../../contract/problem.ts';

type Path = readonly PropertyKey[];

/** The schemas that a value at a path may keep to: of a union, each of its forms. */
function schemasAt(schema: unknown, path: Path): z.ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return schemasAt(schema.unwrap(), path);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => schemasAt(option, path));
  const [key, ...rest] = path;
  if (key === undefined) return schema instanceof z.ZodType ? [schema] : [];
  if (schema instanceof z.ZodArray) return typeof key === 'number' ? schemasAt(schema.element, rest) : [];
  if (schema instanceof z.ZodRecord) return schemasAt(schema.valueType, rest);
  if (!(schema instanceof z.ZodObject)) return [];
  const shape: Record<PropertyKey, unknown> = schema.shape;
  return schemasAt(shape[key], rest);
}

/** The keys that the schema knows at a path; empty where it takes any, or none. */
export function keysAt(schema: unknown, path: Path): string[] {
  const [object] = schemasAt(schema, path).filter((one) => one instanceof z.ZodObject);
  return object ? Object.keys(object.shape) : [];
}

/** `expected` of a problem, a name of words (`problem.expected.…`), and the values that those words need. */
export function expectedAt(schema: unknown, path: Path): Problem['values'] {
  const forms = schemasAt(schema, path);
  const keys = keysAt(schema, path);
  const choices = forms.flatMap((form) => (form instanceof z.ZodEnum ? form.options.map(String) : []));
  const known = { keys: keys.join(', ') };
  const isText = forms.some((form) => form instanceof z.ZodString);
  const isList = forms.some((form) => form instanceof z.ZodArray);
  if (keys.join() === locales.join()) return { expected: isText ? 'text-or-languages' : 'languages' };
  if (isText) return { expected: isList ? 'text-or-list' : 'text' };
  if (choices.length > 0) {
    const values = { choices: choices.join(', ') };
    return keys.length > 0 ? { expected: 'one-of-or-keys', ...values, ...known } : { expected: 'one-of', ...values };
  }
  if (keys.length === 0) return { expected: isList ? 'list' : 'keys' };
  return { expected: isList ? 'keys-or-list' : 'these-keys', ...known };
}

/** How a thing lies in the browser: under which key, and in an envelope that says which version of its kind it is. Pure. */
import { isMoment } from './moment.ts';

const prefix = 'waitlab:';

/** One sort of thing to keep: a lab's draft, a prediction, the attempts at an exercise. */
export interface Kind<Value> {
  /** Key of a thing: `waitlab:<name>:<id>`. No colon. */
  readonly name: string;
  /** Throws when the data, at the newest version, is not of this kind. */
  readonly schema: { parse: (data: unknown) => Value };
  /**
   * Step n turns data of version n into version n + 1, so their number is the version that is written. Version 0 is what lay under the
   * key before there were envelopes. A step that throws means damage.
   */
  readonly migrations: readonly ((old: unknown) => unknown)[];
}

/** Under which key of localStorage a thing lies. */
export const keyOf = ({ name }: Pick<Kind<unknown>, 'name'>, id: string): string => `${prefix}${name}:${id}`;

/** `name:id`, where the id may hold colons. */
export function nameAndId(text: string): { name: string; id: string } {
  const colon = text.indexOf(':');
  return colon < 0 ? { name: text, id: '' } : { name: text.slice(0, colon), id: text.slice(colon + 1) };
}

/** Null for a key that is not ours. */
export const partsOf = (key: string): { name: string; id: string } | null =>
  key.startsWith(prefix) ? nameAndId(key.slice(prefix.length)) : null;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export interface Envelope {
  v: number;
  /** Milliseconds since 1970; 0 when it is not known. */
  saved: number;
  data: unknown;
}

/** Throws for what is no envelope. Bare data, from before there were envelopes, is version 0. */
export function open(text: string): Envelope {
  const content: unknown = JSON.parse(text);
  const isEnvelope = isRecord(content) && 'v' in content && 'data' in content;
  if (!isEnvelope) return { v: 0, saved: 0, data: content };
  const { v, saved, data } = content;
  if (typeof v !== 'number' || !Number.isInteger(v) || v < 0) throw new Error('an envelope without a version');
  return { v, saved: isMoment(saved) ? saved : 0, data };
}

export function seal(kind: Kind<unknown>, value: unknown, saved: number): string {
  return JSON.stringify({ v: kind.migrations.length, saved, data: value });
}

/** What an envelope holds, whenever it was written: two texts with one content are the same to the reader. */
export function contentOf(text: string): string {
  try {
    const { v, data } = open(text);
    return JSON.stringify([v, data]);
  } catch {
    return text;
  }
}

/** The data at the kind's newest version; throws when it is damaged, and null means it is from a newer site. */
export function bringUp<Value>(kind: Kind<Value>, version: number, data: unknown): { value: Value } | null {
  if (version > kind.migrations.length) return null;
  const newest = kind.migrations.slice(version).reduce((old, step) => step(old), data);
  return { value: kind.schema.parse(newest) };
}

/** What a text holds; null when it is not of this kind. */
export function valueIn<Value>(kind: Kind<Value>, text: string): Value | null {
  try {
    const { v, data } = open(text);
    return bringUp(kind, v, data)?.value ?? null;
  } catch {
    return null;
  }
}

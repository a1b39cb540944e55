/**
 * Everything that is kept, as one JSON file, and back. An import is planned first: what is new, what is the same, what stands against
 * something the reader has, and what cannot be used; nothing is written before the reader has chosen.
 */
import { z } from '../schemas/small.ts';
import { countSchema, listOf, nameSchema } from './bounds.ts';
import { bringUp, type Kind } from './envelope.ts';
import { isMoment } from './moment.ts';
import type { ReaderStorage, Thing } from './storage.ts';

const version = 1;
const mark = 'waitlab';

const thingSchema = z.strictObject({
  name: nameSchema,
  id: nameSchema,
  version: countSchema,
  saved: z.number(),
  data: z.unknown(),
});

const archiveSchema = z.strictObject({
  site: z.literal(mark),
  version: z.literal(version),
  /** ISO date and time. */
  exported: nameSchema,
  things: listOf(thingSchema, 10_000),
  /** Checked by whoever keeps runs. */
  runs: listOf(z.unknown(), 10_000),
});
export type Archive = z.infer<typeof archiveSchema>;

/** What an import does about a thing that is in storage with another content. */
export type Choice = 'mine' | 'theirs';

export interface Arrival {
  kind: Kind<unknown>;
  id: string;
  value: unknown;
  /** When each was written, milliseconds since 1970. */
  theirs: number;
  mine: number | null;
}

export type ImportPlan =
  | { kind: 'refused'; reason: 'json' | 'foreign' | 'newer' }
  | {
      kind: 'plan';
      fresh: Arrival[];
      conflicts: Arrival[];
      /** Things that lie here already, word for word. */
      same: number;
      /** Things that could not be used: `name:id`. */
      unusable: string[];
      runs: unknown[];
    };

export function exported(
  storage: ReaderStorage,
  kinds: readonly Kind<unknown>[],
  runs: readonly unknown[],
  now: Date,
): Archive {
  const things = kinds.flatMap((kind) =>
    storage.list(kind).map(({ id, value, saved }): Thing => ({
      name: kind.name,
      id,
      version: kind.migrations.length,
      saved,
      data: value,
    })),
  );
  return { site: mark, version, exported: now.toISOString(), things, runs: [...runs] };
}

function arrivalOf(kinds: readonly Kind<unknown>[], thing: Thing): Pick<Arrival, 'kind' | 'value'> | null {
  const kind = kinds.find(({ name }) => name === thing.name);
  if (!kind) return null;
  try {
    const up = bringUp(kind, thing.version, thing.data);
    return up && { kind, value: up.value };
  } catch {
    return null;
  }
}

/** `text`: the file. Reads the shelf and changes nothing. */
export function planImport(storage: ReaderStorage, kinds: readonly Kind<unknown>[], text: string): ImportPlan {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return { kind: 'refused', reason: 'json' };
  }
  const archive = archiveSchema.safeParse(content);
  if (!archive.success) {
    const later = z.object({ site: z.literal(mark), version: z.int().check(z.gt(version)) }).safeParse(content);
    return { kind: 'refused', reason: later.success ? 'newer' : 'foreign' };
  }
  const plan = {
    kind: 'plan' as const,
    fresh: [] as Arrival[],
    conflicts: [] as Arrival[],
    same: 0,
    unusable: [] as string[],
  };
  for (const thing of archive.data.things) {
    const usable = arrivalOf(kinds, thing);
    if (!usable) {
      plan.unusable.push(`${thing.name}:${thing.id}`);
      continue;
    }
    const found = storage.read(usable.kind, thing.id);
    const arrival = { ...usable, id: thing.id, theirs: isMoment(thing.saved) ? thing.saved : 0 };
    if (found.kind !== 'kept') plan.fresh.push({ ...arrival, mine: null });
    else if (JSON.stringify(found.value) === JSON.stringify(usable.value)) plan.same += 1;
    else plan.conflicts.push({ ...arrival, mine: found.saved });
  }
  return { ...plan, runs: archive.data.runs };
}

/** What came of an import: things written, and those for which there was no room. */
export interface Imported {
  written: number;
  failed: Arrival[];
}

/**
 * Writes what is new, and of the conflicts those for which `choose` says so; what the reader had there is set aside first, and can be put
 * back.
 */
export function applyImport(
  storage: ReaderStorage,
  { fresh, conflicts }: Pick<Extract<ImportPlan, { kind: 'plan' }>, 'fresh' | 'conflicts'>,
  choose: (conflict: Arrival) => Choice,
): Imported {
  const wanted = [...fresh, ...conflicts.filter((conflict) => choose(conflict) === 'theirs')];
  const failed = wanted.filter(({ kind, id, value }) => storage.replace(kind, id, value, 'import').kind !== 'written');
  return { written: wanted.length - failed.length, failed };
}

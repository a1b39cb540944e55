/**
 * What the reader has made of a lab: a chosen change, and edits on top of it. Pure; the lab as written is never altered.
 * An edit that says what the lab says anyway is no edit, so "nothing edited" is one comparison.
 */
import { applyChange } from './change.ts';
import type { Lab, LabLoad } from '../contract/lab.ts';
import type { LabChange, LabPage } from '../contract/page.ts';
import { labLoads, loadNames, programId, type LoadedLab, type ProgramFiles } from './jobs.ts';
import type { Foreign, Origin } from './origin.ts';
import { loadWith, type LoadChange } from './rules.ts';

/**
 * A lab with everything a page knows about it; overlays by the id of their change. `fixed`: load, machine and services stay as they are written,
 * whatever a draft says of them; the reader's are the code and the command lines of the sides.
 */
export interface LabSource extends LoadedLab {
  page: LabPage;
  overlays: Record<string, ProgramFiles>;
  fixed?: boolean | undefined;
}

export interface Edits {
  files: ProgramFiles;
  /** Command lines by side. */
  commands: Record<string, string>;
  /** Keys of loads, by the name of the load. */
  loads: Record<string, Partial<LabLoad>>;
  world: Partial<NonNullable<Lab['world']>>;
}

export interface Draft {
  /** Id of the chosen change; null is the lab as written. */
  change: string | null;
  edits: Edits;
  /** Of edits that lie where the reader's own do and are not, until the reader says so; they run the same. */
  origin?: Foreign;
}

const noEdits: Edits = { files: {}, commands: {}, loads: {}, world: {} };
export const freshDraft: Draft = { change: null, edits: noEdits };

function changeOf(source: LabSource, draft: Draft): LabChange | null {
  return source.page.changes.find(({ id }) => id === draft.change) ?? null;
}

function mergeFiles(under: ProgramFiles, over: ProgramFiles): ProgramFiles {
  const ids = new Set([...Object.keys(under), ...Object.keys(over)]);
  return Object.fromEntries([...ids].map((id) => [id, { ...under[id], ...over[id] }]));
}

/** The lab that the reader started to edit. */
export function startOf(source: LabSource, draft: Draft): LoadedLab {
  const change = changeOf(source, draft);
  return change ? applyChange(source, change, source.overlays[change.id]) : source;
}

/** What a draft may change of a fixed lab. */
function fixedEdits({ name, lab }: LabSource, { files, commands }: Edits): Edits {
  const sides = new Set(lab.sides.map((side) => programId(side, name)));
  const own = Object.entries(files).filter(([id]) => sides.has(id));
  return { files: Object.fromEntries(own), commands, loads: {}, world: {} };
}

/** Whether a draft says something of a fixed lab's load, machine or services, which counts for nothing. */
export function saysInVain(source: LabSource, { edits }: Draft): boolean {
  if (source.fixed !== true) return false;
  const { files, loads, world } = edits;
  const own = Object.keys(fixedEdits(source, edits).files);
  return Object.keys(files).length > own.length || [loads, world].some((part) => Object.keys(part).length > 0);
}

/** The lab that Run runs. */
export function labOf(source: LabSource, draft: Draft): LoadedLab {
  const { name, lab, files } = startOf(source, draft);
  const edits = source.fixed === true ? fixedEdits(source, draft.edits) : draft.edits;
  const sides = lab.sides.map((side) => ({ ...side, command: edits.commands[programId(side, name)] ?? side.command }));
  const names = loadNames(lab);
  const load = labLoads(lab).map((one, index) => loadWith(one, edits.loads[names[index] ?? ''] ?? {}));
  const world = { ...lab.world, ...edits.world };
  return { name, lab: { ...lab, sides, load, world }, files: mergeFiles(files, edits.files) };
}

function without<Value>(record: Record<string, Value>, keys: Iterable<string>): Record<string, Value> {
  const gone = new Set(keys);
  return Object.fromEntries(Object.entries(record).filter(([key]) => !gone.has(key)));
}

export function withFile(source: LabSource, draft: Draft, side: string, path: string, text: string): Draft {
  const others = without(draft.edits.files[side] ?? {}, [path]);
  const own = startOf(source, draft).files[side]?.[path] === text ? others : { ...others, [path]: text };
  const rest = without(draft.edits.files, [side]);
  const files = Object.keys(own).length === 0 ? rest : { ...rest, [side]: own };
  return { ...draft, edits: { ...draft.edits, files } };
}

export function withCommand(source: LabSource, draft: Draft, side: string, command: string): Draft {
  const { name, lab } = startOf(source, draft);
  const written = lab.sides.find((one) => programId(one, name) === side)?.command;
  const rest = without(draft.edits.commands, [side]);
  const commands = written === command ? rest : { ...rest, [side]: command };
  return { ...draft, edits: { ...draft.edits, commands } };
}

/** The load of this name. */
function loadOf({ lab }: LoadedLab, name: string): LabLoad | undefined {
  return labLoads(lab)[loadNames(lab).indexOf(name)];
}

/** Replaces keys of the load of that name; a new pattern drops the keys it cannot use. */
export function withLoad(source: LabSource, draft: Draft, name: string, patch: LoadChange): Draft {
  const now = loadOf(labOf(source, draft), name);
  const written: Partial<LabLoad> = loadOf(startOf(source, draft), name) ?? {};
  if (!now) return draft;
  const edited = Object.entries(loadWith(now, patch)).filter(([key, value]) => written[key as keyof LabLoad] !== value);
  const rest = without(draft.edits.loads, [name]);
  const loads = edited.length === 0 ? rest : { ...rest, [name]: Object.fromEntries(edited) };
  return { ...draft, edits: { ...draft.edits, loads } };
}

export function withCores(source: LabSource, draft: Draft, cores: number): Draft {
  const written = startOf(source, draft).lab.world?.cores ?? 2;
  return { ...draft, edits: { ...draft.edits, world: cores === written ? {} : { cores } } };
}

/** A side as the lab (with its change) has it. */
export function resetSide(draft: Draft, side: string): Draft {
  const { files, commands } = draft.edits;
  return { ...draft, edits: { ...draft.edits, files: without(files, [side]), commands: without(commands, [side]) } };
}

export function isSideEdited({ edits }: Draft, side: string): boolean {
  return side in edits.files || side in edits.commands;
}

export function isEdited({ edits }: Draft): boolean {
  return [edits.files, edits.commands, edits.loads, edits.world].some((part) => Object.keys(part).length > 0);
}

/** Every edit by where it was made. */
function leaves({ edits }: Draft): Map<string, unknown> {
  const nested = (what: string, all: Record<string, object>): [string, unknown][] =>
    Object.entries(all).flatMap(([id, own]) =>
      Object.entries(own).map(([key, value]): [string, unknown] => [JSON.stringify([what, id, key]), value]),
    );
  const { files, commands, loads, world } = edits;
  return new Map([...nested('file', files), ...nested('load', loads), ...nested('other', { commands, world })]);
}

/** Whether something that was edited in `before` is not to be found in `after`. */
export function loses(before: Draft, after: Draft): boolean {
  const kept = leaves(after);
  return [...leaves(before)].some(([place, value]) => kept.get(place) !== value);
}

/** Chooses a change. Edits of what the change itself sets give way; the others stay. */
export function withChoice(source: LabSource, draft: Draft, id: string | null): Draft {
  const change = source.page.changes.find((one) => one.id === id) ?? null;
  const overlay = change ? (source.overlays[change.id] ?? {}) : {};
  const files = Object.entries(draft.edits.files).flatMap(([side, own]) => {
    const left = without(own, Object.keys(overlay[side] ?? {}));
    return Object.keys(left).length === 0 ? [] : [[side, left] as const];
  });
  return {
    ...draft,
    change: change?.id ?? null,
    edits: {
      ...draft.edits,
      files: Object.fromEntries(files),
      commands: without(draft.edits.commands, Object.keys(change?.commands ?? {})),
      loads: {},
    },
  };
}

/** Where the code of a draft is from; `linked`: it lies where code from a link does. The lab's own code is nobody's danger. */
export function originOf(draft: Draft, linked: boolean): Origin {
  return isEdited(draft) ? (draft.origin ?? (linked ? 'link' : 'own')) : 'own';
}

/** The same draft as the reader's own. */
export function asOwn({ change, edits }: Draft): Draft {
  return { change, edits };
}

/** Two drafts with one key run the same. */
export function draftKey({ change, edits }: Draft): string {
  return JSON.stringify([change, edits]);
}

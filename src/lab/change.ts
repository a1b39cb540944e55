/** A change of page.yaml applied to a lab: what a reader gets with one click, and what the build records. Pure. */
import type { Lab } from '../contract/lab.ts';
import type { LabChange, LabPage } from '../contract/page.ts';
import { labLoads, loadNames, programId, type LoadedLab, type ProgramFiles } from './jobs.ts';
import { loadWith } from './rules.ts';

/** The runs of a lab by name: `base` is the lab as written, the others have the id of their change. */
export function runsOf(
  loaded: LoadedLab,
  page: LabPage | null,
  overlays: Record<string, ProgramFiles>,
): [run: string, lab: LoadedLab][] {
  const changes = page?.changes ?? [];
  return [
    ['base', loaded],
    ...changes.map((change): [string, LoadedLab] => [change.id, applyChange(loaded, change, overlays[change.id])]),
  ];
}

/** `overlay`: the change's own files by program id, if it has any. */
export function applyChange(loaded: LoadedLab, change: LabChange, overlay: ProgramFiles = {}): LoadedLab {
  const { name, lab, files } = loaded;
  const { load: patch, commands = {}, world, expect = [] } = change;
  const names = loadNames(lab);
  const target = patch?.name ?? names[0];
  const loads = patch
    ? labLoads(lab).map((one, index) => (names[index] === target ? loadWith(one, patch) : one))
    : lab.load;
  const sides = lab.sides.map((side) => ({
    ...side,
    command: commands[programId(side, name)] ?? side.command,
  }));
  const merged = Object.fromEntries(Object.entries(files).map(([id, own]) => [id, { ...own, ...overlay[id] }]));
  return {
    name,
    lab: { ...lab, sides, load: loads, expect, ...(world && { world: { ...lab.world, ...world } }) } satisfies Lab,
    files: merged,
  };
}

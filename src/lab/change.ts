/** A change of page.yaml applied to a lab: what a reader gets with one click, and what the build records. Pure. */
import type { Lab, LabChange } from './contract.ts';
import { labLoads, loadNames, programId, type LoadedLab, type ProgramFiles } from './jobs.ts';
import { withLoad } from './rules.ts';

/** `overlay`: the change's own files by program id, if it has any. */
export function applyChange(loaded: LoadedLab, change: LabChange, overlay: ProgramFiles = {}): LoadedLab {
  const { name, lab, files } = loaded;
  const { load: patch, commands = {}, world } = change;
  const names = loadNames(lab);
  const target = patch?.name ?? names[0];
  const loads = patch
    ? labLoads(lab).map((one, index) => (names[index] === target ? withLoad(one, patch) : one))
    : lab.load;
  const sides = lab.sides.map((side) => ({
    ...side,
    command: commands[programId(side, name)] ?? side.command,
  }));
  const merged = Object.fromEntries(Object.entries(files).map(([id, own]) => [id, { ...own, ...overlay[id] }]));
  return {
    name,
    lab: { ...lab, sides, load: loads, ...(world && { world: { ...lab.world, ...world } }) } satisfies Lab,
    files: merged,
  };
}

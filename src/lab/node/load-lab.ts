/** Reads a lab from disk (Node only): lab.yaml, page.yaml if there is one, and the text files of every program. */
import path from 'node:path';
import { applyChange } from '../change.ts';
import { brokenChoices, choicesOf } from '../choices.ts';
import { labSchema, type Lab } from '../../contract/lab.ts';
import { pageSchema, type LabPage } from '../../contract/page.ts';
import { loadNames, programId, type LoadedLab, type ProgramFiles } from '../jobs.ts';
import { filesBelow, isDirectory, liesWithin, Refusal, unreadable, yamlText } from './lab-files.ts';
import type { Problem } from '../../contract/problem.ts';
import { brokenRules, staysInside } from '../rules.ts';
import { parseYaml, type YamlFile } from './yaml-file.ts';

/** `overlays`: by the id of a change, the files that it replaces or adds. */
export type LabResult =
  | { kind: 'lab'; lab: LoadedLab; page: LabPage | null; overlays: Record<string, ProgramFiles> }
  | { kind: 'problems'; problems: Problem[] };

function programFiles(root: string, name: string, yaml: YamlFile<Lab>): ProgramFiles {
  const files: ProgramFiles = {};
  for (const key of ['sides', 'services'] as const) {
    (yaml.value[key] ?? []).forEach((program, index) => {
      const directory = path.join(root, program.directory);
      const at = [key, index, 'directory'];
      if (!isDirectory(directory)) {
        throw new Refusal(yaml.problemAt(at, 'directory-missing', { directory: program.directory }));
      }
      if (!liesWithin(directory, root)) {
        throw new Refusal(yaml.problemAt(at, 'path-outside', { path: program.directory }));
      }
      files[programId(program, name)] = filesBelow(directory, root);
    });
  }
  return files;
}

/** Files below `overlay/<directory of a program>`, by the program's id. */
export function overlayFiles(root: string, overlay: string, lab: Lab, name: string): ProgramFiles {
  const files: ProgramFiles = {};
  for (const program of [...lab.sides, ...(lab.services ?? [])]) {
    const directory = path.join(root, overlay, program.directory);
    if (isDirectory(directory)) files[programId(program, name)] = filesBelow(directory, root);
  }
  return files;
}

function pageOf(root: string, lab: LoadedLab): { page: LabPage | null; overlays: Record<string, ProgramFiles> } {
  const text = yamlText(root, 'page.yaml');
  const overlays: Record<string, ProgramFiles> = {};
  if (text === null) return { page: null, overlays };
  const parsed = parseYaml(text, 'page.yaml', pageSchema);
  if (parsed.kind === 'problems') throw new Refusal(...parsed.problems);
  const { value: page, problemAt } = parsed.yaml;
  for (const [id, file] of Object.entries(page.open)) {
    if (lab.files[id]?.[file] === undefined) {
      throw new Refusal(problemAt(['open', id], 'wrong-value', { expected: 'file-of-side', found: file }));
    }
  }
  if (page.predict === 'first' && lab.lab.sides.length < 2) {
    throw new Refusal(problemAt(['predict'], 'wrong-value', { expected: 'more-sides', found: page.predict }));
  }
  const [misput] = brokenChoices(choicesOf(page.predict), lab.lab, lab.name);
  if (misput) throw new Refusal(problemAt(['predict', 'choices', ...misput.path], misput.code, misput.values));
  page.changes.forEach((change, index) => {
    const at = ['changes', index];
    if (page.changes.findIndex(({ id }) => id === change.id) < index) {
      throw new Refusal(problemAt([...at, 'id'], 'duplicate-id', { id: change.id }));
    }
    for (const id of Object.keys(change.commands ?? {})) {
      if (lab.lab.sides.some((side) => programId(side, lab.name) === id)) continue;
      throw new Refusal(
        problemAt([...at, 'commands', id], 'unknown-key', {
          allowed: lab.lab.sides.map((side) => programId(side, lab.name)).join(', '),
        }),
      );
    }
    const loads = loadNames(lab.lab);
    if (change.load?.name !== undefined && !loads.includes(change.load.name)) {
      throw new Refusal(
        problemAt([...at, 'load', 'name'], 'wrong-value', {
          expected: 'one-of',
          choices: loads.join(', '),
          found: change.load.name,
        }),
      );
    }
    const [broken] = brokenRules(applyChange(lab, change).lab, lab.name);
    if (broken) throw new Refusal(problemAt([...at, ...broken.path], broken.code, broken.values));
    if (change.overlay === undefined) return;
    if (!staysInside(change.overlay)) {
      throw new Refusal(problemAt([...at, 'overlay'], 'path-outside', { path: change.overlay }));
    }
    if (!isDirectory(path.join(root, change.overlay))) {
      throw new Refusal(problemAt([...at, 'overlay'], 'directory-missing', { directory: change.overlay }));
    }
    overlays[change.id] = overlayFiles(root, change.overlay, lab.lab, lab.name);
  });
  return { page, overlays };
}

/** The lab in a directory, wherever it lies; its name is the directory's. What cannot be read is a problem, too. */
export function loadLab(directory: string): LabResult {
  const root = path.resolve(directory);
  const name = path.basename(root);
  try {
    const text = yamlText(root, 'lab.yaml');
    if (text === null) {
      return { kind: 'problems', problems: [{ code: 'lab-missing', values: { directory }, file: 'lab.yaml' }] };
    }
    const parsed = parseYaml(text, 'lab.yaml', labSchema);
    if (parsed.kind === 'problems') return parsed;
    const { value: lab, problemAt } = parsed.yaml;
    const broken = brokenRules(lab, name);
    if (broken.length > 0) {
      return { kind: 'problems', problems: broken.map(({ path: at, code, values }) => problemAt(at, code, values)) };
    }
    const loaded: LoadedLab = { name, lab, files: programFiles(root, name, parsed.yaml) };
    return { kind: 'lab', lab: loaded, ...pageOf(root, loaded) };
  } catch (error) {
    return { kind: 'problems', problems: error instanceof Refusal ? error.problems : [unreadable(error, root)] };
  }
}

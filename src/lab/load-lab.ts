/** Reads a lab from disk (Node only): lab.yaml, page.yaml if there is one, and the text files of every program. */
import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { applyChange } from './change.ts';
import { brokenChoices, choicesOf } from './choices.ts';
import { labSchema, pageSchema, type Lab, type LabPage } from './contract.ts';
import { loadNames, programId, type LoadedLab, type ProgramFiles } from './jobs.ts';
import type { Problem } from './problem.ts';
import { brokenRules, staysInside } from './rules.ts';
import { parseYaml, type YamlFile } from './yaml-file.ts';

/** Bytes of one file, of all files of a program, and how many there may be. */
const fileLimits = { file: 1_000_000, program: 8_000_000, files: 2_000 };

/** `overlays`: by the id of a change, the files that it replaces or adds. */
export type LabResult =
  | { kind: 'lab'; lab: LoadedLab; page: LabPage | null; overlays: Record<string, ProgramFiles> }
  | { kind: 'problems'; problems: Problem[] };

/** Thrown inside this file only, and turned into a result at its edge. */
class Refusal extends Error {
  readonly problems: Problem[];
  constructor(...problems: Problem[]) {
    super(problems[0]?.code);
    this.problems = problems;
  }
}

/** Directories that tools leave behind and no server imports from. */
const ignored = new Set(['__pycache__', 'node_modules', '.git', '.venv', 'venv']);

function isDirectory(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Text of a file; null of one that is not UTF-8, such as a database or an image. */
function textOf(place: string): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(place));
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/**
 * The text files below a directory by path, sorted. Links are followed as long as they stay within `root`.
 * Throws a Refusal for a link that leaves and for too much text.
 */
function filesBelow(directory: string, root: string): Record<string, string> {
  const files: [string, string][] = [];
  let total = 0;
  const home = realpathSync(root);
  const tell = (code: 'path-outside' | 'file-too-large' | 'too-many-files', place: string, values: Problem['values']) =>
    new Refusal({ code, values, file: path.relative(root, place) });
  const walk = (current: string, seen: readonly string[]) => {
    const real = realpathSync(current);
    if (seen.includes(real)) return;
    for (const name of readdirSync(current).sort()) {
      if (ignored.has(name)) continue;
      const place = path.join(current, name);
      if (lstatSync(place).isSymbolicLink()) {
        const target = statSync(place, { throwIfNoEntry: false }) ? realpathSync(place) : null;
        const within = target?.startsWith(home + path.sep) ?? false;
        if (!within) throw tell('path-outside', place, { path: name });
      }
      const found = statSync(place);
      if (found.isDirectory()) {
        walk(place, [...seen, real]);
        continue;
      }
      if (!found.isFile()) continue;
      if (name.endsWith('.pyc')) continue;
      if (found.size > fileLimits.file) {
        throw tell('file-too-large', place, { size: found.size, limit: fileLimits.file });
      }
      const text = textOf(place);
      if (text === null) continue;
      total += found.size;
      files.push([path.relative(directory, place).split(path.sep).join('/'), text]);
      if (total > fileLimits.program) {
        throw tell('file-too-large', directory, { size: total, limit: fileLimits.program });
      }
      if (files.length > fileLimits.files) throw tell('too-many-files', directory, { limit: fileLimits.files });
    }
  };
  walk(directory, []);
  return Object.fromEntries(files);
}

function programFiles(root: string, name: string, yaml: YamlFile<Lab>): ProgramFiles {
  const files: ProgramFiles = {};
  for (const key of ['sides', 'services'] as const) {
    (yaml.value[key] ?? []).forEach((program, index) => {
      const directory = path.join(root, program.directory);
      const at = [key, index, 'directory'];
      if (!isDirectory(directory)) {
        throw new Refusal(yaml.problemAt(at, 'directory-missing', { directory: program.directory }));
      }
      if (!`${realpathSync(directory)}${path.sep}`.startsWith(realpathSync(root) + path.sep)) {
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
  const text = readIfThere(path.join(root, 'page.yaml'));
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

/** Text of a file, null if there is none. Throws a Refusal if it is too large or not text. */
function readIfThere(place: string): string | null {
  const found = statSync(place, { throwIfNoEntry: false });
  if (!found?.isFile()) return null;
  const file = path.basename(place);
  if (found.size > fileLimits.file) {
    throw new Refusal({ code: 'file-too-large', values: { size: found.size, limit: fileLimits.file }, file });
  }
  const text = textOf(place);
  if (text === null) throw new Refusal({ code: 'yaml-syntax', values: { message: 'not UTF-8' }, file, line: 1 });
  return text;
}

/** The lab in a directory, wherever it lies; its name is the directory's. */
export function loadLab(directory: string): LabResult {
  const root = path.resolve(directory);
  const name = path.basename(root);
  try {
    const text = readIfThere(path.join(root, 'lab.yaml'));
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
    if (error instanceof Refusal) return { kind: 'problems', problems: error.problems };
    throw error;
  }
}

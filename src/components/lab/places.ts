/** Which lines of a side's files its failures point at: from a problem, and from tracebacks in what it printed. Pure. */
import type { Problem } from '../../lab/problem.ts';
import type { Result } from './result.ts';

export interface Place {
  file: string;
  line: number;
}

/** Tracebacks read per side, and places kept: a thousand failing requests mostly fail at one line. */
const limits = { tracebacks: 200, places: 5 };

/** The file of the side that a path on the virtual disk means, if any. */
function fileOf(path: string, files: readonly string[]): string | undefined {
  return files.filter((file) => path === file || path.endsWith(`/${file}`)).sort((a, b) => b.length - a.length)[0];
}

/** The innermost frame in one of `files`, of each traceback of a text; each place once. */
export function placesIn(text: string, files: readonly string[]): Place[] {
  const places = new Map<string, Place>();
  for (const traceback of text.split('Traceback (most recent call last):').slice(1, limits.tracebacks + 1)) {
    let innermost: Place | undefined;
    for (const [, path = '', line = ''] of traceback.matchAll(/^ *File "([^"\n]+)", line (\d+)/gm)) {
      const file = fileOf(path, files);
      if (file !== undefined) innermost = { file, line: Number(line) };
    }
    if (innermost) places.set(`${innermost.file}:${String(innermost.line)}`, innermost);
  }
  return [...places.values()].slice(0, limits.places);
}

function problemPlace({ file, line }: Problem): Place[] {
  return file !== undefined && line !== undefined ? [{ file, line }] : [];
}

/** The places of one side of a result. */
export function placesOf(result: Result, side: string, files: readonly string[]): Place[] {
  const problem = result.problems[side];
  const ran = result.run.sides.find(({ id }) => id === side);
  const printed = Object.values(ran?.output ?? {}).flatMap((text) => placesIn(text, files));
  return [...(problem ? problemPlace(problem) : []), ...printed];
}

/** Lines by file, for the editors' marks. */
export function linesByFile(places: readonly Place[]): Record<string, number[]> {
  const lines: Record<string, number[]> = {};
  for (const { file, line } of places) (lines[file] ??= []).push(line);
  return lines;
}

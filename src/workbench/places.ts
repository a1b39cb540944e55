/** Which lines of a side's files its failures point at: from a problem, and from tracebacks in what it printed. Pure. */
import type { Problem } from '../contract/problem.ts';
import { tracebacks } from '../trace/traceback.ts';
import type { LabResult } from '../lab/result.ts';

export interface Place {
  file: string;
  line: number;
}

/** Places kept per side: a thousand failing requests mostly fail at one line. */
const maxPlaces = 5;

function problemPlace({ file, line }: Problem): Place[] {
  return file !== undefined && line !== undefined ? [{ file, line }] : [];
}

/** The places of one side of a result, each once. */
export function placesOf(result: LabResult, side: string, files: readonly string[]): Place[] {
  const problem = result.problems[side];
  const printed = Object.values(result.printed[side] ?? {}).flatMap((text) => tracebacks(text, files));
  const places = [...(problem ? problemPlace(problem) : []), ...printed].map(({ file, line }) => ({ file, line }));
  const unique = new Map(places.map((place) => [`${place.file}:${String(place.line)}`, place]));
  return [...unique.values()].slice(0, maxPlaces);
}

/** Lines by file, for the editors' marks. */
export function linesByFile(places: readonly Place[]): Record<string, number[]> {
  const lines: Record<string, number[]> = {};
  for (const { file, line } of places) (lines[file] ??= []).push(line);
  return lines;
}

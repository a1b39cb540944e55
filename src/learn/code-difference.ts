/** What differs between what two runs ran: files, commands, load and machine, line by line. */
import { structuredPatch } from 'diff';
import { labLoads, loadNames, programId, type LoadedLab } from '../lab/jobs.ts';

export interface DifferentLine {
  /** `gap` stands for lines that are the same and left out. */
  kind: 'same' | 'removed' | 'added' | 'gap';
  text: string;
}

export interface Difference {
  /** A file, as `<program>/<path>`; null for commands, load and machine. */
  file: string | null;
  lines: DifferentLine[];
}

/** How a lab is served and called, one setting a line. */
function settings({ name, lab }: LoadedLab): string {
  const names = loadNames(lab);
  const commands = [...lab.sides, ...(lab.services ?? [])].map(
    (program) => `${programId(program, name)} $ ${program.command}`,
  );
  const loads = labLoads(lab).flatMap((load, index) =>
    Object.entries(load)
      .filter(([key, value]) => key !== 'name' && value !== undefined)
      .map(
        ([key, value]) =>
          `${names[index] ?? ''}.${key}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
      )
      .sort(),
  );
  const world = Object.entries({ cores: 2, ...lab.world }).map(([key, value]) => `world.${key}: ${String(value)}`);
  return [...commands, ...loads, ...world.sort(), ''].join('\n');
}

const kinds: Record<string, DifferentLine['kind']> = { '-': 'removed', '+': 'added', ' ': 'same' };

function linesBetween(before: string, after: string): DifferentLine[] {
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: 2 });
  return hunks.flatMap(({ lines, oldStart }, index) => [
    ...(index > 0 || oldStart > 1 ? [{ kind: 'gap' as const, text: '' }] : []),
    // A line that begins with a backslash says that the file has no end of line.
    ...lines.flatMap((line) => {
      const kind = kinds[line.charAt(0)];
      return kind ? [{ kind, text: line.slice(1) }] : [];
    }),
  ]);
}

/** Only what differs; empty when both ran the same. */
export function codeDifference(before: LoadedLab, after: LoadedLab): Difference[] {
  const texts = ({ files }: LoadedLab): Map<string, string> =>
    new Map(
      Object.entries(files).flatMap(([id, own]) =>
        Object.entries(own).map(([path, text]) => [`${id}/${path}`, text] as const),
      ),
    );
  const [old, young] = [texts(before), texts(after)];
  const files = [...new Set([...old.keys(), ...young.keys()])].sort();
  return [
    { file: null, lines: linesBetween(settings(before), settings(after)) },
    ...files.map((file) => ({ file, lines: linesBetween(old.get(file) ?? '', young.get(file) ?? '') })),
  ].filter(({ lines }) => lines.length > 0);
}

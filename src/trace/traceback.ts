/** Python tracebacks in what a program printed: where in the lab's own files an exception came from. */

export interface Traceback {
  /** As the lab names it, relative to the side's directory. */
  file: string;
  line: number;
  /** Null where Python names none: a syntax error. */
  function: string | null;
  /** The last line, such as `ValueError: no such order`. */
  exception: string;
}

const framePattern = /^File "(?<path>[^"]+)", line (?<line>\d+)(?:, in (?<name>.+))?$/;
/** `ValueError: text`, `shop.errors.Missing`, `ExceptionGroup: …`; must follow a frame. */
const exceptionPattern = /^(?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*(?::.*)?$/;

/** The file of the lab at the end of a path on the virtual machine; the longest, should several fit. */
function labFile(path: string, files: readonly string[]): string | null {
  const fitting = files.filter((file) => path === file || path.endsWith(`/${file}`));
  return fitting.sort((a, b) => b.length - a.length)[0] ?? null;
}

/**
 * Every exception that was printed with a traceback through one of `files`, in order; each with its last frame there. Of chained
 * exceptions each counts; lines of an exception group are read without their frame of bars.
 */
export function tracebacks(text: string, files: readonly string[]): Traceback[] {
  const found: Traceback[] = [];
  let frame: Omit<Traceback, 'exception'> | null = null;
  for (const raw of text.split('\n')) {
    // Bars of an exception group count as indentation, as they do for a reader.
    const bare = raw.replace(/^[\s+|-]*[+|] ?/, '');
    const line = bare.trim();
    const groups = framePattern.exec(line)?.groups;
    if (groups) {
      const file = labFile(groups['path'] ?? '', files);
      if (file !== null) frame = { file, line: Number(groups['line']), function: groups['name'] ?? null };
    } else if (line === 'Traceback (most recent call last):') {
      frame = null;
    } else if (frame && !/^\s/.test(bare) && exceptionPattern.test(line)) {
      found.push({ ...frame, exception: line });
      frame = null;
    }
  }
  return found;
}

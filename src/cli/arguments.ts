/** The words after `npm run -s lab --`. */

export interface CliArguments {
  directories: readonly string[];
  /** A table and sentences in place of JSON. */
  pretty: boolean;
  /** Judges what each run is expected to show. */
  check: boolean;
  /** Ids of the changes to run in place of the lab as it is written, in order; `all` is the lab as written and every change after it. */
  changes: readonly string[] | 'all';
}

export type ParsedArguments =
  | { kind: 'arguments'; arguments: CliArguments }
  /** Nothing to run was named. */
  | { kind: 'usage' }
  | { kind: 'unknown'; option: string };

/** Options may stand anywhere; `--change=ID` is `--change ID`, and may be given several times. */
export function parseArguments(words: readonly string[]): ParsedArguments {
  const directories: string[] = [];
  const changes: string[] = [];
  const given = { pretty: false, check: false, all: false };
  const rest = words.values();
  for (const word of rest) {
    const [option = '', value] = word.startsWith('--change=') ? ['--change', word.slice('--change='.length)] : [word];
    switch (option) {
      case '--pretty':
        given.pretty = true;
        break;
      case '--check':
        given.check = true;
        break;
      case '--changes':
        given.all = true;
        break;
      case '--change': {
        const id = value ?? rest.next().value ?? '';
        if (id === '' || id.startsWith('-')) return { kind: 'usage' };
        changes.push(id);
        break;
      }
      default:
        if (word.startsWith('-')) return { kind: 'unknown', option: word };
        directories.push(word);
    }
  }
  if (directories.length === 0) return { kind: 'usage' };
  const { pretty, check, all } = given;
  return { kind: 'arguments', arguments: { directories, pretty, check, changes: all ? 'all' : changes } };
}

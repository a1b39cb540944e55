/**
 * What must be known of a command line before it runs: its words, as a POSIX shell splits them. The world reads it for good, and refuses
 * what it cannot run (src/world/servers/commands.py); a test holds the two together.
 */

/** An operator, or a stretch of a word: in quotes, after a backslash, bare, or the space between words. */
const tokens = /(&&)|'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)|([^\s'"\\&]+|&)|(\s+)/gs;

/** The words of each program of a line, in the order in which they start. */
export function programsIn(command: string): string[][] {
  const programs: string[][] = [[]];
  let word: string | null = null;
  const finish = (): void => {
    if (word !== null) programs.at(-1)?.push(word);
    word = null;
  };
  for (const [, and, single, double, escaped, bare, space] of command.matchAll(tokens)) {
    if (and !== undefined || space !== undefined) finish();
    if (and !== undefined) programs.push([]);
    // In double quotes a backslash stands for itself but before what has a meaning there.
    const text = single ?? double?.replace(/\\([\\"$`])|\\\n/g, '$1') ?? escaped ?? bare;
    if (text !== undefined) word = (word ?? '') + text;
  }
  finish();
  return programs;
}

/** Whether what a command line starts last, and so keeps running, is a program of the lab's own rather than a server. */
export function runsScript(command: string): boolean {
  const [program = '', ...rest] = programsIn(command).at(-1) ?? [];
  if (!/^python3?$/.test(program)) return false;
  const [option, module = ''] = rest.slice(rest.findIndex((word) => word !== '-u'));
  return !(option === '-m' && /^(uvicorn|gunicorn)$/.test(module));
}

/** Cuts a named piece out of a Python file, so that prose shows the lines that run instead of a copy of them. */

/** The function or class `name` with its decorators. Throws when the file has none at its top level. */
export function definition(source: string, name: string): string {
  const lines = source.split('\n');
  const head = lines.findIndex((line) => new RegExp(`^(async def|def|class) ${name}\\b`).test(line));
  if (head === -1) throw new Error(`nothing called ${name} is defined at the top level`);
  let from = head;
  while (lines[from - 1]?.startsWith('@')) from -= 1;
  let to = head + 1;
  while (to < lines.length && /^(\s|\)|$)/.test(lines[to] ?? '')) to += 1;
  return lines.slice(from, to).join('\n').trimEnd();
}

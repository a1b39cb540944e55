/** Text that can be written down: half a character (a lone surrogate) has no form in UTF-8, and so cannot be a file of the side. */
import type { Problem } from '../contract/problem.ts';
import type { Program, SideJob } from './protocol.ts';

const half = /\p{Surrogate}/u;

/** Null when the text is whole. */
function halfIn(text: string): { found: string; line: number } | null {
  if (text.isWellFormed()) return null;
  const at = text.search(half);
  const found = `U+${text.charCodeAt(at).toString(16).toUpperCase()}`;
  return { found, line: text.slice(0, at).split('\n').length };
}

/** A whole text that stands for one that need not be. */
const shown = (text: string): string => text.toWellFormed();

function brokenProgram({ id, command, env, files }: Program): Problem[] {
  const side = shown(id);
  const settings = [
    ['command', command],
    ...Object.entries(env).map(([name, value]) => [`env.${name}`, name + value]),
    ...Object.keys(files).map((path) => [path, path]),
  ];
  const problems = settings.flatMap(([key = '', text = '']): Problem[] => {
    const broken = halfIn(text);
    return broken ? [{ code: 'text-broken', values: { key: shown(key), found: broken.found }, side }] : [];
  });
  for (const [file, text] of Object.entries(files)) {
    const broken = halfIn(text);
    if (!broken) continue;
    const { found, line } = broken;
    problems.push({ code: 'text-broken', values: { key: shown(file), found }, side, file: shown(file), line });
  }
  return problems;
}

/** Every text of a job that no engine could take. */
export function brokenTexts({ side, services, loads }: SideJob): Problem[] {
  const asked = loads.flatMap((load, index) => {
    const { name, path, method, body } = load;
    const texts = { name, path, method, body, headers: Object.entries(load.headers).flat().join('\n') };
    return Object.entries(texts).flatMap(([key, text]): Problem[] => {
      const broken = halfIn(text);
      return broken ? [{ code: 'text-broken', values: { key: `load.${index}.${key}`, found: broken.found } }] : [];
    });
  });
  return [...[side, ...services].flatMap(brokenProgram), ...asked];
}

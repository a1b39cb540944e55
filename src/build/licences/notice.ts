/** A notice of what others made: name, version, licence and where from of each part, then every licence text once, with those it is of. */
import { UserError } from '../log.ts';
import { isAllowed } from './allowed.ts';

export interface NoticePart {
  name: string;
  /** Empty where it is not known. */
  version: string;
  /** An SPDX expression. */
  licence: string;
  source: string;
  /** Its licence texts, as they came with it where they did. */
  texts: readonly string[];
}

const nameOf = ({ name, version }: NoticePart): string => [name, version].filter(Boolean).join(' ');

/** Throws a UserError that names every part that may not be shipped, and why. */
function insistOnLicences(parts: readonly NoticePart[]): void {
  const wrong = parts.flatMap((part) => {
    if (!isAllowed(part.licence)) return [`${nameOf(part)}: ${part.licence === '' ? 'no licence' : part.licence}`];
    return part.texts.some((text) => text.trim() !== '') ? [] : [`${nameOf(part)}: no licence text`];
  });
  if (wrong.length === 0) return;
  throw new UserError(
    `These would be shipped, and their licences are not on our list or have no text:\n${wrong.join('\n')}`,
    'Leave the package out; or read its licence and, if it may be shipped, add it in src/build/licences.',
  );
}

const plain = (text: string): string => text.replaceAll('\r\n', '\n').trim();
const rule = '-'.repeat(80);

/** Parts under a heading each. */
export type Groups = readonly (readonly [heading: string, parts: readonly NoticePart[]])[];

/** The parts by name, without their texts. */
export function listOf(groups: Groups): string {
  const row = (part: NoticePart): string => `- ${nameOf(part)}: ${part.licence}. ${part.source}`.trimEnd();
  return groups.map(([heading, parts]) => `${heading}:\n${parts.map(row).join('\n')}\n`).join('\n');
}

/** Refuses parts as `insistOnLicences` does. */
export function noticeOf(intro: string, groups: Groups): string {
  const all = groups.flatMap(([, parts]) => parts);
  insistOnLicences(all);
  /** By their words, however they are broken into lines. */
  const texts = new Map<string, { text: string; names: Set<string> }>();
  for (const part of all) {
    for (const text of part.texts.map(plain).filter((one) => one !== '')) {
      const words = text.replace(/\s+/g, ' ');
      const known = texts.get(words) ?? { text, names: new Set() };
      known.names.add(nameOf(part));
      texts.set(words, known);
    }
  }
  const whole = Array.from(texts.values(), ({ text, names }) =>
    [rule, [...names].join(', '), rule, '', text, ''].join('\n'),
  );
  return [intro, listOf(groups), 'Licence texts:', ...whole].join('\n');
}

/** The notices of what the bundle redistributes: the engine's parts, the Python packages, and what is compiled into those. */
import { unzipSync } from 'fflate';
import { z } from '../../schemas/full.ts';
import { isAllowed } from '../licences/allowed.ts';
import { listOf, noticeOf, type NoticePart } from '../licences/notice.ts';
import { engineParts, standardTexts } from './engine-parts.ts';
import { noticeName, sitePackages } from './paths.ts';
import type { Wheel } from './wheels.ts';

/** What packages call their licences that state no SPDX expression; the second list was read in their licence files. */
const classifiers: Record<string, string> = { 'MIT License': 'MIT' };
const asRead: Record<string, string> = { sqlparse: 'BSD-3-Clause' };

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** An SPDX expression; whatever else is stated where there is none, so that a refusal can name it. */
function licenceOf(name: string, header: (name: string) => string, metadata: string): string {
  const stated = header('License-Expression') || header('License');
  const classifier = /^Classifier: License :: OSI Approved :: (.*)$/m.exec(metadata)?.[1]?.trim() ?? '';
  if (isAllowed(stated)) return stated;
  return asRead[name] ?? classifiers[classifier] ?? (stated || classifier);
}

const isLicence = (path: string): boolean =>
  /\.dist-info\/licen[cs]es\/|\/(licen[cs]e|copying|notice)[^/]*$/i.test(path) && !/\.py$|\/AUTHORS[^/]*$/.test(path);

/** `shipped`: paths on the virtual disk; what a trimmed part of a package is licensed under does not matter. */
function packageOf(files: Record<string, Uint8Array>, shipped: ReadonlySet<string>): NoticePart {
  const [, bytes = new Uint8Array()] =
    Object.entries(files).find(([path]) => path.endsWith('.dist-info/METADATA')) ?? [];
  const metadata = decode(bytes).replaceAll('\r\n', '\n').split('\n\n')[0] ?? '';
  const header = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(metadata)?.[1]?.trim() ?? '';
  const name = header('Name');
  return {
    name,
    version: header('Version'),
    licence: licenceOf(name, header, metadata),
    source:
      header('Home-page') ||
      (/^Project-URL: (?:Source|Repository|Homepage|Home|GitHub|Code)[^,]*, (.*)$/im.exec(metadata)?.[1] ?? ''),
    texts: Object.entries(files)
      .filter(([path]) => isLicence(path) && shipped.has(`${sitePackages}/${path}`))
      .map(([, text]) => decode(text)),
  };
}

/** A bill of materials (CycloneDX) beside a compiled module: what it was linked from. */
const billSchema = z.object({
  components: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      scope: z.string().optional(),
      licenses: z.array(z.object({ expression: z.string().optional() })).optional(),
    }),
  ),
});

function linkedInto(files: Record<string, Uint8Array>): NoticePart[] {
  return Object.entries(files).flatMap(([path, bytes]) => {
    if (!/\.dist-info\/sboms\/.*\.cyclonedx\.json$/.test(path)) return [];
    const { components } = billSchema.parse(JSON.parse(decode(bytes)));
    // Tools of the build are listed as excluded.
    const linked = components.filter(({ scope }) => scope !== 'excluded');
    return linked.map(({ name, version, licenses = [] }): NoticePart => {
      const licence = licenses[0]?.expression ?? '';
      return { name, version, licence, source: `https://crates.io/crates/${name}`, texts: standardTexts(licence) };
    });
  });
}

const intro = `Waitlab's runtime bundle redistributes the following, unmodified but for being trimmed, compiled to bytecode and compressed. Where a
version is missing, the release that it came with does not state it.
`;

export interface Notices {
  /** For beside the bundle, which has no room for more: who and what, without the texts of the licences. */
  list: string;
  whole: string;
}

/** `shipped`: every path of the bundle on the virtual disk. Refuses, by name, what has no licence of our list or no text of it. */
export function notices(
  wheels: readonly Wheel[],
  shipped: ReadonlySet<string>,
  versions: { pyodide: string; python: string },
): Notices {
  const unpacked = wheels.map(({ bytes }) => unzipSync(bytes));
  const groups = [
    ['The engine', engineParts(versions)],
    ['Python packages', unpacked.map((files) => packageOf(files, shipped))],
    ['Linked into Python packages', unpacked.flatMap(linkedInto)],
  ] as const;
  const texts = `Their licence texts stand in ${noticeName} of the site; those of the Python packages are on the virtual disk of every run, too.\n`;
  return { list: [intro, listOf(groups), texts].join('\n'), whole: noticeOf(intro, groups) };
}

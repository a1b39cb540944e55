/** What the build hands to the page for one lab. */
import type { Lab } from '../../contract/lab.ts';
import type { LabPage } from '../../contract/page.ts';
import type { ProgramFiles } from '../../lab/jobs.ts';
import type { LabSource } from '../../lab/draft.ts';
import type { Compared } from './honesty/compared.ts';
import type { Recording } from '../../lab/result.ts';
import { textOf, type TokenLine } from './tokens.ts';

/** Highlighted files by path. */
export type SideCode = Record<string, readonly TokenLine[]>;
/** Highlighted files by program, then by path. */
export type LabCode = Record<string, SideCode>;

export interface LabData {
  name: string;
  /** Load, machine and services are not for the reader to change. */
  fixed?: boolean;
  lab: Lab;
  page: LabPage;
  code: LabCode;
  /** By the id of a change, the files it replaces or adds. */
  overlays: Record<string, LabCode>;
  /** The recorded run of the lab as written. */
  recorded: Recording;
  /** Where the recorded run of each change lies. */
  recordings: Record<string, string>;
  /** What real servers did with it. */
  compared: readonly Compared[];
  /** Where the runtime bundle lies, and as a fragment which one it is (bundleId). */
  runtime: string;
}

/** The source is not sent beside its highlighted form: joined again, the tokens are the source. */
function filesOf(code: LabCode): ProgramFiles {
  return Object.fromEntries(
    Object.entries(code).map(([id, files]) => [
      id,
      Object.fromEntries(Object.entries(files).map(([path, lines]) => [path, textOf(lines)])),
    ]),
  );
}

export function sourceOf({
  name,
  lab,
  page,
  code,
  overlays,
  fixed,
}: Omit<LabData, 'recorded' | 'recordings' | 'compared' | 'runtime'>): LabSource {
  const overlayFiles = Object.entries(overlays).map(([id, files]) => [id, filesOf(files)] as const);
  return { name, lab, page, files: filesOf(code), overlays: Object.fromEntries(overlayFiles), fixed };
}

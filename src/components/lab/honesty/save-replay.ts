/** Makes the zip and hands it to the browser; loaded when the reader asks for one. */
import type { Locale } from '../../../i18n/i18n.ts';
import type { LoadedLab } from '../../../lab/jobs.ts';
import type { Origin } from '../../../lab/origin.ts';
import type { Problem } from '../../../contract/problem.ts';
import { kit } from '../../../replay/kit.ts';
import { replayFiles } from '../../../replay/replay-files.ts';
import { replayTexts } from '../../../replay/texts.ts';
import { zipOf } from '../../../replay/zip.ts';
import { nameIn } from '../../../trace/name.ts';
import { download } from '../../site/download.ts';

export function saveReplay(
  lab: LoadedLab,
  locale: Locale,
  origin: Origin,
): { kind: 'saved'; file: string } | { kind: 'refused'; problems: readonly Problem[] } {
  const nameOf = ({ name }: LoadedLab['lab']['sides'][number]): string => nameIn(name, locale);
  const result = replayFiles(lab, { kit, texts: replayTexts(locale), nameOf, origin });
  if (result.kind === 'problems') return { kind: 'refused', problems: result.problems };
  const name = `waitlab-${lab.name}`;
  const file = `${name}.zip`;
  download(file, 'application/zip', zipOf(result.files, `${name}/`));
  return { kind: 'saved', file };
}

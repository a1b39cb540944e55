/** Everything out of this browser as a file, and back in. Loaded when one of its buttons is pressed. */
import { applyImport, exported, planImport, type Arrival, type Choice, type ImportPlan } from '../../learn/archive.ts';
import { csv } from '../../learn/csv.ts';
import { readRun } from '../../learn/import-runs.ts';
import { arrivingKinds } from '../../learn/arriving.ts';
import { kinds } from '../../learn/kinds.ts';
import { progressRows } from '../../learn/progress-csv.ts';
import type { Progress } from '../../learn/progress.ts';
import { runs, type NewRun } from '../../learn/runs.ts';
import type { ReaderStorage } from '../../learn/storage.ts';
import { download } from '../site/download.ts';
import { button, element } from './dom.ts';
import { thingName, type ProgressWords } from './words.ts';

/** Bytes of a file that is still read. */
const mostBytes = 100e6;

const today = (): string => new Date().toISOString().slice(0, 10);

export async function exportAll(storage: ReaderStorage): Promise<void> {
  const whole = await Promise.all(
    (await runs.list()).map(async ({ id, ...head }): Promise<NewRun[]> => {
      const body = await runs.get(id);
      return body ? [{ ...head, ...body }] : [];
    }),
  );
  const archive = exported(storage, kinds, whole.flat(), new Date());
  download(`waitlab-${today()}.json`, 'application/json', JSON.stringify(archive));
}

export function exportCsv(progress: Progress): void {
  download(`waitlab-${today()}.csv`, 'text/csv', csv(progressRows(progress)));
}

type Planned = Extract<ImportPlan, { kind: 'plan' }>;

/** One thing that stands against another: two radio buttons, the reader's own chosen. */
function conflictRow(words: ProgressWords, conflict: Arrival, index: number): HTMLElement {
  const { t, moment } = words;
  const when = (at: number | null): string => (at === null || at === 0 ? t('progress.undated') : moment(at));
  const choice = (value: Choice, text: string): HTMLElement =>
    element(
      'label',
      {},
      element('input', { type: 'radio', name: `conflict-${String(index)}`, value, checked: value === 'mine' }),
      ` ${text}`,
    );
  return element(
    'fieldset',
    {},
    element('legend', {}, thingName(words, conflict.kind.name, conflict.id)),
    choice('mine', t('progress.mine', { date: when(conflict.mine) })),
    choice('theirs', t('progress.theirs', { date: when(conflict.theirs) })),
  );
}

async function carryOut(storage: ReaderStorage, plan: Planned, wanted: readonly NewRun[], form: HTMLFormElement) {
  const chosen = new FormData(form);
  const { written, failed } = applyImport(storage, plan, (conflict) =>
    chosen.get(`conflict-${String(plan.conflicts.indexOf(conflict))}`) === 'theirs' ? 'theirs' : 'mine',
  );
  let lost = 0;
  for (const run of wanted) if ((await runs.add(run)).kind !== 'kept') lost += 1;
  return { written: written + wanted.length - lost, failed: failed.length + lost };
}

/** Shows in `place` what the file would bring, and asks; `done` is called once something was written. */
export async function importFile(
  storage: ReaderStorage,
  file: File,
  place: HTMLElement,
  words: ProgressWords,
  done: (said: string) => void,
): Promise<void> {
  const { t } = words;
  const refuse = (text: string): void => {
    place.replaceChildren(element('p', { role: 'alert' }, text));
  };
  if (file.size > mostBytes) {
    refuse(t('progress.import.large'));
    return;
  }
  const plan = planImport(storage, arrivingKinds, await file.text());
  if (plan.kind === 'refused') {
    refuse(t(`progress.import.${plan.reason}`));
    return;
  }
  const read = plan.runs.map(readRun);
  const wanted = read.filter((run) => run !== null);
  const unusable = plan.unusable.length + read.length - wanted.length;
  const form = element(
    'form',
    {},
    element(
      'p',
      {},
      t('progress.import.plan', {
        fresh: plan.fresh.length + wanted.length,
        same: plan.same,
        conflicts: plan.conflicts.length,
      }),
    ),
    ...(unusable > 0 ? [element('p', {}, t('progress.import.unusable', { count: unusable }))] : []),
    ...(plan.conflicts.length > 0 ? [element('p', {}, t('progress.import.choose'))] : []),
    ...plan.conflicts.map((conflict, index) => conflictRow(words, conflict, index)),
    element('button', { type: 'submit' }, t('progress.import.do')),
    ' ',
    button(t('progress.import.cancel'), () => {
      place.replaceChildren();
    }),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void carryOut(storage, plan, wanted, form).then(({ written, failed }) => {
      place.replaceChildren();
      const said = t('progress.import.done', { written });
      done(failed > 0 ? `${said} ${t('progress.import.failed', { failed })}` : said);
    });
  });
  place.replaceChildren(form);
  form.querySelector<HTMLElement>('button, input')?.focus();
}

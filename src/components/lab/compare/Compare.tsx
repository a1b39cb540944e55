/** Any two runs of a lab over each other on one time axis, with what differs in the code. Loaded when it is asked for. */
import { useEffect, useState } from 'react';
import { runEnd } from '../../../charts/scene.ts';
import { languageTags } from '../../../i18n/i18n.ts';
import { isMoment } from '../../../learn/moment.ts';
import { runs } from '../../../learn/runs.ts';
import type { UsedLab } from '../use-lab.ts';
import { useWords } from '../words.tsx';
import { runChoices, firstChoices, keyOfChoice, loadChoice, type Choice, type ChosenRun } from './choices.ts';
import { CodeDifference } from './CodeDifference.tsx';
import { ComparedSide } from './ComparedSide.tsx';

type Loading = { kind: 'loading' } | { kind: 'gone' } | { kind: 'failed' } | { kind: 'ready'; run: ChosenRun };

function useRun(choice: Choice | undefined, { source, recordingOf }: UsedLab): Loading {
  const [loaded, setLoaded] = useState<{ key: string; state: Loading } | null>(null);
  const key = choice ? keyOfChoice(choice) : '';
  useEffect(() => {
    if (!choice) return;
    let isCurrent = true;
    const show = (state: Loading): void => {
      if (isCurrent) setLoaded({ key, state });
    };
    loadChoice(choice, source, recordingOf, runs).then(
      (run) => {
        show(run ? { kind: 'ready', run } : { kind: 'gone' });
      },
      () => {
        show({ kind: 'failed' });
      },
    );
    return () => {
      isCurrent = false;
    };
    // A choice with the same key is the same run.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, source, recordingOf]);
  return loaded?.key === key ? loaded.state : { kind: 'loading' };
}

export default function Compare({ lab }: { lab: UsedLab }) {
  const { t, locale, label } = useWords();
  const { source, kept } = lab;
  const choices = runChoices(source, kept.heads);
  /** What the reader has chosen; until then the first choices, which change when kept runs have been read. */
  const [picked, setPicked] = useState<readonly (string | null)[]>([null, null]);
  const given = firstChoices(choices)?.map(keyOfChoice);
  const chosen = picked.map((key, index) => key ?? given?.[index] ?? '');
  const [first, second] = chosen.map((key) => choices.find((choice) => keyOfChoice(choice) === key));
  const before = useRun(first, lab);
  const after = useRun(second, lab);
  if (choices.length < 2) return <p className="lab-compare-empty">{t('compare.empty')}</p>;

  const time = new Intl.DateTimeFormat(languageTags[locale], { dateStyle: 'short', timeStyle: 'medium' });
  const changeName = (id: string | null): string => {
    const change = source.page.changes.find((one) => one.id === id);
    return change ? label(change.name) : t('lab.changes.none');
  };
  const nameOf = (choice: Choice): string => {
    if (choice.kind === 'recorded') return t('compare.recorded', { change: changeName(choice.change) });
    const { change, edited, at } = choice.head;
    const values = { change: changeName(change), time: isMoment(at) ? time.format(at) : t('metric.none') };
    return t(edited ? 'compare.edited' : 'compare.run', values);
  };
  const picker = (index: 0 | 1): React.ReactNode => (
    <label className="lab-field" data-run={index}>
      <span>{t(index === 0 ? 'compare.first' : 'compare.second')}</span>
      <select
        value={chosen[index] ?? ''}
        onChange={(event) => {
          setPicked(picked.map((key, at) => (at === index ? event.target.value : key)));
        }}
      >
        {choices.map((choice) => (
          <option key={keyOfChoice(choice)} value={keyOfChoice(choice)}>
            {nameOf(choice)}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <div className="lab-compare" role="group" aria-label={t('compare.title')}>
      <div className="lab-compare-pick">
        {picker(0)}
        {picker(1)}
      </div>
      <Compared before={before} after={after} />
    </div>
  );
}

function Compared({ before, after }: { before: Loading; after: Loading }) {
  const { t } = useWords();
  const both = [before, after];
  if (both.some(({ kind }) => kind === 'failed')) return <p role="alert">{t('compare.failed')}</p>;
  if (both.some(({ kind }) => kind === 'gone')) return <p role="alert">{t('compare.gone')}</p>;
  if (before.kind !== 'ready' || after.kind !== 'ready') return <p role="status">{t('compare.loading')}</p>;
  const runsOf = [before.run.result.run, after.run.result.run] as const;
  const end = Math.max(...runsOf.map(runEnd));
  const ids = [...new Set(runsOf.flatMap(({ sides }) => sides.map(({ id }) => id)))];
  return (
    <>
      <div className="wl-result">
        {ids.map((id) => (
          <ComparedSide key={id} side={id} before={runsOf[0]} after={runsOf[1]} end={end} />
        ))}
      </div>
      <CodeDifference before={before.run.loaded} after={after.run.loaded} />
    </>
  );
}

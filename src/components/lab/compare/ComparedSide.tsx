/** One side of two runs: both lines over each other, both timelines under each other on the same axis, and the numbers. */
import { Overlay } from '../../../charts/Overlay.tsx';
import { Timeline } from '../../../charts/Timeline.tsx';
import type { Run, SideRun } from '../../../contract/run.ts';
import { formatCount, formatRate, formatSeconds } from '../../../trace/format.ts';
import type { UiKey } from '../../../i18n/i18n.ts';
import { spelled } from '../../../sandbox/unseen.ts';
import { Spelled } from '../Spelled.tsx';
import { useWords } from '../words.tsx';

interface ComparedSideProps {
  side: string;
  before: Run;
  after: Run;
  /** Seconds at the right edge of every axis. */
  end: number;
}

export function ComparedSide({ side: id, before, after, end }: ComparedSideProps) {
  const { t, locale, label } = useWords();
  const sideIn = (run: Run): SideRun | undefined => run.sides.find((side) => side.id === id);
  const [first, second] = [sideIn(before), sideIn(after)];
  const named = second ?? first;
  if (!named) return null;
  const name = spelled(label(named.name));
  return (
    <div role="group" aria-label={name} className="lab-compared">
      <b>{name}</b>
      {first && second && <Numbers first={first} second={second} name={name} />}
      <div>
        {first && second ? (
          <Overlay first={first} second={second} end={end} locale={locale} />
        ) : (
          <p>{t(first ? 'compare.only-first' : 'compare.only-second')}</p>
        )}
        {first && <Line letter="A" run={before} side={id} end={end} command={first.command} />}
        {second && <Line letter="B" run={after} side={id} end={end} command={second.command} />}
      </div>
    </div>
  );
}

interface LineProps {
  letter: string;
  run: Run;
  side: string;
  end: number;
  command: string;
}

function Line({ letter, run, side, end, command }: LineProps) {
  const { locale } = useWords();
  return (
    <>
      <p className="lab-compared-line">
        <b>{letter}</b>
        <code>
          <Spelled text={command} />
        </code>
      </p>
      <Timeline run={run} side={side} view="requests" locale={locale} end={end} />
    </>
  );
}

function Numbers({ first, second, name }: { first: SideRun; second: SideRun; name: string }) {
  const { t, locale } = useWords();
  const time = (value: number | null): string => (value === null ? t('metric.none') : formatSeconds(locale, value));
  const rows: [UiKey, (side: SideRun) => string][] = [
    ['metric.makespan', ({ metrics }) => time(metrics.makespan)],
    ['metric.p50', ({ metrics }) => time(metrics.latency.p50)],
    ['metric.p95', ({ metrics }) => time(metrics.latency.p95)],
    ['metric.p99', ({ metrics }) => time(metrics.latency.p99)],
    ['metric.throughput', ({ metrics }) => formatRate(locale, metrics.throughput)],
    ['metric.errors', ({ metrics }) => formatCount(locale, metrics.errors)],
  ];
  return (
    <table className="lab-compared-numbers">
      <caption className="sr-only">{name}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">A</th>
          <th scope="col">B</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([key, text]) => (
          <tr key={key} data-same={text(first) === text(second) || undefined}>
            <th scope="row">{t(key)}</th>
            <td>{text(first)}</td>
            <td>{text(second)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

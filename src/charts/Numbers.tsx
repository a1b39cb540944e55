/** The few numbers beside a timeline. */
import { memo } from 'react';
import { translate, type Locale, type UiKey } from '../i18n/i18n.ts';
import type { SideRun } from '../contract/run.ts';
import { hangs, stoppedAt } from '../trace/facts.ts';
import { formatCount, formatRate, formatSeconds } from '../trace/format.ts';

export const Numbers = memo(function Numbers({ side, locale }: { side: SideRun; locale: Locale }) {
  const { metrics, stopped } = side;
  const unanswered = side.requests.some(({ end }) => end === null);
  const ended = stoppedAt(side);
  const headline = hangs(side)
    ? 'metric.hung'
    : stopped
      ? 'metric.stopped'
      : unanswered
        ? 'metric.last'
        : 'metric.makespan';
  const none = translate(locale, 'metric.none');
  const time = (value: number | null) => (value === null ? none : formatSeconds(locale, value));
  const rows: [UiKey, string][] = [
    ['metric.p50', time(metrics.latency.p50)],
    ['metric.p95', time(metrics.latency.p95)],
    ['metric.p99', time(metrics.latency.p99)],
    ['metric.throughput', metrics.makespan === 0 ? none : formatRate(locale, metrics.throughput)],
    ['metric.concurrency', formatCount(locale, metrics.concurrency.handlers)],
    ['metric.errors', formatCount(locale, metrics.errors)],
  ];
  return (
    <dl className="wl-numbers" data-side={side.id}>
      <div className="wl-big">
        <dt>{translate(locale, headline)}</dt>
        <dd>{time(ended ?? metrics.makespan)}</dd>
      </div>
      {rows.map(([key, value]) => (
        <div
          key={key}
          data-metric={key}
          className={key === 'metric.errors' && metrics.errors > 0 ? 'wl-bad' : undefined}
        >
          <dt>{translate(locale, key)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
});

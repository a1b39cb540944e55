/** The timeline of one side as a table: one row per request in order of arrival, in pages of 200. */
import { memo } from 'react';
import { translate, type Locale } from '../i18n/i18n.ts';
import type { RunRequest, SideRun } from '../contract/run.ts';
import { waitStates } from '../trace/facts.ts';
import { formatCount, formatSeconds } from '../trace/format.ts';
import { nameIn } from '../trace/name.ts';
import type { State } from '../contract/raw.ts';

const pageSize = 200;

interface Row {
  request: RunRequest;
  /** Seconds. */
  waited: number;
  own: number;
}

/** Pure: the rows of a page (from 0), and how many pages there are. */
export function tablePage(side: SideRun, page: number): { rows: Row[]; pages: number } {
  const sorted = [...side.requests].sort((a, b) => a.arrival - b.arrival || a.id - b.id);
  const wanted = sorted.slice(page * pageSize, (page + 1) * pageSize);
  const rows = new Map(wanted.map((request) => [request.id, { request, waited: 0, own: 0 }]));
  const others: readonly State[] = waitStates;
  for (const { request, state, from, to } of side.spans) {
    const row = request === null ? undefined : rows.get(request);
    if (!row) continue;
    const kind = others.includes(state) ? 'waited' : 'own';
    row[kind] = Math.round((row[kind] + to - from) * 1e9) / 1e9;
  }
  return { rows: [...rows.values()], pages: Math.max(1, Math.ceil(sorted.length / pageSize)) };
}

function answerOf(locale: Locale, { end, error, status }: RunRequest): string {
  if (error !== null) return translate(locale, `chart.error.${error}`);
  if (end === null) return translate(locale, 'chart.error.open');
  return String(status);
}

export interface RequestTableProps {
  side: SideRun;
  locale: Locale;
  /** From 0. */
  page?: number;
  onPage?: (page: number) => void;
}

export const RequestTable = memo(function RequestTable({ side, locale, page = 0, onPage }: RequestTableProps) {
  const { rows, pages } = tablePage(side, page);
  const name = nameIn(side.name, locale);
  const loads = new Set(side.requests.map(({ load }) => load)).size > 1;
  const time = (value: number) => formatSeconds(locale, value);
  const first = page * pageSize + 1;
  const last = page * pageSize + rows.length;
  const caption =
    pages === 1
      ? translate(locale, 'chart.table.caption', { side: name })
      : translate(locale, 'chart.table.part', {
          side: name,
          first: formatCount(locale, first),
          last: formatCount(locale, last),
          requests: formatCount(locale, side.requests.length),
        });
  const count = formatCount(locale, pageSize);
  return (
    <div className="wl-table">
      <div className="wl-scroll" role="region" aria-label={caption} tabIndex={0}>
        <table>
          <caption>{caption}</caption>
          <thead>
            <tr>
              <th scope="col">{translate(locale, 'chart.table.number')}</th>
              {loads && <th scope="col">{translate(locale, 'chart.table.load')}</th>}
              <th scope="col">{translate(locale, 'chart.table.arrival')}</th>
              <th scope="col">{translate(locale, 'chart.table.waited')}</th>
              <th scope="col">{translate(locale, 'chart.table.own')}</th>
              <th scope="col">{translate(locale, 'chart.table.latency')}</th>
              <th scope="col">{translate(locale, 'chart.table.answer')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ request, waited, own }) => (
              <tr key={request.id}>
                <th scope="row">{formatCount(locale, request.id + 1)}</th>
                {loads && <td>{request.load}</td>}
                <td>{time(request.arrival)}</td>
                <td>{time(waited)}</td>
                <td>{time(own)}</td>
                <td>{request.end === null ? translate(locale, 'metric.none') : time(request.end - request.arrival)}</td>
                <td>{answerOf(locale, request)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {onPage && pages > 1 && (
        <div className="wl-pages">
          <button
            type="button"
            disabled={page === 0}
            onClick={() => {
              onPage(page - 1);
            }}
          >
            {translate(locale, 'chart.table.before', { count })}
          </button>
          <button
            type="button"
            disabled={page === pages - 1}
            onClick={() => {
              onPage(page + 1);
            }}
          >
            {translate(locale, 'chart.table.after', { count })}
          </button>
        </div>
      )}
    </div>
  );
});

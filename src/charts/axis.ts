/** The time axis that all sides of a run share, and the labels of rows. */
import { tickStep, ticks } from 'd3-array';
import { formatCount, formatSeconds } from '../trace/format.ts';
import { translate, type Locale } from '../i18n/i18n.ts';
import { rowPitch, type Lane, type Scene } from './scene.ts';
import { formatTick } from './tick-format.ts';

export interface Axis {
  /** Seconds at the right edge. */
  end: number;
  /** `minor` ones give way where it is narrow. */
  ticks: { second: number; label: string; minor: boolean }[];
}

/** Share of the width, in percent. */
export function across(axis: Axis, second: number): number {
  return Math.round((second / axis.end) * 1e5) / 1e3;
}

export function timeAxis(end: number, locale: Locale): Axis {
  // A run in which nothing took any time still needs an axis to lie on.
  const last = end > 0 ? end : 0.1;
  const seconds = ticks(0, last, 6);
  const step = tickStep(0, last, 6);
  return {
    end: last,
    ticks: seconds.map((second, index) => ({
      second,
      label: formatTick(locale, second, step, last),
      minor: index % 2 === 1,
    })),
  };
}

export interface RowLabel {
  row: number;
  text: string;
}

function laneText(locale: Locale, { process, thread }: Lane, single: boolean, threaded: boolean): string {
  const worker = translate(locale, 'chart.worker', { number: (process ?? 0) + 1 });
  if (!threaded && !single) return worker;
  const name =
    thread === null
      ? worker
      : thread === 0
        ? translate(locale, 'chart.main-thread')
        : translate(locale, 'chart.thread', { number: thread });
  return single || thread === null
    ? name
    : translate(locale, 'chart.worker-thread', { worker: (process ?? 0) + 1, thread: name });
}

/** Labels that do not touch: request numbers counted from 1, or the names of lanes. */
export function rowLabels(shown: Scene, locale: Locale): RowLabel[] {
  const { rows, view, lanes } = shown;
  const pitch = rowPitch(shown);
  const every = Math.ceil(13 / pitch);
  if (view === 'lanes') {
    const single = new Set(lanes.map(({ process }) => process)).size <= 1;
    const threaded = lanes.some(({ thread }) => thread !== null && thread > 0);
    return lanes.flatMap((lane, row) =>
      row % every === 0 ? [{ row, text: laneText(locale, lane, single, threaded) }] : [],
    );
  }
  if (rows === 0) return [];
  const numbers = rows * pitch < 60 ? ticks(1, rows, rows) : ticks(0, rows, 5);
  const wanted = [...new Set([1, ...numbers.filter((number) => Number.isInteger(number) && number > 0), rows])];
  const labels: RowLabel[] = [];
  for (const number of wanted) {
    const row = number - 1;
    const last = labels.at(-1);
    if (last && (row - last.row) * pitch < 12) {
      if (number !== rows) continue;
      labels.pop();
    }
    labels.push({ row, text: formatCount(locale, number) });
  }
  return labels;
}

/** `0.35 s` above the cursor of a replay: as fine as the axis can show. */
export function clockText(locale: Locale, second: number, end: number): string {
  const grain = 10 ** Math.floor(Math.log10(Math.max(end, 1e-6)) - 2);
  return formatSeconds(locale, Math.round(second / grain) * grain);
}

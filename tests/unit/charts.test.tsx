/** Geometry of timelines, and that every view renders without a browser. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { across, rowLabels, timeAxis } from '../../src/charts/axis.ts';
import { RequestTable, tablePage } from '../../src/charts/RequestTable.tsx';
import { Result } from '../../src/charts/Result.tsx';
import {
  axisEnd,
  blocksOfRequest,
  maxRows,
  requestAt,
  rowPitch,
  runEnd,
  scene,
  type Scene,
} from '../../src/charts/scene.ts';
import { locales } from '../../src/i18n/i18n.ts';
import type { Lab } from '../../src/contract/lab.ts';
import type { SideRun } from '../../src/contract/run.ts';
import { assembleRun } from '../../src/lab/assemble.ts';
import { states, type RawSide } from '../../src/contract/raw.ts';
import { anySide } from '../fixtures/any-side.ts';
import { run } from '../fixtures/first-run.ts';
import { burst, irregular, threads, workers } from '../fixtures/made-sides.ts';

const lab: Lab = {
  sides: [{ id: 'a', name: 'A', directory: 'a', command: 'uvicorn main:app' }],
  load: { path: '/', pattern: 'burst', requests: 1 },
};
function sideOf(raw: RawSide): SideRun {
  const [side] = assembleRun({ name: 'made', lab }, [raw]).sides;
  if (!side) throw new Error('no side');
  return side;
}
/** Rows times seconds, by state. */
function areas(shown: Pick<Scene, 'blocks'>): Record<string, number> {
  const sums: Record<string, number> = Object.fromEntries(states.map((state) => [state, 0]));
  for (const { state, from, to, rows } of shown.blocks) sums[state] = (sums[state] ?? 0) + (to - from) * rows;
  return sums;
}
function spanSums(spans: SideRun['spans']): Record<string, number> {
  return areas({ blocks: spans.map(({ state, from, to }) => ({ state, from, to, top: 0, rows: 1 })) });
}
function expectClose(found: Record<string, number>, wanted: Record<string, number>) {
  for (const state of states) expect(found[state]).toBeCloseTo(wanted[state] ?? 0, 5);
}

describe('scenes', () => {
  test('the first run: 5 and 49 rectangles instead of 296', () => {
    expect(run.sides.map((side) => scene(side, 'requests').blocks.length)).toEqual([5, 49]);
  });

  test('what is drawn has the area of the spans, in every state, however many requests there are', () => {
    fc.assert(
      fc.property(anySide, (raw) => {
        const side = sideOf(raw);
        expectClose(areas(scene(side, 'requests')), spanSums(side.spans));
        expectClose(areas(scene(side, 'lanes')), spanSums(side.lanes));
      }),
      { numRuns: 100 },
    );
    for (const raw of [threads(burst(1000)), workers(irregular(1000, 2e6), 30), workers(burst(201), 7)]) {
      const side = sideOf(raw);
      const shown = scene(side, 'requests');
      expect(shown.banded).toBe(true);
      expectClose(areas(shown), spanSums(side.spans));
      for (const { top, rows } of shown.blocks) {
        expect(top).toBeGreaterThanOrEqual(-1e-6);
        expect(top + rows).toBeLessThanOrEqual(shown.rows + 1e-6);
      }
      expect(shown.blocks.length).toBeLessThan(8_000);
    }
  });

  test('a timeline keeps to the height of a screen', () => {
    for (const requests of [1, 4, 5, 12, 24, 40, 41, 100, maxRows, 201, 1000, 20_000]) {
      const shown = scene(sideOf(threads(burst(requests))), 'requests');
      expect(shown.height).toBeGreaterThanOrEqual(26);
      expect(shown.height).toBeLessThanOrEqual(270);
    }
  });

  test('lanes are processes and threads in order', () => {
    const [fastapi, django] = run.sides.map((side) => scene(side, 'lanes').lanes);
    expect(fastapi).toHaveLength(41);
    expect(django).toEqual([0, 1, 2, 3].map((process) => ({ process, thread: 0 })));
  });

  test('the pointer finds the request of a row, or the one that a lane holds', () => {
    const side = run.sides[1];
    if (!side) throw new Error('no side');
    const rows = scene(side, 'requests');
    expect(requestAt(side, rows, 40.5 * rowPitch(rows), 0)).toBe(40);
    expect(requestAt(side, rows, 1e6, 0)).toBe(99);
    expect(requestAt(side, rows, -5, 0)).toBe(0);
    const lanes = scene(side, 'lanes');
    expect(requestAt(side, lanes, 2.5 * rowPitch(lanes), 1.05)).toBe(42);
    expect(requestAt(side, lanes, 2.5 * rowPitch(lanes), 9)).toBeNull();
    expect(blocksOfRequest(side, lanes, 42)).toEqual([{ state: 'blocking', from: 1, to: 1.1, top: 2, rows: 1 }]);
    expect(blocksOfRequest(side, rows, 42).map(({ state, top }) => [state, top])).toEqual([
      ['backlog', 42],
      ['blocking', 42],
    ]);
  });

  test('rows go by arrival, whatever the ids', () => {
    const raw = threads(burst(3));
    raw.requests.forEach((request, index) => (request[1] = 2 - index));
    expect(scene(sideOf(raw), 'requests').requests).toEqual([2, 1, 0]);
  });
});

describe('the axis', () => {
  test('all sides share it', () => {
    expect(runEnd(run)).toBe(2.5);
    expect(axisEnd(run, [3, 100])).toBe(3);
    const axis = timeAxis(2.5, 'en');
    expect(axis.ticks.map(({ label }) => label.replace('\u00a0', ' '))).toEqual([
      '0 s',
      '0.5 s',
      '1.0 s',
      '1.5 s',
      '2.0 s',
      '2.5 s',
    ]);
    expect(across(axis, 2.5)).toBe(100);
  });

  test('short runs are told in smaller units, none at all still has an axis', () => {
    expect(timeAxis(0.004, 'en').ticks.at(-1)?.label).toMatch(/ms$/);
    expect(timeAxis(0, 'en').end).toBeGreaterThan(0);
  });

  test('labels of rows do not touch, and the first and last are there', () => {
    for (const requests of [1, 2, 3, 7, 12, 41, 99, 100, 101, 1000, 1003]) {
      const shown = scene(sideOf(threads(burst(requests))), 'requests');
      const labels = rowLabels(shown, 'en');
      expect(labels[0]?.row).toBe(0);
      expect(labels.at(-1)?.row).toBe(requests - 1);
      labels.slice(1).forEach(({ row }, index) => {
        expect((row - (labels[index]?.row ?? 0)) * rowPitch(shown)).toBeGreaterThanOrEqual(11);
      });
    }
  });
});

describe('views', () => {
  test.each(locales.flatMap((locale) => (['requests', 'lanes'] as const).map((view) => [locale, view] as const)))(
    '%s, %s',
    (locale, view) => {
      const html = renderToStaticMarkup(<Result run={run} locale={locale} view={view} />);
      expect(html).not.toMatch(/\{\w+\}|undefined|NaN/);
      expect(html).toContain('2.5');
      // Without a way to choose a request there is nothing to tab to.
      expect(html).not.toContain('tabindex');
    },
  );

  test('the legend shows the states that are there, and no others', () => {
    const html = renderToStaticMarkup(<Result run={run} locale="en" />);
    const legend = html.slice(html.indexOf('wl-legend'));
    expect(legend).toContain('in the backlog');
    expect(legend).toContain('for a thread');
    expect(legend).not.toContain('computing');
  });

  test('an explorable timeline is one stop and says where the chosen request waited', () => {
    const html = renderToStaticMarkup(
      <Result run={run} locale="en" selected={{ side: 'django', request: 40 }} onSelect={() => undefined} />,
    );
    expect(html.match(/tabindex="0"/gi)).toHaveLength(2);
    expect(html).toMatch(/aria-valuenow="41"/);
    expect(html).toMatch(/aria-valuetext="Request 41: 1\u00a0s in the backlog, then/);
  });

  test('what a program or an author writes is text, never markup', () => {
    const side = threads(burst(50));
    side.on = ['<img src=x onerror=alert(1)>', '<script>1</script>'];
    const made = assembleRun(
      { name: 'made', lab: { ...lab, sides: [{ id: 'a', name: '<b>x</b>', directory: 'a', command: '<i>' }] } },
      [side],
    );
    const html = renderToStaticMarkup(
      <Result run={made} locale="en" selected={{ side: 'a', request: 45 }} onSelect={() => undefined} />,
    );
    expect(html).not.toMatch(/<img|<script|<b>x|<i>/);
  });

  test('the table has a page for every 200 requests', () => {
    const side = sideOf(workers(burst(401)));
    expect(tablePage(side, 0)).toMatchObject({ pages: 3 });
    expect(tablePage(side, 2).rows.map(({ request, waited, own }) => [request.id, waited, own])).toEqual([
      [400, 10, 0.1],
    ]);
    const html = renderToStaticMarkup(<RequestTable side={side} locale="en" page={1} onPage={() => undefined} />);
    expect(html.match(/<tr>/g)).toHaveLength(201);
    expect(html).toContain('requests 201 to 400 of 401');
  });
});

describe('colours', () => {
  const css = readFileSync(new URL('../../src/charts/charts.css', import.meta.url), 'utf8');
  const themes = {
    light: /:root \{([^}]*)\}/.exec(css)?.[1] ?? '',
    dark: /:root\[data-theme='dark'\] \{([^}]*)\}/.exec(css)?.[1] ?? '',
  };
  const colour = (theme: keyof typeof themes, name: string) =>
    new RegExp(`--${name}: #([0-9a-f]{6})`).exec(themes[theme])?.[1] ?? '';
  /** Relative luminance as WCAG 2 defines it. */
  function luminance(hex: string): number {
    const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
      const share = parseInt(hex.slice(at, at + 2), 16) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }
  function contrast(a: string, b: string): number {
    const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (light + 0.05) / (dark + 0.05);
  }

  test.each(['light', 'dark'] as const)('%s: every state and every word stands out from the page', (theme) => {
    const ground = colour(theme, 'chart-ground');
    for (const state of states)
      expect(contrast(colour(theme, `state-${state}-ink`), ground), state).toBeGreaterThanOrEqual(3);
    for (const name of ['chart-ink', 'chart-soft', 'chart-accent', 'chart-bad'])
      expect(contrast(colour(theme, name), ground), name).toBeGreaterThanOrEqual(4.5);
    for (const state of ['backlog', 'thread', 'loop', 'lock', 'core', 'await'] as const) {
      // A pattern that does not stand out from its own ground would be no pattern.
      expect(
        contrast(colour(theme, `state-${state}-ink`), colour(theme, `state-${state}`)),
        state,
      ).toBeGreaterThanOrEqual(2);
    }
  });
});

/** The table that a replay prints in Python, and the one that the lab prints: the same numbers in the same words. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prettyRun } from '../../src/cli/pretty.ts';
import type { RawRequest, RawSide } from '../../src/contract/raw.ts';
import { locales, type Locale } from '../../src/i18n/i18n.ts';
import { assembleRun } from '../../src/lab/assemble.ts';
import { replayTexts } from '../../src/replay/texts.ts';
import { newestPython } from '../fidelity/environments.ts';

const python = await newestPython().catch(() => null);

const program = `import json, sys
from parts.table import cells
given = json.load(sys.stdin)
print(json.dumps([cells(rows, given["units"]) for rows in given["sides"]]))`;

function inPython(sides: readonly RawRequest[][], locale: Locale): string[][] {
  const { units } = replayTexts(locale);
  const input = JSON.stringify({ sides, units });
  const options = {
    input,
    env: { PYTHONPATH: 'src/replay:src', PYTHONDONTWRITEBYTECODE: '1' },
    encoding: 'utf8',
  } as const;
  return JSON.parse(execFileSync(python ?? '', ['-c', program], options)) as string[][];
}

/** The row of the lab's own table, without the name. */
function inLab(requests: RawRequest[], locale: Locale): string[] {
  const peaks = { handlers: 0, threads: 0, processes: 1 };
  const side: RawSide = {
    requests,
    spans: [],
    lanes: [],
    on: [],
    bodies: [],
    peaks,
    loopHeld: 0,
    output: {},
    events: 1,
    stopped: null,
  };
  const lab = {
    sides: [{ id: 'a', name: 'A', directory: 'a', command: 'uvicorn main:app' }],
    load: { path: '/', pattern: 'burst' as const, requests: Math.max(1, requests.length) },
  };
  const row = prettyRun(assembleRun({ name: 'lab', lab }, [side]), locale).split('\n')[2] ?? '';
  return row.split(/ {2,}/).slice(1);
}

const answered = (arrival: number, latency: number, status = 200): RawRequest => [
  0,
  arrival,
  null,
  null,
  null,
  arrival + latency,
  status,
  null,
  0,
  null,
];

/** Times that lie in the middle between two that can be shown, and any others. */
const latency = fc.oneof(
  fc.nat({ max: 3_000_000_000 }),
  fc.integer({ min: 100, max: 9_999 }).map((digits) => digits * 1_000_000 + 500_000),
  fc.integer({ min: 10, max: 99_999 }).map((digits) => digits * 10 ** 5 + 5 * 10 ** 4),
  fc.integer({ min: 1_000, max: 99_999 }).map((digits) => digits * 10),
  fc.integer({ min: 100, max: 10_000 }).map((whole) => whole * 1e9 + 5e8),
);
const request: fc.Arbitrary<RawRequest> = fc
  .record({ arrival: fc.nat({ max: 10_000_000_000 }), latency, kind: fc.integer({ min: 0, max: 9 }) })
  .map(({ arrival, latency, kind }): RawRequest => {
    if (kind === 0) return [0, arrival, null, null, null, null, null, 'timeout', 0, null];
    return answered(arrival, latency, kind === 1 ? 503 : 200);
  });

describe.skipIf(python === null)('the table of a replay', () => {
  test.each(locales)('has the cells of the table of the lab (%s)', (locale) => {
    const sides = fc.sample(fc.array(request, { minLength: 1, maxLength: 12 }), { numRuns: 1500 });
    const many = Array.from({ length: 1200 }, () => answered(0, 5e9, 500));
    const all = [...sides, many];
    expect(inPython(all, locale)).toEqual(all.map((requests) => inLab(requests, locale)));
  });

  test('rounds what lies in the middle up', () => {
    const of = (nanoseconds: number) => [answered(0, nanoseconds)];
    const shown = inPython(
      [of(1_125_000_000), of(12_250_000_000), of(1_234_500_000_000), of(2_500_000), of(1_005_000_000)],
      'en',
    );
    expect(shown.map(([makespan]) => makespan)).toEqual([
      '1.13\u00a0s',
      '12.3\u00a0s',
      '1,235\u00a0s',
      '2.5\u00a0ms',
      '1.01\u00a0s',
    ]);
  });
});

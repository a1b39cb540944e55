import { describe, expect, it } from 'vitest';
import { byServiceClock } from '../../src/components/site/recording.ts';
import { metricsOf } from '../../src/trace/metrics.ts';
import type { RawRequest } from '../../src/trace/raw.ts';

const second = 1e9;
const shared = { peaks: { handlers: 1, threads: 1, processes: 1 }, loopHeld: 0 };

describe('a timer inside the service', () => {
  it('misses what a request waited before the application was called', () => {
    const waited: RawRequest = [0, 0, 2 * second, 2 * second, 3 * second, 3 * second, 200, null, 0];
    expect(metricsOf([waited], shared).latency.max).toBe(3);
    expect(metricsOf(byServiceClock([waited]), shared).latency.max).toBe(1);
  });

  it('knows nothing of a request that never reached the application', () => {
    const gone: RawRequest = [0, 0, null, null, null, 2 * second, null, 'timeout', 0];
    expect(byServiceClock([gone])).toEqual([]);
  });
});

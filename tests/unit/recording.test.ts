import { describe, expect, it } from 'vitest';
import { byServiceClock } from '../../src/components/site/recording.ts';
import { metricsOf } from '../../src/trace/metrics.ts';
import { burst, queueSide, second, workers } from '../fixtures/made-sides.ts';

describe('a timer inside the service', () => {
  it('misses what a request waited before the application was called', () => {
    const side = workers(burst(3), 1, second);
    expect(metricsOf(side.requests, side).latency.max).toBe(3);
    expect(metricsOf(byServiceClock(side.requests), side).latency).toMatchObject({ p50: 1, max: 1 });
  });

  it('knows nothing of a request that never reached the application', () => {
    const { requests } = queueSide({
      arrivals: burst(2),
      service: 3 * second,
      slots: 1,
      wait: 'backlog',
      work: 'blocking',
      slot: 'process',
      on: { wait: null, work: 'time.sleep' },
      timeout: 2 * second,
    });
    expect(requests.some(([, , , started]) => started === null)).toBe(true);
    expect(byServiceClock(requests).every(([, , , started]) => started !== null)).toBe(true);
    expect(byServiceClock(requests).length).toBeLessThan(requests.length);
  });
});

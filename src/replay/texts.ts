/** What a replay says, in one of the page's languages. */
import { translate, type Locale } from '../i18n/i18n.ts';
import type { ReplayTexts } from './replay-files.ts';

export function replayTexts(locale: Locale): ReplayTexts {
  return {
    columns: (['makespan', 'p50', 'p95', 'p99', 'throughput', 'errors'] as const).map((name) =>
      translate(locale, `metric.${name}`),
    ),
    units: {
      s: translate(locale, 'metric.unit.s'),
      ms: translate(locale, 'metric.unit.ms'),
      us: translate(locale, 'metric.unit.us'),
      rate: translate(locale, 'metric.unit.rate'),
    },
    running: translate(locale, 'replay.running'),
    environment: translate(locale, 'replay.environment'),
    packages: translate(locale, 'replay.packages'),
    python: translate(locale, 'replay.python'),
    consent: {
      link: translate(locale, 'replay.consent.link'),
      import: translate(locale, 'replay.consent.import'),
    },
    sure: translate(locale, 'replay.sure'),
    unasked: translate(locale, 'replay.unasked'),
    stopping: translate(locale, 'replay.stopping'),
    left: translate(locale, 'replay.left'),
  };
}

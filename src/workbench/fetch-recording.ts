/** The recorded run of a change, fetched when it is chosen; what hinders is told apart, because each hindrance has another next step. */
import { askSite, type SiteAround } from '../lab/page/site-check.ts';
import { checkRaw } from '../lab/check-raw.ts';
import type { Outcomes } from '../lab/result.ts';

export type Unrecorded = 'unreachable' | 'updated' | 'intercepted' | 'damaged';

export type Fetched = { kind: 'recording'; outcomes: Outcomes } | { kind: 'unrecorded'; why: Unrecorded };

/** Milliseconds for a file of some hundred kilobytes. */
const timeout = 30_000;

/** Null when the text is no recording. `loads`: how many loads the lab has. */
function outcomesIn(text: string, loads: number): Outcomes | null {
  try {
    const { sides } = JSON.parse(text) as { sides: Record<string, unknown> };
    const outcomes = Object.entries(sides).map(([id, side]) => {
      return [id, checkRaw(JSON.stringify({ kind: 'ran', side }), loads)] as const;
    });
    const whole = outcomes.length > 0 && outcomes.every(([, outcome]) => outcome.kind === 'ran');
    return whole ? Object.fromEntries(outcomes) : null;
  } catch {
    return null;
  }
}

/** Settles within a minute, never rejects. */
export async function fetchRecording(address: string, loads: number, around: SiteAround): Promise<Fetched> {
  const unrecorded = (why: Unrecorded): Fetched => ({ kind: 'unrecorded', why });
  const text = await around
    .network(address, { signal: AbortSignal.timeout(timeout) })
    .then(
      async (response) => (response.ok ? await response.text() : null),
      () => null,
    )
    .catch(() => null);
  const outcomes = text === null ? null : outcomesIn(text, loads);
  if (outcomes) return { kind: 'recording', outcomes };
  if (!around.isOnline()) return unrecorded('unreachable');
  const { kind } = await askSite(around);
  if (kind === 'updated' || kind === 'intercepted') return unrecorded(kind);
  if (text?.trimStart().startsWith('<')) return unrecorded('intercepted');
  return unrecorded(text === null ? 'unreachable' : 'damaged');
}

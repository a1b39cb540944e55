/** What a run under way has to say, from its sides' phases. Pure. */
import type { SidePhase } from '../lab/page/client.ts';
import type { LoadingStage } from '../lab/protocol.ts';

export type RunProgress =
  | {
      kind: 'loading';
      stage: LoadingStage;
      /** Bytes; 0 of 0 when they do not count. */ received: number;
      total: number;
    }
  | { kind: 'running'; sides: { id: string; now: number; ended: number; requests: number }[] };

const stages: readonly LoadingStage[] = ['fetch', 'engine', 'unpack', 'imports'];

/** While any side loads, the loading that is furthest behind is what the reader waits for. */
export function runProgress(phases: Record<string, SidePhase>): RunProgress {
  const all = Object.values(phases);
  const loading = all.flatMap((phase) => (phase.kind === 'loading' ? [phase] : []));
  const running = Object.entries(phases).flatMap(([id, phase]) => (phase.kind === 'running' ? [{ id, ...phase }] : []));
  if (running.length > 0)
    return { kind: 'running', sides: running.map(({ id, now, ended, requests }) => ({ id, now, ended, requests })) };
  const stage = stages.find((one) => loading.some((phase) => phase.stage === one)) ?? 'engine';
  // Sides share most files, and a browser fetches a file once; adding their bytes up would count twice.
  const [slowest] = loading
    .filter((phase) => phase.stage === stage)
    .sort((a, b) => a.received * Math.max(1, b.total) - b.received * Math.max(1, a.total));
  return { kind: 'loading', stage, received: slowest?.received ?? 0, total: slowest?.total ?? 0 };
}

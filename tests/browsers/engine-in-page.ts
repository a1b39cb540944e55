/**
 * What a page does with the built site's worker, without the page's own code around it: one engine boots, tells its snapshot, and runs; a second
 * starts from that, tells its own, and runs the same. Sent to browsers as text, so it needs nothing from around it.
 */
import type { Boot, SideJob } from '../../src/lab/protocol.ts';

export interface EngineInPage {
  /** Address of the worker's script. */
  script: string;
  boot: Boot;
  job: SideJob;
}

export interface BothEnds {
  booted: string;
  restored: string;
  /** Why a snapshot did not fit, or could not be taken. */
  unfit: string[];
  /** Bytes in which the memory of both differs just before the run; its length counts as well. */
  differing: number;
  /** What belongs to the memory is the same. */
  sameState: boolean;
}

export async function bootedAndRestored(given: string): Promise<string> {
  const { script, boot, job } = JSON.parse(given) as EngineInPage;
  const unfit: string[] = [];
  interface Told {
    kind: string;
    outcome?: string;
    reason?: string;
    snapshot?: { state: string; memory: Uint8Array };
  }
  const start = (message: object): Promise<{ outcome: string; snapshot: NonNullable<Told['snapshot']> }> =>
    new Promise((resolve, reject) => {
      // Chromium loses a message to a module worker that is still loading what it imports: this one waits for both.
      const source = `const first = new Promise((resolve) => addEventListener('message', resolve, { once: true }));
await import(${JSON.stringify(new URL(script, location.href).href)});
const { data, ports } = await first;
dispatchEvent(new MessageEvent('message', { data, ports }));`;
      const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })), {
        type: 'module',
      });
      worker.onerror = (event) => {
        reject(new Error(event.message));
      };
      const { port1, port2 } = new MessageChannel();
      let snapshot: Told['snapshot'];
      port1.onmessage = ({ data }: MessageEvent<Told>) => {
        if (data.kind === 'unfit') unfit.push(data.reason ?? '');
        if (data.kind === 'snapshot') ({ snapshot } = data);
        if (data.kind === 'ready') port1.postMessage({ kind: 'run', job });
        if (data.kind !== 'finished' && data.kind !== 'failed') return;
        worker.terminate();
        if (data.kind === 'finished' && snapshot) resolve({ outcome: data.outcome ?? '', snapshot });
        else reject(new Error(`no snapshot, or no run: ${JSON.stringify({ ...data, unfit }).slice(-300)}`));
      };
      worker.postMessage(null, [port2]);
      port1.postMessage({ ...boot, ...message });
    });
  const booted = await start({ take: true });
  const restored = await start({ take: true, snapshot: booted.snapshot });
  const one = booted.snapshot.memory;
  const other = restored.snapshot.memory;
  let differing = Math.abs(one.length - other.length);
  for (let index = 0; index < Math.min(one.length, other.length); index += 1)
    if (one[index] !== other[index]) differing += 1;
  const answer: BothEnds = {
    booted: booted.outcome,
    restored: restored.outcome,
    unfit,
    differing,
    sameState: booted.snapshot.state === restored.snapshot.state,
  };
  return JSON.stringify(answer);
}

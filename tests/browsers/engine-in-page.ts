/**
 * What a page does with the built site's worker, without the page's own code around it: one engine boots, tells its snapshot, and runs; a second
 * starts from that, and runs the same. Sent to browsers as text, so it needs nothing from around it.
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
  /** Bytes in which the memory of both differs just before the run; their lengths count as well. */
  differing: number;
  /** Of that memory. */
  length: number;
}

export async function bootedAndRestored(given: string): Promise<string> {
  const { script, boot, job } = JSON.parse(given) as EngineInPage;
  const unfit: string[] = [];
  interface Told {
    kind: string;
    outcome?: string;
    reason?: string;
    snapshot?: object;
    memory?: Uint8Array;
  }
  /**
   * A worker that also tells its memory just before it says that it is ready, without what lies below the end of C's stack, which nobody reads
   * again. The message with the port may come before the real module is there, and would be lost; so it is kept and dispatched again.
   */
  const source = `const first = new Promise((resolve) => addEventListener('message', resolve, { once: true }));
const { instantiate } = WebAssembly;
let python;
WebAssembly.instantiate = async (...given) => {
  const instance = await instantiate(...given);
  if (instance.exports?.emscripten_stack_get_end) python = instance.exports;
  return instance;
};
const { postMessage } = MessagePort.prototype;
MessagePort.prototype.postMessage = function (message, ...others) {
  if (message.kind === 'ready') {
    const memory = new Uint8Array(python.memory.buffer).slice();
    memory.fill(0, python.emscripten_stack_get_end(), python.emscripten_stack_get_current());
    postMessage.call(this, { kind: 'memory', memory });
  }
  postMessage.call(this, message, ...others);
};
await import(${JSON.stringify(new URL(script, location.href).href)});
const { data, ports } = await first;
dispatchEvent(new MessageEvent('message', { data, ports }));`;
  const start = (message: object): Promise<Told> =>
    new Promise((resolve, reject) => {
      const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
      const worker = new Worker(url, { type: 'module' });
      worker.onerror = (event) => {
        reject(new Error(event.message));
      };
      const { port1, port2 } = new MessageChannel();
      const seen: Told = { kind: 'nothing yet' };
      port1.onmessage = ({ data }: MessageEvent<Told>) => {
        Object.assign(seen, data);
        if (data.kind === 'unfit') unfit.push(data.reason ?? '');
        if (data.kind === 'ready') port1.postMessage({ kind: 'run', job });
        if (data.kind !== 'finished' && data.kind !== 'failed') return;
        worker.terminate();
        if (data.kind === 'finished') resolve(seen);
        else reject(new Error(JSON.stringify(data)));
      };
      worker.postMessage(null, [port2]);
      port1.postMessage({ ...boot, ...message });
    });
  const booted = await start({ take: true });
  const restored = await start({ snapshot: booted.snapshot });
  const [one = new Uint8Array(), other = new Uint8Array()] = [booted.memory, restored.memory];
  let differing = Math.abs(one.length - other.length);
  for (let index = 0; index < Math.min(one.length, other.length); index += 1)
    if (one[index] !== other[index]) differing += 1;
  const answer: BothEnds = {
    booted: booted.outcome ?? '',
    restored: restored.outcome ?? '',
    unfit,
    differing,
    length: one.length,
  };
  return JSON.stringify(answer);
}

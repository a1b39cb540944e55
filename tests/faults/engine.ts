/** An engine without Python: it fetches the bundle as a real one does, then says what a real one says, until a fault has its turn. */
import { filesAt } from '../../src/lab/engine/bundle-files.ts';
import { problemOf } from '../../src/lab/engine/engine-failure.ts';
import type { Connection } from '../../src/lab/page/engine-handle.ts';
import { packFiles } from '../../src/lab/manifest.ts';
import type { Boot, FromEngine, SideJob, ToEngine } from '../../src/lab/protocol.ts';
import { django, fastapi } from '../fixtures/first-run.ts';
import { home, scriptAddress, type Network } from './network.ts';

/** Where an engine can be when a fault strikes. */
export const stages = ['made', 'fetching', 'engine', 'imports', 'ready', 'running'] as const;
export type Stage = (typeof stages)[number];

/** What a broken engine does at its stage. */
export type Act =
  /** `forbidden`: it cannot even be made. */
  | { kind: 'silent' | 'unreadable' | 'own-channel' | 'forbidden' }
  | { kind: 'throws'; detail: string }
  /** Says these, as they are. */
  | { kind: 'says'; messages: readonly unknown[] }
  | { kind: 'floods'; message: unknown; count: number }
  /** The outcome of a run, altered. */
  | { kind: 'forges'; alter: (outcome: string) => string };

export interface EngineFault {
  stage: Stage;
  act: Act;
}

export interface FakeEngines {
  connect: () => Connection;
  /** Strikes every engine; null mends them. */
  fault: EngineFault | null;
  /** Called when an engine reaches a stage; what it returns is waited for. */
  onStage: (stage: Stage) => void | Promise<void>;
  /** Engines made and not ended. */
  alive: number;
}

const outcomeOf = ({ side }: SideJob): string =>
  JSON.stringify({ kind: 'ran', side: side.id === 'django' ? django : fastapi });

export function fakeEngines(network: Network): FakeEngines {
  const engines: FakeEngines = {
    fault: null,
    onStage: () => undefined,
    alive: 0,
    connect: () => createEngine(engines, network),
  };
  return engines;
}

/** Thrown to leave what the engine was about to do. */
class Broken extends Error {}

function createEngine(engines: FakeEngines, network: Network): Connection {
  let isOpen = true;
  let broken: (detail: string) => void = () => undefined;
  const port: Connection['port'] = {
    postMessage: (message) => void answer(message),
    onmessage: null,
    onmessageerror: null,
    close: () => void (isOpen = false),
  };
  const say = (data: unknown): void => {
    if (isOpen) port.onmessage?.({ data } as MessageEvent);
  };
  const tell = (message: FromEngine): void => {
    say(message);
  };

  function act(what: Act): void {
    switch (what.kind) {
      case 'silent':
        throw new Broken();
      case 'unreadable':
        port.onmessageerror?.({} as MessageEvent);
        throw new Broken();
      case 'own-channel':
        broken('unexpected message');
        throw new Broken();
      case 'throws':
        broken(what.detail);
        throw new Broken();
      case 'says':
        what.messages.forEach(say);
        throw new Broken();
      case 'floods':
        for (let count = 0; count < what.count; count += 1) say(what.message);
        return;
      case 'forges':
      case 'forbidden':
        return;
    }
  }
  async function reach(stage: Stage): Promise<void> {
    await engines.onStage(stage);
    if (!isOpen) throw new Broken();
    if (engines.fault?.stage === stage) act(engines.fault.act);
  }

  async function boot({ runtime, packs, interpreter }: Boot): Promise<void> {
    await network.fetch(scriptAddress).then(
      (response) => {
        const isScript = response.ok && !(response.headers.get('content-type') ?? '').includes('html');
        if (!isScript) act({ kind: 'throws', detail: `${scriptAddress} (Failed to fetch)` });
      },
      () => {
        act({ kind: 'throws', detail: `${scriptAddress} (Failed to fetch)` });
      },
    );
    await reach('made');
    const files = await filesAt(new URL(runtime, home), {
      network: (url, init) => network.fetch(url, init),
      load: async (address) => {
        const response = await network.fetch(address);
        const text = await response.text();
        if (!response.ok || !/^export .*;$/.test(text)) throw new SyntaxError('no module');
        return {};
      },
      isSecure: true,
    });
    await reach('fetching');
    const { manifest } = files;
    await Promise.all([
      files.module(manifest.loader),
      files.module(manifest.core),
      ...[...packFiles(manifest, packs), ...(interpreter ? [] : [manifest.wasm])].map((file) =>
        files.unpacked(file, (received) => {
          tell({ kind: 'loading', stage: 'fetch', received, total: file.stored });
        }),
      ),
    ]);
    tell({ kind: 'loading', stage: 'engine', received: 0, total: 0 });
    await reach('engine');
    tell({ kind: 'loading', stage: 'imports', received: 0, total: 0 });
    await reach('imports');
    tell({ kind: 'ready' });
    await reach('ready');
  }
  async function run(job: SideJob): Promise<void> {
    tell({ kind: 'progress', now: 0, ended: 0, requests: 100 });
    await reach('running');
    tell({ kind: 'progress', now: 1e8, ended: 40, requests: 100 });
    const { fault } = engines;
    const outcome = outcomeOf(job);
    tell({ kind: 'finished', outcome: fault?.act.kind === 'forges' ? fault.act.alter(outcome) : outcome });
  }
  async function answer(message: ToEngine): Promise<void> {
    try {
      // A message is never answered before the sender has gone on.
      await Promise.resolve();
      if (message.kind === 'prepare') tell({ kind: 'blank' });
      else await (message.kind === 'boot' ? boot(message) : run(message.job));
    } catch (error) {
      if (!(error instanceof Broken)) tell({ kind: 'failed', problem: problemOf(error) });
    }
  }

  if (engines.fault?.act.kind === 'forbidden') throw new DOMException('workers are forbidden', 'SecurityError');
  engines.alive += 1;
  return {
    port,
    onBroken: (callback) => {
      broken = callback;
    },
    terminate: () => {
      engines.alive -= 1;
      isOpen = false;
    },
  };
}

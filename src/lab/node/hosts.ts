/**
 * Processes of Node that engines live in (host.ts), walled in as far as Node and the machine can: each may read the bundle, snapshots
 * and our modules, and do nothing else. One that has finished its run waits for the next.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { realpathSync } from 'node:fs';
import type { Socket } from 'node:net';
import process from 'node:process';
import { fromRoot } from './from-root.ts';
import { namespaces } from './namespaces.ts';
import { snapshotDirectory } from './snapshots.ts';

/**
 * What the process may read besides the bundle: our modules, the file that says they are modules, and what they import, also where
 * node_modules is a link, as in a second checkout.
 */
const readable = ['src', 'package.json', 'node_modules/ses', 'node_modules/@endo'].map((path) =>
  realpathSync(fromRoot(path)),
);

export interface Host {
  process: ChildProcess;
  /** The end of what it said on stderr. */
  printed: string;
}

function startHost(runtime: string): Host {
  const [command, ...before] = [...namespaces(), process.execPath];
  const child = fork(fromRoot('src/lab/node/host.ts'), {
    execPath: command,
    execArgv: [
      ...before,
      '--permission',
      '--allow-worker',
      ...[runtime, snapshotDirectory, ...readable].map((path) => `--allow-fs-read=${path}`),
      '--disallow-code-generation-from-strings',
      // The permission model knows nothing of its files.
      '--no-experimental-sqlite',
      '--no-addons',
      '--no-warnings',
    ],
    env: {},
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  const host: Host = { process: child, printed: '' };
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    host.printed = (host.printed + text).slice(-2000);
  });
  return host;
}

/** Hosts that wait for their next engine, by the bundle that they may read. None keeps this process from ending. */
const idle = new Map<string, Host[]>();

function setHolding(host: Host, holds: boolean): void {
  const { channel, stderr } = host.process;
  for (const one of [host.process, channel, stderr as Socket | null]) {
    if (holds) one?.ref();
    else one?.unref();
  }
}

/** One that is free, or a new one. `runtime`: the directory of the bundle that it may read. */
export function takeHost(runtime: string): Host {
  const waiting = idle.get(runtime) ?? [];
  for (let host = waiting.pop(); host; host = waiting.pop()) {
    if (!host.process.connected) continue;
    setHolding(host, true);
    return host;
  }
  return startHost(runtime);
}

/** Keeps a host for the next run; only after one that came to its end, for after anything else nobody knows what state it is in. */
export function giveBack(runtime: string, host: Host): void {
  setHolding(host, false);
  idle.set(runtime, [...(idle.get(runtime) ?? []), host]);
}

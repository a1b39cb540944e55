/** Runs jobs and labs without a browser: each side in an engine of its own, which lives in a sandboxed process of Node (host.ts). */
import { fork, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { existsSync, realpathSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { checkRaw } from '../check-raw.ts';
import type { RawOutcome } from '../../contract/raw.ts';
import type { LoadedLab } from '../jobs.ts';
import { jobsOf } from '../jobs.ts';
import { runLimits } from '../../contract/limits.ts';
import { manifestFile } from '../manifest.ts';
import { namespaces } from './namespaces.ts';
import { bootFor } from '../packs.ts';
import type { Problem } from '../../contract/problem.ts';
import type { SideJob } from '../protocol.ts';
import { readMessage } from '../read-message.ts';

const fromRoot = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const bundle = fromRoot('public/runtime');

/** Real milliseconds; the world stops itself before, and says more. */
const patience = { boot: 60_000, run: (runLimits.realSeconds + 15) * 1000 };

/** Interpreters at once: a side is one thread. */
const parallel = 2;

/** What the process may read besides the bundle: our modules, the file that says they are modules, and what they import. */
const readable = ['src', 'package.json', 'node_modules/ses', 'node_modules/@endo'].map((path) =>
  // Node asks for the right to read where a link leads.
  realpathSync(fromRoot(path)),
);

interface Host {
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
      ...[runtime, ...readable].map((path) => `--allow-fs-read=${path}`),
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

function takeHost(runtime: string): Host {
  const waiting = idle.get(runtime) ?? [];
  for (let host = waiting.pop(); host; host = waiting.pop()) {
    if (!host.process.connected) continue;
    setHolding(host, true);
    return host;
  }
  return startHost(runtime);
}

function giveBack(runtime: string, host: Host): void {
  setHolding(host, false);
  idle.set(runtime, [...(idle.get(runtime) ?? []), host]);
}

/**
 * Runs one side. Always settles: whatever happens over there becomes an outcome. `runtime`: directory of the bundle; `onReady` is called
 * when the engine has started and the run begins.
 */
export function runJob(
  job: SideJob,
  runtime: string = bundle,
  onReady: () => void = () => undefined,
): Promise<RawOutcome> {
  const fail = (code: Problem['code'], values: Problem['values']): RawOutcome => ({
    kind: 'failed',
    problem: { code, values, side: job.side.id },
  });
  if (!existsSync(`${runtime}/${manifestFile}`)) return Promise.resolve(fail('engine-missing', { file: manifestFile }));
  return new Promise((resolve) => {
    const host = takeHost(runtime);
    const child = host.process;
    let watchdog: NodeJS.Timeout | undefined;
    const settle = (outcome: RawOutcome): void => {
      clearTimeout(watchdog);
      child.removeAllListeners();
      resolve(outcome);
    };
    /** After anything but a whole run, nobody knows what state the process is in. */
    const end = (outcome: RawOutcome): void => {
      settle(outcome);
      child.kill('SIGKILL');
    };
    const watch = (milliseconds: number, code: Problem['code'], name: string): void => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => {
        end(fail(code, { [name]: milliseconds / 1000 }));
      }, milliseconds);
    };
    child.on('error', (error) => {
      end(fail('engine-crashed', { message: error.message }));
    });
    child.on('exit', (code, signal) => {
      end(fail('engine-crashed', { message: host.printed.trim() || `exit ${String(code ?? signal)}` }));
    });
    child.on('message', (data) => {
      const message = readMessage(data);
      switch (message?.kind) {
        case 'ready':
          watch(patience.run, 'limit-real-time', 'limit');
          onReady();
          child.send({ kind: 'run', job });
          break;
        case 'finished':
          try {
            settle(checkRaw(message.outcome, job.loads.length));
            giveBack(runtime, host);
          } catch (error) {
            end(fail('engine-crashed', { message: String(error).slice(0, 300) }));
          }
          break;
        case 'failed':
          end({ kind: 'failed', problem: { ...message.problem, side: job.side.id } });
          break;
        case 'loading':
        case 'compiled':
        case 'progress':
          break;
        case undefined:
          end(fail('engine-crashed', { message: 'unexpected message' }));
      }
    });
    watch(patience.boot, 'engine-silent', 'seconds');
    child.send(bootFor(runtime, job));
  });
}

let running = 0;
const waiting: (() => void)[] = [];

/** Like `runJob`, at most two at a time in this process. */
export async function runInTurn(job: SideJob): Promise<RawOutcome> {
  if (running >= parallel) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  try {
    return await runJob(job);
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

export type LabOutcome = { kind: 'outcomes'; outcomes: RawOutcome[] } | { kind: 'problems'; problems: Problem[] };

/** Runs every side of a lab; outcomes come in the order of its sides. */
export async function runLab(lab: LoadedLab): Promise<LabOutcome> {
  const result = jobsOf(lab);
  if (result.kind === 'problems') return result;
  return { kind: 'outcomes', outcomes: await Promise.all(result.jobs.map(runInTurn)) };
}

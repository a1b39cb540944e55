/** Runs jobs and labs without a browser: each side in an engine of its own, which lives in a sandboxed process of Node (host.ts). */
import process from 'node:process';
import { checkRaw } from '../check-raw.ts';
import type { RawOutcome } from '../../contract/raw.ts';
import type { LoadedLab } from '../jobs.ts';
import { jobsOf } from '../jobs.ts';
import { runLimits } from '../../contract/limits.ts';
import { manifestFile } from '../manifest.ts';
import { readManifest } from './read-manifest.ts';
import { fromRoot } from './from-root.ts';
import type { FromHost, HostBoot } from './host-protocol.ts';
import { giveBack, takeHost } from './hosts.ts';
import { keepSnapshot, removeSnapshot, snapshotFile } from './snapshots.ts';
import { bootFor } from '../packs.ts';
import type { Problem } from '../../contract/problem.ts';
import type { SideJob } from '../protocol.ts';
import { readMessage } from '../read-message.ts';

const bundle = fromRoot('public/runtime');

/** Real milliseconds: of a start, and beyond the limit of a job, at which the world stops itself and says more. */
const timeouts = { boot: 60_000, beyondLimit: 15_000 };

/** Real seconds of a side where no reader waits: a busy machine must not decide what is recorded, or tested. */
export const patientSeconds = 300;

/** Interpreters at once: a side is one thread. */
const parallel = 2;

/** The message, or null when `data` is none that a host sends. */
function fromHost(data: unknown): FromHost | null {
  const { kind, bytes } = data as { kind?: unknown; bytes?: unknown };
  if (kind === 'snapshot-file') return bytes instanceof Uint8Array ? { kind, bytes } : null;
  const message = readMessage(data);
  return message?.kind === 'compiled' || message?.kind === 'snapshot' ? null : message;
}

/** To the terminal: the run is as it should be, but took longer to start. */
const warn = (reason: unknown): void => {
  process.emitWarning(`an engine starts without a snapshot: ${String(reason)}`, 'SnapshotWarning');
};

/**
 * Runs one side. Always settles: whatever happens over there becomes an outcome. `runtime`: directory of a bundle, taken as it is;
 * `onReady` is called when the engine has started and the run begins.
 */
export async function runJob(
  job: SideJob,
  runtime: string,
  onReady: () => void = () => undefined,
): Promise<RawOutcome> {
  const fail = (code: Problem['code'], values: Problem['values']): RawOutcome => ({
    kind: 'failed',
    problem: { code, values, side: job.side.id },
  });
  const found = await readManifest(runtime);
  if (found.kind !== 'manifest')
    return fail(found.kind === 'missing' ? 'engine-missing' : 'engine-unfit', { file: manifestFile });
  const boot = bootFor(runtime, job);
  const file = snapshotFile(found.manifest, boot);
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
      const message = fromHost(data);
      switch (message?.kind) {
        case 'ready':
          watch(job.limits.realSeconds * 1000 + timeouts.beyondLimit, 'limit-real-time', 'limit');
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
        case 'snapshot-file':
          // Without it, the next engine takes one again.
          keepSnapshot(file, message.bytes).catch(warn);
          break;
        case 'unfit':
          warn(message.reason);
          void removeSnapshot(file);
          break;
        case 'loading':
        case 'blank':
        case 'progress':
          break;
        case undefined:
          end(fail('engine-crashed', { message: 'unexpected message' }));
      }
    });
    watch(timeouts.boot, 'engine-silent', 'seconds');
    child.send({ ...boot, manifest: found.manifest, snapshotFile: file } satisfies HostBoot);
  });
}

let running = 0;
const waiting: (() => void)[] = [];

/**
 * Like `runJob` with the project's own bundle, at most two at a time in this process. Whoever starts a process that runs labs has the bundle
 * brought up to date first (src/build/runtime/current.ts).
 */
export async function runInTurn(job: SideJob): Promise<RawOutcome> {
  if (running >= parallel) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  try {
    return await runJob(job, bundle);
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

export type LabOutcome = { kind: 'outcomes'; outcomes: RawOutcome[] } | { kind: 'problems'; problems: Problem[] };

/** Runs every side of a lab, for so many real seconds at most; outcomes come in the order of its sides. */
export async function runLab(lab: LoadedLab, realSeconds: number = runLimits.realSeconds): Promise<LabOutcome> {
  const result = jobsOf(lab);
  if (result.kind === 'problems') return result;
  const runs = result.jobs.map((job) => runInTurn({ ...job, limits: { ...job.limits, realSeconds } }));
  return { kind: 'outcomes', outcomes: await Promise.all(runs) };
}

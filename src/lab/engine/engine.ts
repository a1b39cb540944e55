/**
 * An engine: CPython with our world in it, ready to run one side. The same code boots it in a browser's worker and in a process of
 * Node that looks like one, so that a run is the same in both. Whoever starts it brings the bundle's files.
 */
import { installClock } from './clock.ts';
import { Fetching, type EngineFiles } from './engine-files.ts';
import type { Boot, FromEngine, Prepare, SideJob, Snapshot } from '../protocol.ts';
import { restoredPython, startedPython, type ReadyPython, type Surroundings } from './ready-python.ts';
import { installRandom } from './random.ts';
import { Boundary } from './boundary.ts';
import { loadBlank, type LoadedPython, type PythonParts } from './start-python.ts';
import { takeSnapshot } from './snapshot/snapshot.ts';

export interface Engine {
  /** Runs the one job; the text is JSON of a RawOutcome. Rejects with an EngineFailure when the interpreter breaks. */
  run: (job: SideJob) => Promise<string>;
  /** Before the run: what another engine can be restored from. Throws when this one holds what cannot be written down. */
  snapshot: () => Snapshot;
}

/** An interpreter that has only been instantiated: it can still become any engine. */
interface Blank {
  python: LoadedPython;
  boundary: Boundary;
}

/** An engine that has not started. Its stages are told; both reject with an EngineFailure. */
export interface NewEngine {
  /** Does ahead what does not depend on the job, for a start from a snapshot. At most once, before `boot`. */
  prepare: (message: Prepare) => Promise<void>;
  /** Once: starts from the snapshot that the message brings, where it fits, or from nothing. */
  boot: (message: Boot) => Promise<Engine>;
}

/** Replaces the clock and the randomness of this global for good, so an engine belongs into a worker or process of its own. */
export function newEngine(
  filesOf: (message: Boot | Prepare) => Promise<EngineFiles>,
  report: (event: FromEngine) => void,
): NewEngine {
  /** Forgotten once the files are there, and with it the only way to load anything. */
  let reach: typeof filesOf | null = filesOf;
  let fetching: Fetching | null = null;
  let surroundings: Surroundings | null = null;
  let blank: Blank | null = null;
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => undefined);

  async function files(message: Boot | Prepare): Promise<Fetching> {
    if (!reach) throw new Error('the files are there');
    return (fetching ??= new Fetching(await reach(message), report));
  }
  const around = (): Surroundings =>
    (surroundings ??= {
      clock: installClock(globalThis),
      random: installRandom(globalThis, 1),
      report,
      crashed: broken.reject,
    });

  async function newBlank(parts: PythonParts): Promise<Blank> {
    const boundary = new Boundary();
    return { boundary, python: await loadBlank(parts, boundary) };
  }

  async function ready(message: Boot): Promise<{ python: ReadyPython; packs: Uint8Array[] }> {
    const { snapshot } = message;
    const bundle = await files(message);
    const [packs, parts] = await Promise.all([bundle.packs(message.packs), bundle.parts(message.interpreter)]);
    report({ kind: 'loading', stage: 'engine', received: 0, total: 0 });
    const all = around();
    if (snapshot) {
      try {
        const { python, boundary } = blank ?? (await newBlank(parts));
        return { packs, python: restoredPython(all, python, boundary, packs, snapshot) };
      } catch (error) {
        report({ kind: 'unfit', reason: String(error).slice(0, 300) });
      }
    }
    return { packs, python: await startedPython(all, parts, packs, message) };
  }

  return {
    async prepare(message) {
      const bundle = await files(message);
      const [parts] = await Promise.all([bundle.parts(message.interpreter), bundle.packs(message.packs)]);
      around();
      blank = await newBlank(parts);
    },
    async boot(message) {
      const { python, packs } = await Promise.race([ready(message), broken.promise]);
      reach = fetching = blank = null;
      return {
        run: (job) =>
          Promise.race([python.threads.call(python.runJob, JSON.stringify(job)), broken.promise]).then((text) => {
            if (text === null) throw new TypeError('the world gave no outcome');
            return text;
          }),
        snapshot: () => takeSnapshot(python.loaded, packs, python.interpreter, python.state()),
      };
    },
  };
}

/** CPU of one engine's start in Node, from nothing and from a snapshot. */
import { bundle } from '../../src/build/runtime/paths.ts';
import { manifestOf } from '../../src/lab/node/read-manifest.ts';
import { bootFor } from '../../src/lab/packs.ts';
import type { Boot, SideJob } from '../../src/lab/protocol.ts';
import { inThread } from '../world/engines/in-thread.ts';
import { burst, djangoFiles, fastapiFiles, jobOf } from '../world/programs.ts';

/** Both in seconds of the engine's thread. */
export interface Starts {
  booted: () => Promise<number>;
  restored: () => Promise<number>;
}

/** Of an engine of FastAPI, or of Django; the interpreter is compiled, and stays so as long as somebody has it. */
export async function startsOf(framework: 'fastapi' | 'django'): Promise<Starts> {
  const files = framework === 'fastapi' ? fastapiFiles() : djangoFiles();
  const command = framework === 'fastapi' ? 'uvicorn main:app' : 'uvicorn shop.asgi:application';
  const job: SideJob = jobOf({ command, files }, [burst('/', 1)]);
  const first = await inThread({
    boot: { ...bootFor(bundle, job), manifest: await manifestOf(bundle), take: true },
    job,
  });
  const { interpreter, snapshot } = first;
  if (!interpreter || !snapshot) throw new Error('an engine without a snapshot');
  const boot: Boot = { ...bootFor(bundle, job), manifest: await manifestOf(bundle), interpreter };
  return {
    booted: async () => (await inThread({ boot, job })).cpu.start,
    restored: async () => (await inThread({ boot: { ...boot, snapshot }, job })).cpu.start,
  };
}

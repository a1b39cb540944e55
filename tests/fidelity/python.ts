import { UserError } from '../../src/build/log.ts';
import { replayEnvironment } from './environments.ts';

/** The Python of the replays' environment; null, with a word about why, where there can be none. */
export async function findPython(): Promise<string | null> {
  try {
    return await replayEnvironment();
  } catch (error) {
    const why = error instanceof UserError ? error.message : String((error as { stderr?: string }).stderr ?? error);
    console.warn(`waitlab: real servers are not tested: ${why.trim().split('\n').slice(-3).join(' ')}`);
    return null;
  }
}

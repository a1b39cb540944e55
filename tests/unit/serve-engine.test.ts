/** What an engine does with messages that come out of turn. */
import { expect, test } from 'vitest';
import { EngineFailure } from '../../src/lab/engine/engine-failure.ts';
import type { EngineFiles } from '../../src/lab/engine/engine-files.ts';
import type { Boot, FromEngine, Prepare, SideJob } from '../../src/lab/protocol.ts';
import { serveEngine } from '../../src/lab/engine/serve-engine.ts';

const boot: Boot = { kind: 'boot', runtime: '/runtime/', packs: [], processes: 1 };

function serving(filesOf: (message: Boot | Prepare) => Promise<EngineFiles>) {
  const told: FromEngine[] = [];
  let asked = 0;
  let locked = 0;
  const hear = serveEngine(
    (message) => {
      asked += 1;
      return filesOf(message);
    },
    (event) => told.push(event),
    () => {
      locked += 1;
    },
  );
  return { hear, told, counts: () => ({ asked, locked }) };
}

const messageOf = (event: FromEngine | undefined): unknown =>
  event?.kind === 'failed' ? event.problem.values['message'] : event?.kind;

test('a second boot is refused, and ends the engine without loading anything again', async () => {
  const files = Promise.withResolvers<EngineFiles>();
  const { hear, told, counts } = serving(() => files.promise);
  hear(boot);
  hear(boot);
  await expect.poll(() => told.length).toBe(1);
  expect(messageOf(told[0])).toContain('asked to boot');
  // What was under way comes to nothing.
  files.reject(new EngineFailure('engine-offline', { file: 'x' }));
  hear(boot);
  await files.promise.catch(() => undefined);
  expect(counts()).toEqual({ asked: 1, locked: 0 });
  expect(told).toHaveLength(1);
});

test('a run before the engine is ready is refused', async () => {
  const { hear, told, counts } = serving(() => Promise.reject(new Error('not asked for')));
  hear({ kind: 'run', job: {} as SideJob });
  await expect.poll(() => told.length).toBe(1);
  expect(messageOf(told[0])).toContain('asked to run');
  expect(counts().asked).toBe(0);
});

test('what keeps the files from coming is told by its name, once', async () => {
  const { hear, told } = serving(() => Promise.reject(new EngineFailure('engine-missing', { file: 'core.mjs' })));
  hear(boot);
  await expect.poll(() => told.length).toBe(1);
  expect(told[0]).toEqual({ kind: 'failed', problem: { code: 'engine-missing', values: { file: 'core.mjs' } } });
  hear(boot);
  hear(boot);
  expect(told).toHaveLength(1);
});

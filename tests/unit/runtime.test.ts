/** The parts of an engine that need no interpreter: packs, the clock, randomness. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { epoch, installClock } from '../../src/lab/engine/clock.ts';
import { remove } from '../../src/lab/engine/lockdown.ts';
import { readPack, writePack } from '../../src/lab/engine/pack.ts';
import { installRandom } from '../../src/lab/engine/random.ts';

/** A global object of its own: both installers replace things for good. */
function someGlobal(): typeof globalThis {
  class SomeDate extends Date {}
  class SomeCrypto {
    getRandomValues(): void {
      throw new Error('the machine was asked');
    }
  }
  const parts = { Date: SomeDate, Math: Object.create(Math) as Math, crypto: new SomeCrypto() };
  return { ...parts, performance: { now: () => 5 } } as unknown as typeof globalThis;
}

test('a pack gives back the files that it was made of, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.uint8Array())), (files) => {
      expect(readPack(writePack(files)).map(([path, bytes]) => [path, Uint8Array.from(bytes)])).toEqual(files);
    }),
  );
});

test('both clocks stand where the world put them', () => {
  const target = someGlobal();
  const clock = installClock(target);
  clock.set(1_500_000_000);
  expect(target.performance.now()).toBe(1500);
  expect(target.Date.now()).toBeCloseTo(epoch + 1500.0015, 3);
  expect(new target.Date().toISOString()).toBe('2026-01-01T00:00:01.500Z');
  expect(new target.Date(0).getTime()).toBe(0);
  expect(clock.get()).toBe(1_500_000_000);
  expect(clock.native()).toBe(5);
});

test('by the wall clock a wait is over a hair late, by the monotonic one it is exact', () => {
  const target = someGlobal();
  const clock = installClock(target);
  let last = target.Date.now();
  for (let second = 1; second <= 10_000; second += 1) {
    clock.set(second * 1_000_000_000);
    const now = target.Date.now();
    expect(now - last).toBeGreaterThan(1000);
    expect(now - last).toBeLessThan(1000.01);
    expect(target.performance.now()).toBe(second * 1000);
    last = now;
  }
});

test('local time is UTC, wherever the machine stands', () => {
  vi.stubEnv('TZ', 'Asia/Shanghai');
  try {
    const target = someGlobal();
    installClock(target);
    const date = new target.Date(0);
    expect([date.getFullYear(), date.getDate(), date.getHours(), date.getTimezoneOffset()]).toEqual([1970, 1, 0, 0]);
    date.setHours(3);
    expect(date.toISOString()).toBe('1970-01-01T03:00:00.000Z');
    expect(new target.Date(2026, 0, 1, 12).toISOString()).toBe('2026-01-01T12:00:00.000Z');
  } finally {
    vi.unstubAllEnvs();
  }
});

test('a loop that waits for the clock to move comes to an end', () => {
  const target = someGlobal();
  const clock = installClock(target);
  // Ordinary code that looks at the clock now and then must not move it.
  for (let reads = 0; reads < 1000; reads += 1) target.performance.now();
  expect(clock.get()).toBe(0);
  // `get` would end the row of reads; what a busy loop sees is `performance.now`.
  let reads = 0;
  while (target.performance.now() < 0.01 && reads < 1_000_000) reads += 1;
  expect(clock.get()).toBe(10_000);
  clock.set(20_000);
  expect(target.performance.now()).toBe(0.02);
});

test('randomness repeats from a seed and never asks the machine', () => {
  const target = someGlobal();
  const random = installRandom(target, 1);
  const draw = () => [target.Math.random(), ...target.crypto.getRandomValues(new Uint8Array(4))];
  const first = draw();
  const second = draw();
  expect(second).not.toEqual(first);
  random.seed(1);
  expect(draw()).toEqual(first);
  random.seed(2);
  expect(draw()).not.toEqual(first);
});

test('what is removed is gone from the object and from what it inherits from', () => {
  class Base {
    fetch(): string {
      return 'outside';
    }
  }
  const target = new Base() as Base & Record<string, unknown>;
  Object.defineProperty(target, 'WebSocket', { value: 1, configurable: false, writable: true });
  target['indexedDB'] = 1;
  target['Array'] = 1;
  remove(target, (name) => name === 'Array');
  expect('fetch' in target).toBe(false);
  expect(target['WebSocket']).toBeUndefined();
  expect('indexedDB' in target).toBe(false);
  expect(target['Array']).toBe(1);
});

test('a locked global can compute, and neither reach, change nor make anything', async () => {
  const thread = new Worker(new URL('../fixtures/locked-thread.ts', import.meta.url));
  const [said] = (await once(thread, 'message')) as [Record<string, unknown> & { left: string[] }];
  await thread.terminate();
  const ways = [
    'fetch',
    'process',
    'setTimeout',
    'queueMicrotask',
    'MessagePort',
    'Worker',
    'eval',
    'require',
    'console',
  ];
  expect(said.left.filter((name) => ways.includes(name))).toEqual([]);
  expect(said).toMatchObject({
    webAssembly: ['RuntimeError'],
    frozen: Array<boolean>(9).fill(true),
    newGetter: 'TypeError',
    newCode: 'TypeError',
    clocks: [expect.closeTo(epoch + 1500.0015, 3), '2026-01-01T00:00:01.500Z', 0, 1500],
    works: ['hi', '{"a":[1]}', '2'],
  });
});

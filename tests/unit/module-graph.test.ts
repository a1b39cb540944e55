/** Recordings are made anew when a part of the engine has changed; that none is forgotten depends on this list. */
import { expect, test } from 'vitest';
import { moduleGraph } from '../../src/build/module-graph.ts';

test('the engine is everything that its entry imports, however far down, and no type', () => {
  const files = moduleGraph('src/lab/node/child.ts');
  for (const part of [
    'boundary',
    'callers',
    'clock',
    'engine',
    'green-threads',
    'headroom',
    'lockdown',
    'native-wasm',
    'pack',
    'random',
  ])
    expect(files).toContain(`src/lab/engine/${part}.ts`);
  // Only its types are imported.
  expect(files).not.toContain('src/lab/protocol.ts');
  expect(files).not.toContain('src/lab/node/headless.ts');
});

import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('gives the reason of everything that the type checker is told to pass over', () => {
  const bare = globSync('src/{world,replay}/**/*.py').flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        line.includes('# type: ignore') && !/# type: ignore\[[\w,-]+\] {2}# \w/.test(line)
          ? [`${path}:${String(index + 1)}`]
          : [],
      ),
  );
  expect(bare).toEqual([]);
});

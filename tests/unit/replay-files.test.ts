import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lockedVersions } from '../../src/claims/locked-versions.ts';
import { loadLab } from '../../src/lab/node/load-lab.ts';
import type { LoadedLab } from '../../src/lab/jobs.ts';
import { kit as inPage } from '../../src/replay/kit.ts';
import { kitPlaces, replayFiles } from '../../src/replay/replay-files.ts';
import { replayTexts } from '../../src/replay/texts.ts';

function eventLoop(): LoadedLab {
  const loaded = loadLab('content/labs/event-loop');
  if (loaded.kind === 'problems') throw new Error('the lab has mistakes');
  return loaded.lab;
}
const kit = Object.fromEntries(Object.keys(kitPlaces).map((place) => [place, readFileSync(place, 'utf8')]));
const options = { kit, texts: replayTexts('zh-cn'), nameOf: () => 'side', origin: 'own' as const };

describe('the files of a replay', () => {
  it('has the files of every side and the one script that runs them', () => {
    const result = replayFiles(eventLoop(), options);
    if (result.kind === 'problems') throw new Error('refused');
    expect(result.files['programs/fastapi/main.py']).toBe(
      readFileSync('content/labs/event-loop/fastapi/main.py', 'utf8'),
    );
    expect(result.files['replay.py']).toContain('python replay.py');
    expect(JSON.parse(result.files['lab.json'] ?? '')).toMatchObject({ lab: 'event-loop', origin: 'own' });
  });

  it.each(['../escape.py', '/etc/passwd', 'a/../../b.py', 'C:\\b.py'])('refuses a file named %s', (path) => {
    const lab = eventLoop();
    const result = replayFiles({ ...lab, files: { ...lab.files, fastapi: { [path]: '' } } }, options);
    expect(result).toMatchObject({ kind: 'problems', problems: [{ code: 'path-outside' }] });
  });

  it.each([
    ['an invisible turn', 'main\u202eyp.txt'],
    ['half a character', 'main\ud800.py'],
    ['a device of Windows', 'shop/AUX.py'],
    ['a second stream', 'main.py:hidden'],
    ['nothing', 'a//b.py'],
    ['itself', 'a/./b.py'],
    ['a space at its end', 'main.py '],
  ])('refuses a file whose name has %s', (_, path) => {
    const lab = eventLoop();
    const result = replayFiles({ ...lab, files: { ...lab.files, fastapi: { [path]: '' } } }, options);
    const problem: unknown = expect.objectContaining({ code: 'name-unfit', values: { path } });
    expect(result).toEqual({ kind: 'problems', problems: expect.arrayContaining([problem]) as unknown });
  });

  it.each([[['main.py', 'Main.py']], [['shop', 'shop/views.py']], [['caf\u00e9.py', 'cafe\u0301.py']]])(
    'refuses files that take each other’s place: %j',
    (paths) => {
      const lab = eventLoop();
      const files = Object.fromEntries(paths.map((path) => [path, '']));
      expect(replayFiles({ ...lab, files: { ...lab.files, fastapi: files } }, options)).toMatchObject({
        kind: 'problems',
        problems: [{ code: 'name-unfit' }],
      });
    },
  );

  it('finds in the page the very files that it finds on the disk', () => {
    expect(inPage).toEqual(kit);
  });

  it('is locked to the versions that labs run on', async () => {
    const text = readFileSync('src/replay/requirements.txt', 'utf8');
    const versions = new Map([...text.matchAll(/^([\w.-]+)==([\w.]+)/gm)].map(([, name, version]) => [name, version]));
    expect(versions).toEqual(await lockedVersions());
  });
});

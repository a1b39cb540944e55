/** What a lab's Python must not get hold of, whatever it imports. */
import { expect, test } from 'vitest';
import { burst, jobOf } from './programs.ts';
import { run } from './run.ts';

const attempts = [
  'import js',
  'import pyodide_js',
  'import pyodide_js._api',
  'import waitlab_host',
  'from pyodide.code import run_js; run_js("1")',
  'import world.host; world.host.waitlab_host.clock.set.constructor("return globalThis")()',
  'open("/etc/passwd")',
];

const app = `from fastapi import FastAPI

app = FastAPI()


@app.get("/doors")
def doors():
    opened = []
    for attempt in ${JSON.stringify(attempts)}:
        try:
            exec(attempt, {})
        except BaseException:
            continue
        opened.append(attempt)
    print("open:", opened)
`;

test('the engine, its host and the machine are out of reach', async () => {
  const side = await run(jobOf({ command: 'uvicorn main:app', files: { 'main.py': app } }, [burst('/doors', 1)]));
  expect(side.requests[0]?.status).toBe(200);
  expect(side.output['0']).toContain('open: []');
});

test('nothing that a run leaves behind reaches the next', async () => {
  const files = {
    'main.py': `import builtins
import json
import os

from fastapi import FastAPI

app = FastAPI()
found = [hasattr(builtins, "left"), os.path.exists("/tmp/left"), "LEFT" in os.environ, hasattr(json, "left")]
print("found:", found)
builtins.left = True
json.left = True
os.environ["LEFT"] = "1"
with open("/tmp/left", "w") as file:
    file.write("left")
print("left:", os.path.exists("/tmp/left"))
`,
  };
  // One after the other, so that the second finds the process of the first at rest.
  for (let turn = 0; turn < 2; turn += 1) {
    const side = await run(jobOf({ command: 'uvicorn main:app', files }, [burst('/', 1)]));
    expect(side.output['0']).toContain('found: [False, False, False, False]');
    expect(side.output['0']).toContain('left: True');
  }
});

/** What one run leaves to the next: nothing. */
import { expect, test } from 'vitest';
import { burst, jobOf } from './programs.ts';
import { run } from './run.ts';

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

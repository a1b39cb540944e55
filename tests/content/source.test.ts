import { describe, expect, it } from 'vitest';
import { definition } from '../../src/components/site/source.ts';

const source = `import time

app = FastAPI()


@app.get("/a")
@traced
async def first(
    limit: int = 1,
):
    time.sleep(1)

    return limit


def firstborn():
    return 2


class Third:
    pass
`;

describe('definition', () => {
  it('takes a function with its decorators, its blank lines and nothing after it', () => {
    expect(definition(source, 'first')).toBe(
      '@app.get("/a")\n@traced\nasync def first(\n    limit: int = 1,\n):\n    time.sleep(1)\n\n    return limit',
    );
  });

  it('takes the last one of a file, and classes', () => {
    expect(definition(source, 'Third')).toBe('class Third:\n    pass');
  });

  it('says so when there is no such name', () => {
    expect(() => definition(source, 'second')).toThrow('second');
  });
});

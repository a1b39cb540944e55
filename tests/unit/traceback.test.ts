import { expect, test } from 'vitest';
import { tracebacks } from '../../src/trace/traceback.ts';

const files = ['main.py', 'shop/views.py'];

test('the last frame in the lab, not the last frame', () => {
  const text = `INFO: started
Traceback (most recent call last):
  File "/usr/lib/python3.14/site-packages/starlette/routing.py", line 73, in app
    response = await f(request)
  File "/lab/main.py", line 9, in orders
    return load(1)
           ~~~~^^^
  File "/lab/main.py", line 14, in load
    return json.loads("{")
  File "/usr/lib/python3.14/json/__init__.py", line 346, in loads
    return _default_decoder.decode(s)
json.decoder.JSONDecodeError: Expecting property name: line 1 column 2 (char 1)
INFO: 500`;
  expect(tracebacks(text, files)).toEqual([
    {
      file: 'main.py',
      line: 14,
      function: 'load',
      exception: 'json.decoder.JSONDecodeError: Expecting property name: line 1 column 2 (char 1)',
    },
  ]);
});

test('a syntax error has a line and no function', () => {
  const text = `Traceback (most recent call last):
  File "<frozen importlib._bootstrap>", line 491, in _call
  File "/lab/shop/views.py", line 4
    def orders(request)
                       ^
SyntaxError: expected ':'`;
  expect(tracebacks(text, files)).toEqual([
    { file: 'shop/views.py', line: 4, function: null, exception: "SyntaxError: expected ':'" },
  ]);
});

test('chained exceptions and groups', () => {
  const text = `Traceback (most recent call last):
  File "/lab/main.py", line 3, in a
KeyError: 'x'

During handling of the above exception, another exception occurred:

  + Exception Group Traceback (most recent call last):
  |   File "/lab/main.py", line 5, in b
  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "/lab/main.py", line 7, in c
    | ValueError: no
    +------------------------------------`;
  expect(tracebacks(text, files).map(({ line, exception }) => [line, exception])).toEqual([
    [3, "KeyError: 'x'"],
    [5, 'ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)'],
    [7, 'ValueError: no'],
  ]);
});

test('plain output and exceptions of others give nothing', () => {
  expect(tracebacks('ValueError: printed\nFile main.py', files)).toEqual([]);
  expect(
    tracebacks('Traceback (most recent call last):\n  File "/usr/lib/x.py", line 3, in a\nKeyError: 1', files),
  ).toEqual([]);
});

test('a frame without a directory, and the longest name that fits', () => {
  const text = (path: string) => `Traceback (most recent call last):\n  File "${path}", line 3, in a\nKeyError: 1`;
  const found = (path: string) => tracebacks(text(path), ['views.py', 'shop/views.py']).map(({ file }) => file);
  expect(found('views.py')).toEqual(['views.py']);
  expect(found('/lab/shop/views.py')).toEqual(['shop/views.py']);
  expect(found('/lab/overviews.py')).toEqual([]);
});

test('what an exception says may hold the marks of a group', () => {
  const says = "TypeError: unsupported operand type(s) for +: 'int' and 'str' | None";
  const text = `Traceback (most recent call last):\n  File "/lab/main.py", line 3, in a\n    1 + x\n${says}`;
  expect(tracebacks(text, files).map(({ exception }) => exception)).toEqual([says]);
});

test('a traceback that was cut gives its frame to no other', () => {
  const text = `Traceback (most recent call last):
  File "/lab/main.py", line 3, in a
Traceback (most recent call last):
  File "/usr/lib/x.py", line 5, in b
KeyError: 1
ValueError: printed later`;
  expect(tracebacks(text, files)).toEqual([]);
});

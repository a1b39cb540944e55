/** What a reader may get wrong: the answer names the cause and the line, and nothing hangs. */
import { expect, test } from 'vitest';
import { burst, djangoFiles, jobOf, program } from './programs.ts';
import { problem, run } from './run.ts';

const load = [burst('/', 1)];
const withMain = (main: string, command = 'uvicorn main:app') => jobOf({ command, files: { 'main.py': main } }, load);

test.each([
  ['a syntax error', 'x = 1\ndef f(:\n', { code: 'start-failed', file: 'main.py', line: 2 }, 'SyntaxError'],
  [
    'an import error',
    'import time\nfrom time import nope\n',
    { code: 'start-failed', file: 'main.py', line: 2 },
    "cannot import name 'nope' from 'time'",
  ],
  [
    'an exception in lifespan',
    program('lifespan_raises'),
    { code: 'start-exit', file: 'main.py', line: 8 },
    'RuntimeError: no database',
  ],
])('%s', async (_, main, expected, message) => {
  const found = await problem(withMain(main));
  expect(found).toMatchObject(expected);
  expect(found.values['message']).toContain(message);
});

test('gunicorn says why the application does not load', async () => {
  expect(await problem(withMain('from time import nope\n', 'gunicorn main:app'))).toMatchObject({
    code: 'start-failed',
    file: 'main.py',
    line: 1,
  });
});

test.each(['uvicorn main:app', 'gunicorn main:app'])('a package that is not here is named: %s', async (command) => {
  expect(await problem(withMain('import time\nimport nope\n', command))).toMatchObject({
    code: 'package-missing',
    values: { package: 'nope' },
    file: 'main.py',
    line: 2,
  });
});

test.each([
  ['uvicorn main:nope', 'Attribute "nope" not found in module "main".'],
  ['uvicorn mian:app', 'Could not import module "mian".'],
  ['gunicorn main:nope', "Failed to find attribute 'nope' in 'main'."],
  ['gunicorn mian:app', "No module named 'mian'"],
])('the missing application of %j', async (command, message) => {
  const found = await problem(withMain('app = None\n', command));
  expect(found).toMatchObject({ code: 'application-missing' });
  expect(found.values['message']).toContain(message);
  expect(found.traceback).toBeUndefined();
});

test('an application that waits for ever at its start', async () => {
  const found = await problem(withMain('import time\ntime.sleep(10**6)\napp = None\n'));
  expect(found).toMatchObject({ code: 'start-silent', values: { seconds: 120 } });
});

test.each([
  ['', 'command-empty', {}],
  ['uvicorn "main:app', 'command-syntax', {}],
  ['uvicorn main:app && ', 'command-syntax', { message: '&&' }],
  ['python seed.py && ls', 'command-server', { found: 'ls' }],
  ['uvicorn main:app && python seed.py', 'command-endless', { found: 'uvicorn main:app' }],
  ['python seed.py | tee log', 'command-operator', { operator: '|', position: 16 }],
  ['python seed.py; uvicorn main:app', 'command-operator', { operator: ';', position: 15 }],
  ['python seed.py || uvicorn main:app', 'command-operator', { operator: '||', position: 16 }],
  ['uvicorn main:app > log', 'command-operator', { operator: '>', position: 18 }],
  ['uvicorn main:app --port $PORT', 'command-operator', { operator: '$', position: 25 }],
  ['python', 'option-refused', { option: 'python', reason: 'interactive' }],
  ['python -c "print(1)" && uvicorn main:app', 'option-refused', { option: '-c', reason: 'python-option' }],
  ['python -m && uvicorn main:app', 'option-value', { server: 'python', option: '-m' }],
  ['python manage.py runserver', 'option-refused', { option: 'runserver', reason: 'runserver' }],
  ['hypercorn main:app', 'command-server', { found: 'hypercorn' }],
  ['uvicorn main:app --relod', 'option-unknown', { option: '--relod', server: 'uvicorn' }],
  ['gunicorn main:app --nope', 'option-unknown', { option: '--nope', server: 'gunicorn' }],
  ['uvicorn main:app --workers many', 'option-value', { option: '--workers' }],
  ['gunicorn main:app -w many', 'option-value', { option: '-w/--workers' }],
  ['uvicorn main:app --reload', 'option-refused', { option: '--reload', reason: 'reload' }],
  ['uvicorn main:app --ssl-keyfile key.pem', 'option-refused', { option: '--ssl-keyfile', reason: 'tls' }],
  ['gunicorn main:app -D', 'option-refused', { option: '-D', reason: 'daemon' }],
  ['gunicorn main:app --certfile=c.pem', 'option-refused', { option: '--certfile', reason: 'tls' }],
  ['gunicorn main:app -k gevent', 'option-refused', { option: '-k gevent', reason: 'package' }],
])('the command line %j', async (command, code, values) => {
  expect(await problem(withMain('app = None\n', command))).toMatchObject({ code, values });
});

const troubles = {
  'main.py': program('handlers_that_fail'),
};
const command = 'uvicorn main:app';

test('an exception while serving is a 500 in the run, with its traceback in the output', async () => {
  const side = await run(
    jobOf({ command, files: troubles }, [burst('/error', 2), burst('/recursion', 1, { name: 'deep', start: 1 })]),
  );
  expect(side.metrics).toMatchObject({ completed: 3, errors: 3 });
  expect(side.output['0']).toMatch(/main\.py", line 8, in error/);
  expect(side.output['0']).toContain('RecursionError');
});

test('what a Django view raises is a 500 as well', async () => {
  const settings = program('three_views/shop/settings', { DEBUG: true });
  const files = { ...djangoFiles(0.1, program('views_that_raise')), 'shop/settings.py': settings };
  const side = await run(jobOf({ command: 'gunicorn shop.wsgi', files }, [burst('/broken', 1)]));
  expect(side.requests[0]?.status).toBe(500);
  expect(side.output['0']).toContain('shop/more_views.py');
});

test('a wait that is far too long ends the run by the name of its limit', async () => {
  const side = await run(
    jobOf({ command: 'python main.py', files: { 'main.py': program('sleeps_for_a_year') } }, load),
  );
  expect(side.stopped?.problem).toMatchObject({ code: 'limit-days', values: { limit: 100 } });
  expect(side.requests).toMatchObject([{ end: null }]);
});

test('100 MB of output are cut, with a note', async () => {
  const side = await run(jobOf({ command, files: troubles }, [burst('/print', 1)]));
  expect(side.output['0']?.length).toBeLessThan(66_000);
  expect(side.output['0']).toContain('characters more were cut');
});

const endless = {
  'an endless loop': 'endless_loop',
  'recursion over and over': 'recursion_over_and_over',
  'a loop where recursion goes no deeper': 'endless_at_the_deepest',
};

test.each(Object.entries(endless))('%s ends at a limit, and its line is named', async (_, name) => {
  const job = jobOf({ command, files: { 'main.py': program(name) } }, [burst('/', 2)]);
  const side = await run({ ...job, limits: { ...job.limits, realSeconds: 6 } });
  expect(side.stopped?.problem).toMatchObject({ code: 'limit-real-time', values: { limit: 6 } });
  expect(side.requests.map(({ end }) => end)).toEqual([null, null]);
  for (const { request, state, on } of side.spans) {
    expect(state).toBe(request === 0 ? 'cpu' : 'loop');
    expect(on).toMatch(/^(spin|deeper)\(\), main\.py:\d+$/);
  }
});

/** What can become of an engine: silence, death, floods, forged messages and forged outcomes, at every stage of its life. */
import type { ProblemCode } from '../../src/contract/problem.ts';
import { fastapi } from '../fixtures/first-run.ts';
import { stages, type Act, type Stage } from './engine.ts';
import type { Said } from './judge.ts';
import { pick, type Case, type Kind, type Random } from './play.ts';

const at = (stage: Stage, act: Act, said: Said, name: string = act.kind): Case => ({
  name: `${stage}: ${name}`,
  said,
  strike: ({ engines }) => void (engines.fault = { stage, act }),
});

const booting: readonly Stage[] = ['made', 'fetching', 'engine', 'imports'];
const ends: readonly ProblemCode[] = ['engine-crashed', 'engine-unexplained', 'engine-missing', 'engine-blocked'];

const progress = { kind: 'progress', now: 1, ended: 1, requests: 100 };
const loading = { kind: 'loading', stage: 'fetch', received: 1, total: 9 };

/** Messages that are none, or come when they mean nothing. */
const forged: readonly unknown[] = [
  null,
  undefined,
  0,
  'ready',
  [],
  {},
  { kind: 'result' },
  { kind: '__proto__' },
  { kind: 'toString' },
  { ...progress, now: NaN },
  { ...progress, now: -1 },
  { ...progress, ended: '<b>' },
  { ...progress, more: 'x'.repeat(10_000) },
  { ...loading, stage: 'nowhere' },
  { ...loading, total: Infinity },
  { kind: 'compiled', interpreter: {} },
  { kind: 'finished' },
  { kind: 'finished', outcome: 7 },
  { kind: 'failed' },
  { kind: 'failed', problem: { code: '<img>' } },
  { kind: 'failed', problem: { code: 'engine-crashed', values: {}, more: 1 }, other: 1 },
];

/** What an engine says when it breaks, and what the page makes of it. */
const lastWords: readonly [string, ProblemCode][] = [
  ['', 'engine-unexplained'],
  [' ', 'engine-unexplained'],
  ['PythonError: ', 'engine-unexplained'],
  ['PythonError:', 'engine-unexplained'],
  ['Error', 'engine-unexplained'],
  ['RangeError: Array buffer allocation failed', 'limit-memory'],
  ['RangeError: WebAssembly.Memory(): could not allocate memory', 'limit-memory'],
  ['PythonError: Traceback\nMemoryError', 'limit-memory'],
  ['CompileError: WebAssembly.compile(): expected magic word', 'engine-refused'],
  ['ReferenceError: WebAssembly is not defined', 'engine-refused'],
  ['LinkError: import object field is not a function', 'engine-refused'],
  ["EvalError: violates 'wasm-unsafe-eval'", 'engine-refused'],
  ['RuntimeError: memory access out of bounds', 'engine-crashed'],
  ['RuntimeError: null function or function signature mismatch', 'engine-crashed'],
  ['x'.repeat(60_000), 'engine-crashed'],
];

function alteredOutcome(random: Random): [string, (outcome: string) => string] {
  const place = random();
  const side = fastapi as unknown as Record<string, unknown>;
  return pick<[string, (outcome: string) => string]>(random, [
    ['cut', (outcome) => outcome.slice(0, Math.floor(outcome.length * place))],
    ['empty', () => ''],
    ['no object', () => 'null'],
    ['no side', () => '{"kind":"ran"}'],
    ['no requests', () => JSON.stringify({ kind: 'ran', side: { ...side, requests: undefined } })],
    [
      'a load that is not there',
      () => JSON.stringify({ kind: 'ran', side: { ...side, requests: [[9, ...new Array<number>(9).fill(0)]] } }),
    ],
    [
      'a span of no request',
      () => JSON.stringify({ kind: 'ran', side: { ...side, spans: [[1e6, 0, 0, 0, 0, 1, 0]] } }),
    ],
    ['a time beyond all', () => JSON.stringify({ kind: 'ran', side: { ...side, loopHeld: 1e300 } })],
    ['a problem without words', () => '{"kind":"failed","problem":{"code":"<img>"}}'],
  ]);
}

const made: [string, (random: Random) => Case][] = [
  ['an engine cannot be made', () => at('made', { kind: 'forbidden' }, ['engine-refused'])],
  [
    'an engine falls silent while it starts',
    (random) => at(pick(random, booting), { kind: 'silent' }, ['engine-silent', 'engine-stalled']),
  ],
  ['an engine falls silent in a run', () => at('running', { kind: 'silent' }, ['limit-real-time'])],
  [
    'an engine dies',
    (random) => {
      const [detail] = pick(random, lastWords);
      const said: Said = [...ends, 'limit-memory', 'engine-refused', 'engine-damaged'];
      return at(pick(random, stages), { kind: 'throws', detail }, said, detail.slice(0, 30));
    },
  ],
  ['a message cannot be read', (random) => at(pick(random, stages), { kind: 'unreadable' }, ends)],
  ['code of the lab speaks past the port', (random) => at(pick(random, stages), { kind: 'own-channel' }, ends)],
  [
    'a message is forged',
    (random) => {
      const index = Math.floor(random() * forged.length);
      const act: Act = { kind: 'says', messages: [forged[index]] };
      return at(pick(random, stages), act, ['engine-crashed'], `message ${index}`);
    },
  ],
  [
    'a message comes when it means nothing',
    (random) => {
      const message = pick(random, [{ kind: 'finished', outcome: '{}' }, progress]);
      return at(pick(random, booting), { kind: 'says', messages: [message] }, ['engine-crashed'], message.kind);
    },
  ],
  [
    'an engine is ready twice',
    () => at('running', { kind: 'says', messages: [{ kind: 'ready' }] }, ['engine-crashed']),
  ],
  [
    'an engine gives up with a few words, or none',
    (random) => {
      const [message, code] = pick(random, lastWords);
      const problem = { code: 'engine-crashed', values: { message } };
      const act: Act = { kind: 'says', messages: [{ kind: 'failed', problem }] };
      return at(pick(random, stages), act, [code], message.slice(0, 30));
    },
  ],
  [
    'a problem is as large as it can be',
    (random) => {
      const long = '错'.repeat(Math.floor(random() * 200_000));
      const values = Object.fromEntries(
        Array.from({ length: 5000 }, (_, index) => [`value${index}`, long.slice(0, 50)]),
      );
      const problem = { code: 'start-failed', values: { message: 'no', ...values }, traceback: long };
      const act: Act = { kind: 'says', messages: [{ kind: 'failed', problem }] };
      return at(pick(random, stages), act, ['start-failed'], `${long.length} letters`);
    },
  ],
  [
    'a flood in a run',
    (random) => {
      const count = 3000 + Math.floor(random() * 12_000);
      return at('running', { kind: 'floods', message: progress, count }, ['engine-flood'], String(count));
    },
  ],
  [
    'a flood while an engine starts',
    (random) => {
      const count = 3000 + Math.floor(random() * 12_000);
      const message = pick(random, [loading, { ...loading, stage: 'imports' }]);
      return at(pick(random, booting), { kind: 'floods', message, count }, ['engine-flood'], String(count));
    },
  ],
  [
    'more messages than are honest, and fewer than harm',
    (random) => {
      const count = 10 + Math.floor(random() * 1500);
      return at('running', { kind: 'floods', message: progress, count }, null, String(count));
    },
  ],
  [
    'an outcome is forged or damaged',
    (random) => {
      const [name, alter] = alteredOutcome(random);
      return at('running', { kind: 'forges', alter }, ['outcome-refused'], name);
    },
  ],
];

export const engineKinds: readonly Kind[] = made.map(([name, make]) => ({ name, make }));

import { later } from './cpython-later.ts';
import { tls, type Suite } from '../suite.ts';

/** The tests are imported once more there, where nobody has told them of another platform (inside/runners/unittest_runner.py). */
const processes = 'further processes, in which the tests leave themselves out by the name of the platform';
const interpreters = 'interpreters beside the first of a process';
const mended = 'mended in CPython after the version of the runtime';

const common = {
  source: 'cpython',
  runner: 'unittest',
  imports: ['zoneinfo'],
  packages: [],
  standIns: [],
  afresh: [],
  options: [],
} as const;

/** What nearly every test imports. */
const support = String.raw`^(__init__\.py|support/|lock_tests\.py|test_contextlib|data/)`;

const asyncioFiles = [
  ...['base_events', 'buffered_proto', 'context', 'eager_task_factory', 'events', 'free_threading', 'futures'],
  ...['futures2', 'graph', 'locks', 'pep492', 'protocols', 'queues', 'runners', 'selector_events', 'sendfile'],
  ...['server', 'sock_lowlevel', 'sslproto', 'staggered', 'streams', 'taskgroups', 'tasks', 'threads', 'timeouts'],
  ...['transports', 'unix_events', 'waitfor'],
].map((name) => `test.test_asyncio.test_${name}`);

export const cpython: readonly Suite[] = [
  {
    ...common,
    name: 'cpython-threads',
    files: new RegExp(
      String.raw`${support}|^test_(thread|threading|threading_local|queue|sched|threadsignals|threadedtempfile)\.py$|^test_concurrent_futures/`,
    ),
    shards: [
      'test.test_thread test.test_threading_local test.test_sched test.test_threadedtempfile',
      'test.test_threading',
      'test.test_queue',
      ...['as_completed', 'future', 'init', 'shutdown', 'thread_pool', 'wait'].map(
        (name) => `test.test_concurrent_futures.test_${name}`,
      ),
    ],
    uncounted: {
      [mended]: later,
      [interpreters]: ['*InterpreterPool*', '*.SubinterpThreadingTests.*'],
      [processes]: ['*ProcessPool*', '*.FailingInitializerResourcesTest.*'],
      'functions of C, by ctypes': ['*.test_PyThreadState_SetAsyncExc'],
      'threads that C starts': ['*.test_threading_local_clear_race', '*.test_frame_tstate_tracing'],
      'a SimpleQueue that finalizers may put into while it is used, without which the test never ends': [
        '*.CSimpleQueueTest.test_reentrancy',
      ],
    },
  },
  {
    ...common,
    name: 'cpython-time',
    files: new RegExp(String.raw`${support}|^test_time\.py$`),
    shards: ['test.test_time'],
    uncounted: { [mended]: later },
  },
  {
    ...common,
    name: 'cpython-sockets',
    files: new RegExp(
      String.raw`${support}|^test_(socket|selectors|select|poll|epoll|socketserver|timeout)\.py$|^certdata/|^mime\.types`,
    ),
    shards: [
      'test.test_socket',
      'test.test_selectors test.test_select test.test_poll test.test_epoll test.test_socketserver test.test_timeout',
    ],
    uncounted: { [mended]: later },
  },
  {
    ...common,
    name: 'cpython-asyncio',
    files: new RegExp(String.raw`${support}|^test_asyncio/|^certdata/|^ssl_servers\.py$`),
    shards: asyncioFiles,
    uncounted: {
      [mended]: later,
      [processes]: ['*.test_get_event_loop_new_process'],
      [tls]: ['*.test_*ssl*', '*start_tls*', '*SelectorStartTLSTests*'],
    },
  },
];

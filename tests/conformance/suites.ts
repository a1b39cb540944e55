/** The published suites: what is installed, which files are run, and which tests are not counted and why. */

/** Patterns of tests (`*` is any text) that need what this machine does not have, by what that is. */
export type Uncounted = Readonly<Record<string, readonly string[]>>;

export interface Suite {
  name: string;
  /** The published sources, as they are named in sources.txt. */
  source: string;
  /** Files that go along, below the sources. */
  files: RegExp;
  /** What pytest gets, one engine each; a hang or a crash costs one of them. Files, directories, or single tests. */
  shards: readonly string[];
  /** Imports that ask for parts of the runtime (src/lab/packs.ts). */
  imports: readonly string[];
  /** Of packages.txt, beside pytest. */
  packages: readonly string[];
  /** Further arguments of pytest. */
  options: readonly string[];
  uncounted: Uncounted;
}

const processes = 'starts processes of the machine that runs the tests';
const ipv6 = 'IPv6';
const tls = 'TLS and certificates';
const loops = 'other event loops';

const anyioFiles = [
  ...['all_attributes', 'concurrency_utils', 'contextmanagers', 'debugging', 'eventloop', 'fileio', 'from_thread'],
  ...['functools', 'futures', 'itertools', 'lazyimport', 'lowlevel', 'signals', 'sockets', 'synchronization'],
  ...['taskgroups', 'tempfile', 'to_thread', 'typedattr'],
].map((name) => `tests/test_${name}.py`);

export const suites: readonly Suite[] = [
  {
    name: 'asgiref',
    source: 'asgiref',
    files: /^(tests\/|setup\.cfg$)/,
    shards: ['tests'],
    imports: ['asgiref'],
    packages: ['pytest_asyncio'],
    options: [],
    uncounted: {},
  },
  {
    name: 'uvicorn',
    source: 'uvicorn',
    files: /^(tests\/|pyproject\.toml$)/,
    shards: [
      'tests/middleware tests/importer tests/test_auto_detection.py tests/test_compat.py tests/test_default_headers.py',
      // Not test_config.py, which imports PyYAML, and not test_server.py, which imports httptools: neither is part of the runtime.
      'tests/test_cli.py tests/test_lifespan.py tests/test_main.py',
      'tests/protocols/test_http.py tests/protocols/test_utils.py',
      'tests/protocols/test_websocket.py',
      'tests/supervisors/test_signal.py',
    ],
    imports: ['anyio', 'httpx2', 'wsproto'],
    packages: ['pytest_mock', 'a2wsgi', 'websockets'],
    // Their own options name plug-ins that measure and spread over processes, and a watchdog outside of Python.
    options: ['-o', 'addopts=', '-o', 'faulthandler_timeout=0'],
    uncounted: { [tls]: ['*ssl*', '*https*'], [ipv6]: ['*::1*'], [loops]: ['*uvloop*', '*httptools*'] },
  },
  {
    name: 'anyio',
    source: 'anyio',
    files: /^(tests\/|pyproject\.toml$)/,
    shards: ['tests/streams', ...anyioFiles],
    imports: ['anyio', 'truststore'],
    packages: ['pytest_mock'],
    options: ['-p', 'anyio', '-o', 'addopts=', '-W', 'ignore'],
    uncounted: {
      [loops]: ['*trio*', '*uvloop*'],
      [tls]: ['*TLS*', '*tls*'],
      [processes]: ['*test_lazyimport.py::test_sourceless_install', '*test_submodule_access_without_direct_import'],
      [ipv6]: [
        ...['*ipv6*', '*IPv6*', '*test_connection_refused[*multi]', '*test_tcp_listener_same_port[*localhost-0-2-*]'],
        ...['*test_tcp_listener_retry_after_partial_failure*', '*test_tcp_listener_total_bind_failure*'],
      ],
      'network interfaces and name servers of the internet': [
        ...['*getnameinfo*', '*happy_eyeballs*', '*::test_getaddrinfo[*', '*test_bind_link_local*'],
      ],
    },
  },
];

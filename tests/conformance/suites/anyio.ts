import { ipv6, loops, processes, tls, type Suite } from '../suite.ts';

const files = [
  ...['all_attributes', 'concurrency_utils', 'contextmanagers', 'debugging', 'eventloop', 'fileio', 'from_thread'],
  ...['functools', 'futures', 'itertools', 'lazyimport', 'lowlevel', 'signals', 'sockets', 'synchronization'],
  ...['taskgroups', 'tempfile', 'to_thread', 'typedattr'],
].map((name) => `tests/test_${name}.py`);

export const anyio: Suite = {
  name: 'anyio',
  source: 'anyio',
  files: /^(tests\/|pyproject\.toml$)/,
  runner: 'pytest',
  shards: ['tests/streams', ...files],
  imports: ['anyio', 'truststore'],
  packages: ['pytest_mock'],
  standIns: ['psutil', 'trustme'],
  afresh: [],
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
};

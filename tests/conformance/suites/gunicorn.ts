import { processes, type Suite } from '../suite.ts';

export const gunicorn: Suite = {
  name: 'gunicorn',
  source: 'gunicorn',
  // Not what needs containers.
  files: /^tests\/(?!docker\/)|^(pyproject\.toml|setup\.cfg)$/,
  runner: 'pytest',
  shards: [
    'tests/test_asgi_[a-k]* tests/test_asgi_l*',
    'tests/test_asgi_[m-z]*',
    'tests/test_http*',
    'tests/test_dirty* tests/dirty',
    'tests/ctl tests/workers tests/test_[b-c]* tests/test_arbiter.py tests/test_debug.py tests/test_e* tests/test_[g-h]*',
    'tests/test_[i-z]*',
  ],
  imports: ['gunicorn', 'django', 'starlette'],
  packages: ['pytest_asyncio', 'h2', 'hpack', 'hyperframe'],
  standIns: [],
  afresh: [],
  // Their own options name a plug-in that measures.
  options: ['-o', 'addopts='],
  uncounted: {
    // It takes exactly as long as it says, but the difference of two floats may be less by their rounding, or not.
    'a clock that is always a little late': ['*::test_tconn_wait_for_data_timeout'],
    [processes]: [
      ...['asgi_connection_close', 'asgi_keepalive_pipeline', 'asgi_keepalive_timeout', 'asgi_uwsgi_protocol'],
      ...['http2_live', 'control_socket_integration', 'gthread_keepalive_shutdown', 'signal_integration'],
    ].map((name) => `tests/test_${name}.py::*`),
  },
};

import { ipv6, loops, tls, type Suite } from '../suite.ts';

export const uvicorn: Suite = {
  name: 'uvicorn',
  source: 'uvicorn',
  files: /^(tests\/|pyproject\.toml$)/,
  runner: 'pytest',
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
  standIns: ['trustme'],
  afresh: ['uvicorn.protocols'],
  // Their own options name plug-ins that measure and spread over processes, and a watchdog outside of Python.
  options: ['-o', 'addopts=', '-o', 'faulthandler_timeout=0'],
  uncounted: { [tls]: ['*ssl*', '*https*'], [ipv6]: ['*::1*'], [loops]: ['*uvloop*', '*httptools*'] },
};

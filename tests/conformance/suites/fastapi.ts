import { loops, type Suite } from '../suite.ts';

/**
 * Not the tutorial's and the telemetry's, which need dozens of packages; not files about packages that are compiled or start processes;
 * not those about the upkeep of FastAPI's own repository.
 */
const left = 'tutorial|telemetry|orjson|fastapi_cli|prepare_release|translate';

export const fastapi: Suite = {
  name: 'fastapi',
  source: 'fastapi',
  files: new RegExp(String.raw`^tests/(?!test_(${left})|benchmarks|memory_benchmarks)|^docs_src/frontend/`),
  runner: 'pytest',
  shards: [
    ...[
      'tests/test_[a-c]*',
      'tests/test_d*',
      'tests/test_[e-o]*',
      'tests/test_[p-q]* tests/test_r*.py',
      'tests/test_s[a-s]* tests/test_st[a-q]* tests/test_stream_[a-b]* tests/test_stream_[d-z]* tests/test_str[f-z]*',
      'tests/test_s[u-z]* tests/test_[t-z]*',
      // Loops that never wait, whose seconds take long to pass.
      'tests/test_stream_cancellation.py',
    ],
    ...[
      'tests/test_request_params/test_body',
      'tests/test_request_params/test_[d-n]*',
      'tests/test_request_params/test_[c-q]*/',
    ],
  ],
  imports: ['fastapi', 'httpx2', 'httpx', 'zoneinfo'],
  packages: ['python_multipart', 'itsdangerous', 'jinja2', 'markupsafe', 'pyyaml', 'dirty_equals'],
  standIns: ['inline_snapshot'],
  afresh: ['fastapi', 'starlette'],
  // As their own options, without the plug-ins that spread over processes.
  options: [
    ...['-p', 'anyio', '-o', 'xfail_strict=true', '-W', 'error'],
    ...['-W', 'ignore::pytest.PytestAssertRewriteWarning', '-W', 'ignore::pytest.PytestUnknownMarkWarning'],
  ],
  uncounted: { [loops]: ['*trio*', '*::test_app_can_be_reused_across_event_loops'] },
};

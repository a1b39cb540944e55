import { loops, type Suite } from '../suite.ts';

export const starlette: Suite = {
  name: 'starlette',
  source: 'starlette',
  files: /^(tests\/|pyproject\.toml$)/,
  runner: 'pytest',
  shards: ['tests/middleware', 'tests/test_[a-q]* tests/test__utils.py', 'tests/test_[r-z]*'],
  imports: ['starlette', 'httpx2', 'opentelemetry'],
  packages: [
    ...['python_multipart', 'itsdangerous', 'jinja2', 'markupsafe', 'pyyaml', 'sniffio'],
    ...['opentelemetry_sdk', 'opentelemetry_semantic_conventions'],
  ],
  standIns: ['trio'],
  afresh: ['starlette'],
  options: ['-p', 'anyio', '-W', 'ignore::pytest.PytestAssertRewriteWarning'],
  uncounted: { [loops]: ['*trio*'] },
};

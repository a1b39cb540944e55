import { processes, type Suite } from '../suite.ts';

/** What the site teaches: requests on their way through handlers and middleware, and what they wait for. */
const shards = [
  'asgi async handlers dispatch wsgi servers builtin_server',
  'middleware middleware_exceptions requests_tests responses httpwrappers csrf_tests conditional_processing',
  'cache',
  'sessions_tests signals signed_cookies_tests signing messages_tests',
  'view_tests urlpatterns urlpatterns_reverse resolve_url shortcuts context_processors',
  'test_client test_client_regress decorators generic_views',
  'basic transactions transaction_hooks tasks logging_tests settings_tests',
];

/** What others of them import. */
const helpers = ['admin_scripts', 'mail', 'user_commands', 'utils_tests'];

const directories = [...shards.flatMap((shard) => shard.split(' ')), ...helpers, 'templates'].join('|');

export const django: Suite = {
  name: 'django',
  source: 'django',
  files: new RegExp(String.raw`^tests/((runtests|test_sqlite|urls)\.py$|(${directories})/)|^django/test/selenium\.py$`),
  runner: 'django',
  shards,
  imports: ['django', 'zoneinfo'],
  packages: ['jinja2', 'markupsafe'],
  standIns: [],
  afresh: [],
  options: [],
  uncounted: {
    [processes]: [
      'urlpatterns_reverse.tests.ReverseLazySettingsTest.*',
      'logging_tests.tests.SettingsConfigTest.*',
      'logging_tests.tests.SettingsCustomLoggingTest.*',
    ],
    'translations that the runtime leaves out': ['view_tests.tests.test_i18n.*'],
  },
};

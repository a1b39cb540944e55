import { type Suite } from '../suite.ts';

export const asgiref: Suite = {
  name: 'asgiref',
  source: 'asgiref',
  files: /^(tests\/|setup\.cfg$)/,
  runner: 'pytest',
  shards: ['tests'],
  imports: ['asgiref'],
  packages: ['pytest_asyncio'],
  standIns: [],
  afresh: [],
  options: [],
  uncounted: {},
};

/** Serves both builds of the site for the browser tests: the root at `/`, the other below `/x/`. */
import { main } from '../../src/build/log.ts';
import { serve } from '../../src/build/serve.ts';
import { missingSite, rootSite, subPathSite } from '../../src/build/site.ts';

await main(async () => {
  const missing = missingSite([rootSite, subPathSite]);
  if (missing) throw missing;
  await serve([rootSite, subPathSite], Number(process.argv[2]));
});

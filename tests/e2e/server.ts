/** Serves both builds of the site for the browser tests: the root at `/`, the other below `/x/`. */
import { main } from '../../src/build/say.ts';
import { serve } from '../../src/build/serve.ts';
import { rootSite, subPathSite } from '../../src/build/site.ts';

await main(async () => {
  await serve([rootSite, subPathSite], Number(process.argv[2]));
});

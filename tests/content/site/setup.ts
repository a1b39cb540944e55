/** Before tests that read built pages: says what is missing. Building them takes minutes, so it is not done by the way. */
import { rootSite, subPathSite, missingSite } from '../../../src/build/site.ts';

export default function setup(): void {
  const missing = missingSite([rootSite, subPathSite]);
  if (missing) throw missing;
}

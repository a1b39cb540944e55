/** Build only: what the pages of a session are given, in one language. */
import type { Locale } from '../../i18n/i18n.ts';
import type { Catalog } from '../../learn/session/catalog.ts';
import { planIn, type Plan } from '../../learn/session/plan.ts';
import { readCatalog } from '../../learn/session/read-catalog.ts';
import { checkPlan, readPlans } from '../../learn/session/read-plans.ts';
import { addressOf } from '../site/page.ts';

export interface SessionData {
  catalog: Catalog;
  /** The plans that the site brings along, by their minutes. */
  ready: Record<string, Plan>;
  /** Addresses of the other pages of a session. */
  pages: { plan: string; present: string; notes: string; ready: string };
}

export async function sessionData(locale: Locale): Promise<SessionData> {
  const catalog = await readCatalog(locale, addressOf);
  const plans = Object.entries(await readPlans());
  for (const [name, plan] of plans) checkPlan(name, plan, catalog);
  return {
    catalog,
    ready: Object.fromEntries(plans.map(([name, plan]) => [name, planIn(locale, plan)])),
    pages: {
      plan: addressOf('session', locale),
      present: addressOf('session/present', locale),
      notes: addressOf('session/notes', locale),
      ready: addressOf('session/ready', locale),
    },
  };
}

/**
 * Why a file of the site could not be had, found out by asking for the page that is open once more: is it there, is it still the same, or
 * does something else answer? Asked within seconds, and only after something failed.
 */
import type { Problem } from '../../contract/problem.ts';

/** What the page has to do with. */
export interface SiteAround {
  network: (address: string, init: RequestInit) => Promise<Response>;
  /** Address of the page, without its fragment. */
  page: string;
  /** What the page, as it is open here, loads: names with hashes of what they name. */
  parts: readonly string[];
  isOnline: () => boolean;
}

/** `gone`: the host answers, but not with this page. */
export type SiteState =
  { kind: 'current' | 'updated' | 'intercepted' | 'unreachable' } | { kind: 'gone'; status: number };

/** Milliseconds. */
const timeout = 5000;

async function ask(around: SiteAround, address: string): Promise<{ response: Response; text: string } | null> {
  // A redirect to a sign-in page of another host could not be followed, and would look like no network at all.
  const init: RequestInit = { cache: 'no-store', redirect: 'manual', signal: AbortSignal.timeout(timeout) };
  try {
    const response = await around.network(address, init);
    return { response, text: await response.text() };
  } catch {
    return null;
  }
}

/** Pages of this site load code from these places, when built and when developed. */
const isOurs = (page: string): boolean => page.includes('astro-island') || page.includes('/_astro/');

export async function askSite(around: SiteAround): Promise<SiteState> {
  const answer = await ask(around, around.page);
  if (!answer) return { kind: 'unreachable' };
  const { response, text } = answer;
  const { status } = response;
  if (response.type === 'opaqueredirect' || (status >= 300 && status < 400) || status === 511)
    return { kind: 'intercepted' };
  if (!response.ok) return { kind: 'gone', status };
  if (!isOurs(text)) return { kind: 'intercepted' };
  return { kind: around.parts.every((part) => text.includes(part)) ? 'current' : 'updated' };
}

/** A file that is part of the open page, such as the worker's script, of which its loader says nothing. Null when it is not there. */
async function askFile(around: SiteAround, file: string): Promise<Problem | null> {
  const answer = await ask(around, file);
  if (!answer) return { code: 'engine-blocked', values: { file } };
  const { status, ok, headers, type } = answer.response;
  const isPage = headers.get('content-type')?.includes('text/html') ?? false;
  if (type === 'opaqueredirect' || status === 511) return { code: 'network-intercepted', values: { file } };
  if (status === 404 || status === 410) return null;
  if (!ok) return { code: 'host-error', values: { file, status } };
  return { code: isPage ? 'network-intercepted' : 'engine-damaged', values: { file } };
}

/** Problems that may have another cause than the first look tells. */
const doubtful: ReadonlySet<Problem['code']> = new Set([
  'engine-missing',
  'engine-damaged',
  'engine-offline',
  'engine-unfit',
  'site-updated',
]);

/** The same problem, or a truer one. `script`: address of the worker's script. Settles within seconds, never rejects. */
export async function explain(problem: Problem, around: SiteAround, script: string): Promise<Problem> {
  const { code, values } = problem;
  if (!doubtful.has(code)) return problem;
  const told = (truer: Problem['code'], more: Problem['values'] = {}): Problem => ({
    code: truer,
    values: { file: values['file'] ?? '', ...more },
  });
  if (!around.isOnline()) return told('engine-offline');
  const site = await askSite(around);
  if (site.kind === 'unreachable') return told('engine-offline');
  if (site.kind === 'intercepted') return told('network-intercepted');
  if (site.kind === 'updated') return told('site-updated');
  if (site.kind === 'gone')
    return site.status === 404 ? told('site-updated') : told('host-error', { status: site.status });
  // The page is as it was, so it is this one file.
  if (code === 'engine-offline') return told('engine-blocked');
  if (code === 'site-updated') return told('engine-unfit');
  const isScript = code === 'engine-missing' && String(values['file']).includes(script);
  return (isScript ? await askFile(around, script) : null) ?? problem;
}

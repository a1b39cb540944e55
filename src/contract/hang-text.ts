/** Who waits for what in a run that can go on no more, in words. */
import { translate, type Locale, type UiKey } from '../i18n/i18n.ts';
import type { Hang, HangHolder, HangParty, HangWait } from './hang.ts';

/** Requests of one wait that are named one by one; more are counted. */
const mostNamed = 4;
/** Kinds of waits that are told; what is left is counted. */
const mostTold = 6;

/** Waits of a run have these names where they are for no lock of the code. */
const special = { 'event loop': 'hang.loop', backlog: 'hang.backlog', 'worker thread': 'hang.pool' } as const;

const isSpecial = (on: string | null): on is keyof typeof special => on !== null && Object.hasOwn(special, on);

/** Something that one has between taking it and giving it back, so somebody must have it. */
const isHeld = (on: string | null): boolean => on !== null && /lock|semaphore|condition|limiter|pool/i.test(on);

/** `count` is one: the words for that. */
const counted = (key: UiKey, one: UiKey, count: number): UiKey => (count === 1 ? one : key);

const isSame = (one: HangParty, other: HangParty): boolean =>
  one.request !== null
    ? one.request === other.request
    : other.request === null && one.process === other.process && one.thread === other.thread && one.task === other.task;

/** People count requests from 1. */
function nameOf(locale: Locale, { request, process, thread, task }: HangParty): string {
  if (request !== null) return translate(locale, 'hang.request', { request: request + 1 });
  if (task !== null) return translate(locale, 'hang.task', { task });
  if (process === null || thread === null) return translate(locale, 'hang.program');
  return thread === 0
    ? translate(locale, 'hang.main', { process })
    : translate(locale, 'hang.thread', { process, thread });
}

/** Written out: the list of `Intl` leaves no room between Chinese and a number. */
function listOf(locale: Locale, items: readonly string[]): string {
  const before = items.slice(0, -1).join(translate(locale, 'hang.comma'));
  return translate(locale, 'hang.and', { before, last: items.at(-1) ?? '' });
}

function namesOf(locale: Locale, waits: readonly HangWait[]): string {
  const [first] = waits;
  if (waits.length === 1 && first) return nameOf(locale, first);
  if (waits.length > mostNamed) return translate(locale, 'hang.many', { count: waits.length });
  if (waits.some(({ request }) => request === null))
    return listOf(
      locale,
      waits.map((wait) => nameOf(locale, wait)),
    );
  const requests = listOf(
    locale,
    waits.map(({ request }) => String((request ?? 0) + 1)),
  );
  return translate(locale, 'hang.requests', { requests });
}

/** What is waited for with its line, as the rest of the interface writes it: `threading.Lock, main.py:12`. */
const placed = ({ on, at }: Pick<HangWait, 'on' | 'at'>): string =>
  [on, at].filter((part) => part !== null).join(', ') || '?';

function heldText(locale: Locale, waits: readonly HangWait[], holder: HangHolder): string {
  const { at } = holder;
  const [first] = waits;
  // Who holds something himself stands alone (`groupsOf`).
  if (first && isSame(first, holder))
    return at === null ? translate(locale, 'hang.own.unplaced') : translate(locale, 'hang.own', { at });
  const name = nameOf(locale, holder);
  return at === null
    ? translate(locale, 'hang.held.unplaced', { holder: name })
    : translate(locale, 'hang.held', { holder: name, at });
}

/** The clause about requests that all wait for the same, at the same line, held by the same. */
function clauseOf(locale: Locale, waits: readonly HangWait[]): string {
  const [wait] = waits;
  if (!wait) return '';
  const who = namesOf(locale, waits);
  const [holder] = wait.holders;
  if (isSpecial(wait.on)) {
    const key = special[wait.on];
    if (wait.on === 'event loop' && holder) {
      const keeps = { who, holder: nameOf(locale, holder), at: holder.at ?? '?' };
      return translate(locale, 'hang.loop.held', keeps);
    }
    if (wait.on === 'worker thread' && holder) {
      const keeps = { who, holder: nameOf(locale, holder) };
      return translate(locale, counted('hang.pool.held', 'hang.pool.held.one', waits.length), keeps);
    }
    return translate(locale, counted(key, `${key}.one`, waits.length), { who });
  }
  const clause = translate(locale, counted('hang.waits', 'hang.waits.one', waits.length), { who, what: placed(wait) });
  if (holder) return clause + wait.holders.map((one) => heldText(locale, waits, one)).join('');
  return isHeld(wait.on) ? clause + translate(locale, 'hang.unknown') : clause;
}

/** Waits that read the same but for who waits. */
function groupsOf(waits: readonly HangWait[]): HangWait[][] {
  const groups = new Map<string, HangWait[]>();
  for (const wait of waits) {
    // Who holds something himself is told by himself.
    const own = wait.holders.some((holder) => isSame(wait, holder));
    const key = JSON.stringify([
      wait.on,
      wait.at,
      wait.holders,
      own && [wait.request, wait.process, wait.thread, wait.task],
    ]);
    groups.set(key, [...(groups.get(key) ?? []), wait]);
  }
  return [...groups.values()];
}

/** Whether some wait for each other in a circle of two or more. */
export function isCircle({ waits }: Hang): boolean {
  const holdersOf = (party: HangParty): HangHolder[] =>
    waits.filter((wait) => isSame(wait, party)).flatMap(({ holders }) => holders);
  return waits.some((start) => {
    const seen: HangParty[] = [];
    const open: HangParty[] = start.holders.filter((holder) => !isSame(holder, start));
    for (let party = open.pop(); party; party = open.pop()) {
      const here = party;
      if (isSame(here, start)) return true;
      if (seen.some((one) => isSame(one, here))) continue;
      seen.push(here);
      open.push(...holdersOf(here));
    }
    return false;
  });
}

/** One sentence, or two, that stand after a colon; they end with a full stop. */
export function hangText(locale: Locale, hang: Hang): string {
  const groups = groupsOf(hang.waits);
  const clauses = groups.slice(0, mostTold).map((group) => clauseOf(locale, group));
  const left = hang.unnamed + groups.slice(mostTold).reduce((sum, { length }) => sum + length, 0);
  if (left > 0) clauses.push(translate(locale, counted('hang.unnamed', 'hang.unnamed.one', left), { count: left }));
  const waits = translate(locale, 'hang.all', { waits: clauses.join(translate(locale, 'hang.then')) });
  return isCircle(hang) ? waits + translate(locale, 'hang.circle') : waits;
}

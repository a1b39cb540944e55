/**
 * The plan that a facilitator makes, as the browser keeps it while it is made, complete or not. Whatever gives way (a step that is taken out,
 * the plan for another) is set aside first, and offered back on the spot.
 */
import { z } from '../../schemas/small.ts';
import { createListeners } from '../../listeners.ts';
import type { Why } from '../asides.ts';
import { valueIn, type Kind } from '../envelope.ts';
import { offer, offered } from '../offered.ts';
import type { Shelf, Written } from '../shelf.ts';
import { limits, unfinishedSchema, type Plan } from './plan.ts';

interface Kept {
  plan: Plan;
  /** What the page's address said when it was last changed: a reload goes on from here. */
  fragment: string;
}

const keptSchema = z.strictObject({ plan: unfinishedSchema, fragment: z.string().check(z.maxLength(limits.fragment)) });

export const planKind: Kind<Kept> = { name: 'plan', schema: keptSchema, migrations: [(bare) => bare] };

/** There is one at a time. */
const id = 'own';

export interface MakingView {
  plan: Plan | null;
  /** Counts the plans taken up, so that each begins with fields of its own. */
  taken: number;
  /** Something gave way, and lies under this key. */
  undo: string | null;
  /** There was no room to set aside what would have given way, and nothing was changed. */
  refused: boolean;
  /** Whether the plan lies in the browser. */
  kept: Written['kind'];
}

export interface MakingStore {
  readonly view: MakingView;
  subscribe: (listener: () => void) => () => void;
  /** Takes up what was kept, or the plan that the address names; `fragment`: what the address says. */
  restore: (opened: Plan | null, fragment: string) => void;
  /** The next state of the plan. */
  edit: (plan: Plan, fragment: string) => void;
  /** An edit that takes something away. */
  cut: (plan: Plan, fragment: string) => boolean;
  /** Begins with another plan. */
  take: (plan: Plan) => void;
  undo: () => void;
}

/** Not a number has no letters in JSON. */
const same = (one: Plan, other: Plan): boolean => JSON.stringify(one) === JSON.stringify(other);

export function createMaking(shelf: Shelf): MakingStore {
  let view: MakingView = { plan: null, taken: 0, undo: null, refused: false, kept: 'written' };
  let seen: string | null = null;
  const { subscribe, tell } = createListeners();

  function show(next: Partial<MakingView>): void {
    view = { ...view, refused: false, ...next };
    tell();
  }
  function giveBack(aside: string | null): void {
    if (view.undo !== null || aside !== null) offer(shelf, id, aside);
    view = { ...view, undo: aside };
  }
  /** A plan made in another tab meanwhile gives way. */
  function write(kept: Kept): Written['kind'] {
    const written = shelf.write(planKind, id, kept, seen);
    const done = written.kind === 'changed' ? shelf.replace(planKind, id, kept, 'insist') : written;
    if (done.kind === 'written') seen = done.text;
    return done.kind;
  }
  /** What lies on the shelf gives way to nothing. False where there is no room. */
  function leave(why: Why): boolean {
    const replaced = shelf.replace(planKind, id, null, why);
    if (replaced.kind === 'full') return false;
    seen = null;
    if (replaced.kind === 'written') giveBack(replaced.aside);
    return true;
  }

  return {
    get view() {
      return view;
    },
    subscribe,
    restore(opened, fragment) {
      const found = shelf.read(planKind, id);
      view = { ...view, undo: offered(shelf, id)?.key ?? null };
      if (found.kind !== 'kept') {
        show({ plan: opened });
        return;
      }
      seen = found.text;
      const { plan, fragment: before } = found.value;
      if (opened === null || before === fragment || same(plan, opened)) show({ plan });
      else if (leave('link')) show({ plan: opened });
      else show({ plan, refused: true });
    },
    edit(plan, fragment) {
      giveBack(null);
      show({ plan, kept: write({ plan, fragment }) });
    },
    cut(plan, fragment) {
      const before = view.plan && { plan: view.plan, fragment };
      const aside = before && shelf.setAside(planKind, id, before, 'plan');
      if (aside?.kind === 'full') {
        show({ refused: true });
        return false;
      }
      giveBack(aside?.kind === 'aside' ? aside.key : null);
      show({ plan, kept: write({ plan, fragment }) });
      return true;
    },
    take(plan) {
      if (leave('plan')) show({ plan, taken: view.taken + 1, kept: 'written' });
      else show({ refused: true });
    },
    undo() {
      if (view.undo === null) return;
      const put = shelf.putBack(view.undo);
      if (!put) {
        show({ refused: true });
        return;
      }
      seen = put.text;
      giveBack(put.aside);
      show({ plan: valueIn(planKind, put.text)?.plan ?? view.plan, taken: view.taken + 1, kept: 'written' });
    },
  };
}

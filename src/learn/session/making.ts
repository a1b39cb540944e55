/**
 * The plan that a facilitator makes, as the browser keeps it while it is made, complete or not. Whatever gives way (a step that is taken out,
 * the plan for another) is set aside first, and offered back on the spot.
 */
import { atom, type ReadableAtom } from 'nanostores';
import { z } from '../../schemas/small.ts';
import type { Why } from '../backups.ts';
import { valueIn, type Kind } from '../envelope.ts';
import { offer, offered } from '../offered.ts';
import type { ReaderStorage, Written } from '../storage.ts';
import { limits, unfinishedSchema, type Plan } from './plan.ts';

interface HeldPlan {
  plan: Plan;
  /** What the page's address said when it was last changed: a reload goes on from here. */
  fragment: string;
}

const heldPlanSchema = z.strictObject({
  plan: unfinishedSchema,
  fragment: z.string().check(z.maxLength(limits.fragment)),
});

export const planKind: Kind<HeldPlan> = { name: 'plan', schema: heldPlanSchema, migrations: [(bare) => bare] };

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
  readonly view: ReadableAtom<MakingView>;
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

export function createMaking(storage: ReaderStorage): MakingStore {
  const view = atom<MakingView>({ plan: null, taken: 0, undo: null, refused: false, kept: 'written' });
  let seen: string | null = null;

  function show(next: Partial<MakingView>): void {
    view.set({ ...view.get(), refused: false, ...next });
  }
  function giveBack(backup: string | null): void {
    if (view.get().undo !== null || backup !== null) offer(storage, id, backup);
    view.set({ ...view.get(), undo: backup });
  }
  /** A plan made in another tab meanwhile gives way. */
  function write(kept: HeldPlan): Written['kind'] {
    const written = storage.write(planKind, id, kept, seen);
    const done = written.kind === 'changed' ? storage.replace(planKind, id, kept, 'insist') : written;
    if (done.kind === 'written') seen = done.text;
    return done.kind;
  }
  /** What lies in storage gives way to nothing. False where there is no room. */
  function leave(why: Why): boolean {
    const replaced = storage.replace(planKind, id, null, why);
    if (replaced.kind === 'full') return false;
    seen = null;
    if (replaced.kind === 'written') giveBack(replaced.backup);
    return true;
  }

  return {
    view,
    restore(opened, fragment) {
      const found = storage.read(planKind, id);
      view.set({ ...view.get(), undo: offered(storage, id)?.key ?? null });
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
      const held = view.get().plan;
      const before = held && { plan: held, fragment };
      const backup = before && storage.backUp(planKind, id, before, 'plan');
      if (backup?.kind === 'full') {
        show({ refused: true });
        return false;
      }
      giveBack(backup?.kind === 'backup' ? backup.key : null);
      show({ plan, kept: write({ plan, fragment }) });
      return true;
    },
    take(plan) {
      if (leave('plan')) show({ plan, taken: view.get().taken + 1, kept: 'written' });
      else show({ refused: true });
    },
    undo() {
      const { plan, taken, undo } = view.get();
      if (undo === null) return;
      const put = storage.restoreBackup(undo);
      if (!put) {
        show({ refused: true });
        return;
      }
      seen = put.text;
      giveBack(put.backup);
      show({ plan: valueIn(planKind, put.text)?.plan ?? plan, taken: taken + 1, kept: 'written' });
    },
  };
}

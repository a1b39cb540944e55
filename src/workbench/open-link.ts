/** Follows the link in the page's address, if it leads to this lab. */
import { linkedLab } from '../learn/link-address.ts';
import { fitsLab, readLink } from '../learn/link.ts';
import type { Draft, LabSource } from '../lab/draft.ts';
import type { BadLink, LabStore } from './lab-store.ts';

/** Why a draft cannot be shown; null when it can. */
async function flawOf(source: LabSource, draft: Draft): Promise<BadLink | null> {
  if (!fitsLab(source, draft)) return 'misfit';
  try {
    const { keepsContract } = await import('../learn/link-contract.ts');
    return keepsContract(source, draft) ? null : 'misfit';
  } catch {
    return 'unloaded';
  }
}

export async function openLink(source: LabSource, store: LabStore): Promise<void> {
  const fragment = location.hash.slice(1);
  if (linkedLab(fragment) !== source.name) return;
  const opened = await readLink(fragment);
  const flaw = opened.kind === 'draft' ? await flawOf(source, opened.draft) : opened.kind;
  // Another link may have been followed meanwhile.
  if (location.hash.slice(1) !== fragment) return;
  if (opened.kind !== 'draft' || flaw !== null) store.refuse(flaw ?? 'damaged');
  // Once it is kept, the link has done its work: a reload must not undo what the reader does to the code.
  else if (store.open(opened.draft)) history.replaceState(history.state, '', `#lab-${source.name}`);
}

/** Follows the link in the page's address, if it leads to this lab. */
import { linkedLab } from '../../learn/link-address.ts';
import { fitsLab, readLink } from '../../learn/link.ts';
import type { LabSource } from './draft.ts';
import type { LabStore } from './lab-store.ts';

export async function openLink(source: LabSource, store: LabStore): Promise<void> {
  const fragment = location.hash.slice(1);
  if (linkedLab(fragment) !== source.name) return;
  const opened = await readLink(fragment);
  if (opened.kind !== 'draft') store.refuse(opened.kind);
  else if (!fitsLab(source, opened.draft)) store.refuse('misfit');
  // Once it is kept, the link has done its work: a reload must not undo what the reader does to the code.
  else if (store.open(opened.draft)) history.replaceState(history.state, '', `#lab-${source.name}`);
}

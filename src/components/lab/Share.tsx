/** A link to what the reader has made of the lab: made when asked for, and never sent anywhere. */
import { useState } from 'react';
import { writeLink } from '../../learn/link.ts';
import { copyText } from '../site/copy.ts';
import type { Draft } from '../../lab/draft.ts';
import { useWords } from './words.tsx';

interface ShareProps {
  lab: string;
  draft: Draft;
  disabled: boolean;
}

type Shared = { kind: 'none' } | { kind: 'copied' | 'shown'; address: string } | { kind: 'oversized' };

const select = (field: HTMLInputElement | null): void => field?.select();

export function Share({ lab, draft, disabled }: ShareProps) {
  const { t } = useWords();
  const [shared, setShared] = useState<Shared>({ kind: 'none' });

  async function share(): Promise<void> {
    const fragment = await writeLink(lab, draft);
    if (fragment === null) {
      setShared({ kind: 'oversized' });
      return;
    }
    const address = `${location.origin}${location.pathname}#${fragment}`;
    setShared({ kind: (await copyText(address)) ? 'copied' : 'shown', address });
  }

  return (
    <div className="lab-share">
      <button type="button" className="plain" disabled={disabled} onClick={() => void share()}>
        {t('link.copy')}
      </button>
      <span role="status">
        {shared.kind === 'copied' && t('link.copied')}
        {shared.kind === 'shown' && t('link.shown')}
        {shared.kind === 'oversized' && t('link.too-large')}
      </span>
      {shared.kind === 'shown' && <input ref={select} readOnly value={shared.address} aria-label={t('link.address')} />}
    </div>
  );
}

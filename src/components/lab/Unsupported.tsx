/** For a browser that cannot run Python threads (no JSPI): what works here, what runs it live, and a way to take the page there. */
import { useRef, useState } from 'react';
import { copyText } from '../site/copy.ts';
import { useWords } from './words.tsx';

export function Unsupported() {
  const { t } = useWords();
  const [copied, setCopied] = useState<boolean | null>(null);
  const address = useRef<HTMLInputElement>(null);

  async function copy(): Promise<void> {
    const done = await copyText(location.href);
    setCopied(done);
    if (!done) address.current?.select();
  }

  return (
    <div className="lab-note" role="note">
      <p>{t('lab.unsupported')}</p>
      <div className="lab-copy">
        <input ref={address} readOnly value={location.href} aria-label={t('lab.address')} />
        <button type="button" onClick={() => void copy()}>
          {t('lab.copy')}
        </button>
        <span role="status">{copied !== null && t(copied ? 'lab.copied' : 'lab.not-copied')}</span>
      </div>
    </div>
  );
}

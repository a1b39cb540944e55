/** For a browser that cannot run Python threads (no JSPI): what works here, what runs it live, and a way to take the page there. */
import { useRef, useState } from 'react';
import { useWords } from './words.tsx';

export function Unsupported() {
  const { t } = useWords();
  const [copied, setCopied] = useState(false);
  const address = useRef<HTMLInputElement>(null);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(location.href);
      setCopied(true);
    } catch {
      // Inside other apps the clipboard is often closed; a selected text can still be copied by hand.
      address.current?.select();
    }
  }

  return (
    <div className="lab-note" role="note">
      <p>{t('lab.unsupported')}</p>
      <div className="lab-copy">
        <input ref={address} readOnly value={location.href} aria-label={t('lab.address')} />
        <button type="button" onClick={() => void copy()}>
          {t('lab.copy')}
        </button>
        <span role="status">{copied && t('lab.copied')}</span>
      </div>
    </div>
  );
}

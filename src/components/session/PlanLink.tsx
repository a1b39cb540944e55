/** The link of a plan that was made: in a field, to be copied, and in the page's own address. */
import { useEffect, useRef, useState } from 'react';
import type { Plan } from '../../learn/session/plan.ts';
import { useWords } from '../lab/words.tsx';
import { copyText } from '../site/copy.ts';

interface PlanLinkProps {
  plan: Plan;
  /** Address of the projector's page. */
  present: string;
  fragmentOf: (plan: Plan) => Promise<string>;
}

type Copied = 'no' | 'yes' | 'failed';

export function PlanLink({ plan, present, fragmentOf }: PlanLinkProps) {
  const { t } = useWords();
  const [fragment, setFragment] = useState<string | null>(null);
  const [copied, setCopied] = useState<Copied>('no');
  const field = useRef<HTMLInputElement>(null);
  const text = JSON.stringify(plan);
  useEffect(() => {
    let wanted = true;
    void fragmentOf(JSON.parse(text) as Plan).then((next) => {
      if (!wanted) return;
      setFragment(next);
      setCopied('no');
      history.replaceState(null, '', `#${next}`);
    });
    return () => {
      wanted = false;
    };
  }, [text, fragmentOf]);
  if (fragment === null) return null;
  const link = new URL(`${present}#${fragment}`, location.href).href;
  return (
    <p className="plan-link">
      <label htmlFor="plan-link">{t('session.plan.link')}</label>
      <input
        ref={field}
        id="plan-link"
        readOnly
        value={link}
        onFocus={({ target }) => {
          target.select();
        }}
      />
      <button
        type="button"
        onClick={() => {
          void copyText(link).then((done) => {
            setCopied(done ? 'yes' : 'failed');
            if (!done) field.current?.select();
          });
        }}
      >
        {t('session.plan.copy')}
      </button>
      <a className="button" href={link}>
        {t('session.plan.present')}
      </a>
      <button type="button" onClick={() => print()}>
        {t('session.plan.print')}
      </button>
      <span role="status">
        {copied === 'yes' && t('session.plan.copied')}
        {copied === 'failed' && t('session.plan.not-copied')}
      </span>
    </p>
  );
}

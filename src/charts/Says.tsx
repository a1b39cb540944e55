/** Sentences of a run: numbers set apart, code as code. */
import { Fragment, memo } from 'react';
import type { Locale } from '../i18n/i18n.ts';
import type { Run } from '../contract/run.ts';
import { explain } from '../trace/explain.ts';
import type { Sentence } from '../trace/parts.ts';

export function Says({ sentence }: { sentence: Sentence }) {
  return sentence.map((part, index) => {
    switch (part.kind) {
      case 'number':
        return <b key={index}>{part.text}</b>;
      case 'code':
        return <code key={index}>{part.text}</code>;
      case 'name':
        return (
          <span key={index} className="wl-name">
            {part.text}
          </span>
        );
      case 'text':
      case 'problem':
        return <Fragment key={index}>{part.text}</Fragment>;
    }
  });
}

/** Why a side took as long as it did. Not drawn again while a replay moves. */
export const Explanation = memo(function Explanation({
  run,
  side,
  locale,
}: {
  run: Run;
  side: string;
  locale: Locale;
}) {
  return (
    <p className="wl-explanation" data-side={side}>
      {explain(run, side, locale).map((sentence, index) => (
        <span key={index} className={index === 0 ? 'wl-first' : undefined}>
          <Says sentence={sentence} />
          {locale === 'en' && ' '}
        </span>
      ))}
    </p>
  );
});

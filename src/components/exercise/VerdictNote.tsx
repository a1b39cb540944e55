/** What came of the reader's run, in words: announced once, and with the numbers of this run where a known mistake explains them. */
import type { Verdict } from '../../learn/judge.ts';
import { useWords } from '../lab/words.tsx';
import { Feedback } from './Feedback.tsx';

interface VerdictNoteProps {
  verdict: Verdict | null;
  /** The reader has passed before. */
  passed: boolean;
  /** What came with the code also speaks of what the exercise states itself. */
  inVain: boolean;
}

export function VerdictNote({ verdict, passed, inVain }: VerdictNoteProps) {
  const { t, locale } = useWords();
  const kind = verdict?.kind ?? (passed ? 'before' : null);
  const missing = verdict?.kind === 'failed' ? verdict.checks.filter(({ holds }) => !holds).length : 0;
  return (
    <div role="status" className="exercise-verdict" data-kind={kind ?? 'none'}>
      {kind !== null && (
        <p>
          <strong>{kind === 'failed' ? t('exercise.failed', { missing }) : t(`exercise.${kind}`)}</strong>
          {inVain && verdict !== null && 'checks' in verdict && <> {t('exercise.judged-stated')}</>}
        </p>
      )}
      {verdict?.kind === 'failed' && verdict.recognised && (
        <p>
          <Feedback text={verdict.recognised.says[locale]} />
        </p>
      )}
    </div>
  );
}

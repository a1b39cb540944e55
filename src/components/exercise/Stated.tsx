/** Beside Run: that an exercise is run as it states, and, where a draft says something else, that this counts for nothing. */
import { useWords } from '../lab/words.tsx';

interface StatedProps {
  /** The draft, perhaps from a link, speaks of the load, the machine or a service. */
  inVain: boolean;
}

export function Stated({ inVain }: StatedProps) {
  const { t } = useWords();
  return (
    <div className="exercise-stated">
      <p>{t('exercise.stated')}</p>
      {inVain && <p role="note">{t('exercise.in-vain')}</p>}
    </div>
  );
}

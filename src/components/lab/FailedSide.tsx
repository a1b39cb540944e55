/** In the place of a side's result: why there is none. */
import type { Label } from '../../contract/lab.ts';
import type { Problem } from '../../contract/problem.ts';
import { ProblemNote } from './ProblemNote.tsx';
import type { SidePlace } from './Sides.tsx';
import { useWords } from './words.tsx';

interface FailedSideProps {
  id: string;
  name: Label;
  problem: Problem;
  onPlace: (place: SidePlace) => void;
}

export function FailedSide({ id, name, problem, onPlace }: FailedSideProps) {
  const { t, label } = useWords();
  const side = label(name);
  return (
    <div role="group" className="wl-side lab-failed" aria-label={side}>
      <header>
        <b>{t('lab.failed-side', { side })}</b>
      </header>
      <ProblemNote
        problem={problem}
        onPlace={(file, line) => {
          onPlace({ side: id, file, line });
        }}
      />
    </div>
  );
}

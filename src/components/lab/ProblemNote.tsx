/** One problem in words, with the next step, the traceback and the way to the line. */
import type { Problem } from '../../contract/problem.ts';
import { problemText } from '../../contract/problem-text.ts';
import { useWords } from './words.tsx';

interface ProblemNoteProps {
  problem: Problem;
  /** Goes to a line of the side's files; without it the place is only named. */
  onPlace?: (file: string, line: number) => void;
}

export function ProblemNote({ problem, onPlace }: ProblemNoteProps) {
  const { t, locale } = useWords();
  const { file, line, traceback } = problem;
  // Where a link leads to the side's files, the side has been named by its proper name before.
  const { cause, place, next } = problemText(locale, onPlace ? { ...problem, side: undefined } : problem);
  return (
    <div className="lab-problem" role="alert">
      <p>
        <strong>{cause}</strong> {next}
      </p>
      {onPlace && file !== undefined && line !== undefined ? (
        <button
          type="button"
          className="link"
          onClick={() => {
            onPlace(file, line);
          }}
        >
          {t('lab.go-to-line', { file, line })}
        </button>
      ) : (
        place !== null && <p>{place}</p>
      )}
      {traceback !== undefined && (
        <pre className="lab-printed" tabIndex={0} aria-label={t('lab.traceback')}>
          {traceback}
        </pre>
      )}
    </div>
  );
}

/** Hints, then the steps of the solution: each opened by itself, in the reader's own time. */
import type { ExerciseStore } from '../../learn/exercise-store.ts';
import { CodeLines } from '../lab/CodeLines.tsx';
import { useWords } from '../lab/words.tsx';
import { Revealed } from './Revealed.tsx';
import type { ExerciseTask } from './task.ts';
import { Feedback } from './Feedback.tsx';

interface HelpProps {
  task: ExerciseTask;
  store: ExerciseStore;
  /** The step that is in the editor; null is the start. */
  chosen: string | null;
  onChoose: (step: string | null) => void;
}

export function Help({ task: { exercise, steps }, store, chosen, onChoose }: HelpProps) {
  const { t, locale } = useWords();
  const hints = exercise.hints.length;
  return (
    <div className="exercise-help">
      {exercise.hints.map((hint, index) => (
        <Revealed
          key={index}
          title={t('exercise.hint', { number: index + 1, total: hints })}
          onOpen={() => {
            store.opened('hints', index + 1);
          }}
        >
          <p>
            <Feedback text={hint[locale]} />
          </p>
        </Revealed>
      ))}
      {steps.map(({ id, text, files, commands }, index) => (
        <Revealed
          key={id}
          title={t('exercise.step', { number: index + 1, total: steps.length })}
          onOpen={() => {
            store.opened('steps', index + 1);
          }}
        >
          <p>
            <Feedback text={text[locale]} />
          </p>
          {files.map(({ path, lines }) => (
            <figure key={path} className="exercise-file">
              <figcaption translate="no">{path}</figcaption>
              <pre className="code-still" tabIndex={0} aria-label={path} translate="no">
                <CodeLines lines={lines} marks={[]} />
              </pre>
            </figure>
          ))}
          {commands.map((command) => (
            <p key={command}>
              <code translate="no">{command}</code>
            </p>
          ))}
          <p className="needs-script">
            <button
              type="button"
              className="plain"
              onClick={() => {
                onChoose(chosen === id ? null : id);
              }}
            >
              {t(chosen === id ? 'exercise.start' : 'exercise.apply')}
            </button>
          </p>
        </Revealed>
      ))}
    </div>
  );
}

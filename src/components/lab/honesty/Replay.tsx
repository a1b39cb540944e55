/** The lab as it stands, to be saved and run on real servers. Code from a link or a file may be a stranger's: the reader says yes to it first. */
import { useRef, useState } from 'react';
import type { LoadedLab } from '../../../lab/jobs.ts';
import type { Origin } from '../../../lab/origin.ts';
import type { Problem } from '../../../contract/problem.ts';
import { ProblemNote } from '../ProblemNote.tsx';
import { useWords } from '../words.tsx';

interface ReplayProps {
  now: LoadedLab;
  origin: Origin;
  ready: boolean;
}

type State =
  | { kind: 'idle' }
  | { kind: 'making' }
  | { kind: 'saved'; file: string }
  | { kind: 'refused'; problems: readonly Problem[] }
  | { kind: 'failed'; message: string };

export function Replay({ now, origin, ready }: ReplayProps) {
  const { t, locale } = useWords();
  const [state, setState] = useState<State>({ kind: 'idle' });
  const dialog = useRef<HTMLDialogElement>(null);

  async function save(): Promise<void> {
    setState({ kind: 'making' });
    try {
      const { saveReplay } = await import('./save-replay.ts');
      setState(saveReplay(now, locale, origin));
    } catch (error) {
      setState({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  }

  return (
    <div className="lab-replay needs-script">
      <p>{t('replay.about')}</p>
      <button
        type="button"
        className="plain"
        disabled={!ready || state.kind === 'making'}
        onClick={() => {
          if (origin === 'own') void save();
          else dialog.current?.showModal();
        }}
      >
        {t('replay.download')}
      </button>
      <p role="status">{state.kind === 'saved' && t('replay.saved', { file: state.file })}</p>
      {state.kind === 'failed' && <p role="alert">{t('replay.failed', { message: state.message })}</p>}
      {state.kind === 'refused' &&
        state.problems.map((problem, index) => (
          <ProblemNote key={`${problem.code} ${String(index)}`} problem={problem} />
        ))}
      {origin !== 'own' && (
        <dialog
          ref={dialog}
          aria-label={t(`replay.stranger.${origin}`)}
          onClose={(event) => {
            if (event.currentTarget.returnValue === 'save') void save();
          }}
        >
          <form method="dialog">
            <p>
              <strong>{t(`replay.stranger.${origin}`)}</strong>
            </p>
            <p>{t(`replay.consent.${origin}`)}</p>
            <button type="submit" className="plain" value="cancel">
              {t('replay.cancel')}
            </button>
            <button type="submit" className="plain" value="save">
              {t('replay.anyway')}
            </button>
          </form>
        </dialog>
      )}
    </div>
  );
}

/** Run, Stop, and in one line what is going on. */
import type { LabState } from '../../lab/page/client.ts';
import { formatSeconds } from '../../trace/format.ts';
import { runProgress, type RunProgress } from '../../workbench/progress.ts';
import type { LabResult } from '../../lab/result.ts';
import { useWords, type Speak } from './words.tsx';
import { seconds } from '../../trace/nanoseconds.ts';

interface RunBarProps {
  state: LabState;
  result: LabResult;
  stale: boolean;
  disabled: boolean;
  nameOf: (side: string) => string;
  onRun: () => void;
  onStop: () => void;
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

function progressText({ t, locale }: Speak, progress: RunProgress, nameOf: (side: string) => string): string {
  if (progress.kind === 'loading') {
    const { stage, received, total } = progress;
    return t(`lab.loading.${stage}`, { received: megabytes(received), total: megabytes(total) });
  }
  return progress.sides
    .map(({ id, now, ended, requests }) =>
      t('lab.running', { side: nameOf(id), ended, requests, time: formatSeconds(locale, seconds(now)) }),
    )
    .join(' · ');
}

function ratioOf(progress: RunProgress): number | undefined {
  if (progress.kind === 'loading') return progress.total > 0 ? progress.received / progress.total : undefined;
  const requests = progress.sides.reduce((sum, side) => sum + side.requests, 0);
  return requests > 0 ? progress.sides.reduce((sum, side) => sum + side.ended, 0) / requests : undefined;
}

function idleText({ t, locale }: Speak, { state, stale, result }: RunBarProps): string {
  if (state.kind === 'stopped') return t(state.by === 'reader' ? 'lab.stopped' : 'lab.stopped.leaving');
  if (state.kind === 'failed') return '';
  if (stale) return t('lab.stale');
  if (result.took === null) return t('lab.recorded');
  // Where no side ran, each says why.
  return result.run.sides.length === 0 ? '' : t('lab.ran', { time: formatSeconds(locale, result.took) });
}

export function RunBar(props: RunBarProps) {
  const words = useWords();
  const { state, disabled, nameOf, onRun, onStop } = props;
  const progress = state.kind === 'loading' || state.kind === 'running' ? runProgress(state.sides) : null;
  const ratio = progress ? ratioOf(progress) : undefined;
  return (
    <div className="lab-run needs-script">
      <button
        type="button"
        className={progress ? 'primary stop' : 'primary'}
        disabled={disabled}
        onClick={progress ? onStop : onRun}
        aria-keyshortcuts="Control+Enter Meta+Enter"
      >
        {words.t(progress ? 'lab.stop' : 'lab.run')}
      </button>
      <span className="lab-now">{progress ? progressText(words, progress, nameOf) : idleText(words, props)}</span>
      {progress && <progress aria-label={words.t('lab.progress')} {...(ratio !== undefined && { value: ratio })} />}
    </div>
  );
}

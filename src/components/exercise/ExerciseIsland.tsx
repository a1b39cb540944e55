/** An exercise: what is asked, the code, what came of the last run, and help. Drawn at build time, alive once the page is. */
import { useState, type KeyboardEvent } from 'react';
import type { Locale } from '../../i18n/i18n.ts';
import { programId } from '../../lab/jobs.ts';
import { asksOf } from '../../learn/judge.ts';
import { Boundary } from '../lab/Boundary.tsx';
import { labOf } from '../../lab/draft.ts';
import { FromLink } from '../lab/FromLink.tsx';
import { handed } from '../lab/handed.ts';
import { ResultPane } from '../lab/ResultPane.tsx';
import { RunNotes, RunOf } from '../lab/RunOf.tsx';
import { Sides, type SidePlace } from '../lab/Sides.tsx';
import { Unsupported } from '../lab/Unsupported.tsx';
import { useLab } from '../lab/use-lab.ts';
import { warming } from '../lab/warming.ts';
import { WordsProvider } from '../lab/words.tsx';
import { Checklist } from './Checklist.tsx';
import { Help } from './Help.tsx';
import { Stated } from './Stated.tsx';
import type { ExerciseData } from './task.ts';
import { useExercise } from './use-exercise.ts';
import { VerdictNote } from './VerdictNote.tsx';

interface ExerciseIslandProps {
  locale: Locale;
  /** Of an ExerciseData that has been handed over. */
  address: string;
}

export default function ExerciseIsland(props: ExerciseIslandProps) {
  return (
    <Boundary locale={props.locale}>
      <Exercise {...props} />
    </Boundary>
  );
}

function Exercise({ locale, address }: ExerciseIslandProps) {
  const [{ lab: data, task }] = useState(() => handed(address) as ExerciseData);
  const lab = useLab(data);
  const { store, view, mode, source } = lab;
  const { store: progress, record, verdict, inVain } = useExercise(task, lab);
  const [target, setTarget] = useState<SidePlace | null>(null);
  const live = mode === 'live';
  const now = labOf(source, view.draft);
  /** The start is told to fail only by its marks: nobody has tried anything yet. */
  const isStart = view.result.source === 'recorded' && view.draft.change === null;

  function runByKey(event: KeyboardEvent): void {
    if (!live || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    // The editor would start a new line.
    event.stopPropagation();
    store.run();
  }

  return (
    <WordsProvider locale={locale}>
      <div className="lab-body" data-mode={mode} onKeyDownCapture={runByKey} {...warming(lab)}>
        <FromLink view={view} store={store} />
        <Checklist checks={verdict !== null && 'checks' in verdict ? verdict.checks : asksOf(task.exercise)} />
        <Sides lab={lab} now={now} target={target} onPlace={setTarget} />
        {mode === 'recorded' ? (
          <Unsupported />
        ) : (
          <div className="lab-bar needs-script">
            <RunOf lab={lab} now={now} onRun={store.run} />
            <Stated inVain={inVain} />
            <RunNotes lab={lab} />
          </div>
        )}
        <VerdictNote verdict={isStart ? null : verdict} passed={record.passed !== null} inVain={inVain} />
        <Help task={task} store={progress} chosen={view.draft.change} onChoose={store.choose} />
        <Boundary key={view.result.key} locale={locale}>
          <ResultPane
            view={view}
            order={now.lab.sides.map((side) => ({ id: programId(side, now.name), name: side.name }))}
            guess={null}
            choices={[]}
            ready={mode !== 'prerendered'}
            onPlace={setTarget}
          />
        </Boundary>
      </div>
    </WordsProvider>
  );
}

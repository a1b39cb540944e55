/** The result of a run: all sides on one time axis, in the view the reader chose, playable, and announced once. */
import { useId, useMemo, useState } from 'react';
import { Legend } from '../../charts/Legend.tsx';
import type { Chosen } from '../../charts/Result.tsx';
import { axisEnd } from '../../charts/scene.ts';
import type { Label } from '../../contract/lab.ts';
import type { LabChoice } from '../../contract/page.ts';
import type { Guess } from '../../learn/prediction.ts';
import { explain } from '../../trace/explain.ts';
import { plain } from '../../trace/parts.ts';
import { ChoiceDifference, FirstDifference } from './Difference.tsx';
import { FailedSide } from './FailedSide.tsx';
import type { LabView } from '../../workbench/lab-store.ts';
import { Playback } from './Playback.tsx';
import { SideResult } from './SideResult.tsx';
import type { SidePlace } from './Sides.tsx';
import { usePlayer } from './use-player.ts';
import { ViewTabs, type View } from './ViewTabs.tsx';
import { useWords } from './words.tsx';

interface ResultPaneProps {
  view: LabView;
  /** Every side of the lab, in its order. */
  order: readonly { id: string; name: Label }[];
  /** What the reader guessed of this very result; null if nothing. */
  guess: Guess | null;
  /** What the reader can guess among; none where something else is asked, or nothing. */
  choices: readonly LabChoice[];
  /** False while the page cannot react yet. */
  ready: boolean;
  /** It is closed, because the reader may want to guess first. */
  sealed?: boolean;
  onPlace: (place: SidePlace) => void;
}

const noSeconds: Record<string, number> = {};

export function ResultPane(props: ResultPaneProps) {
  const { order, guess, choices, ready, sealed = false, onPlace } = props;
  const { result, stale } = props.view;
  const { t, locale, label } = useWords();
  const id = useId();
  const [view, setView] = useState<View>('requests');
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const { run, problems, source } = result;
  const { player, moment } = usePlayer(run);
  const seconds = guess?.kind === 'makespan' ? guess.seconds : noSeconds;
  const end = useMemo(() => axisEnd(run, Object.values(seconds)), [run, seconds]);
  const badge = stale ? 'stale' : source;
  const announcement = useMemo(() => {
    if (source === 'recorded') return '';
    const said = run.sides.map((side) => `${label(side.name)}: ${explain(run, side.id, locale).map(plain).join(' ')}`);
    return said.join(' ');
  }, [source, run, locale, label]);

  return (
    <div role="group" className="lab-result" aria-label={t('lab.result')}>
      <header>
        <span className="lab-badge" data-kind={badge}>
          {t(`lab.result.${badge}`)}
        </span>
        <ViewTabs id={id} view={view} onView={setView} />
      </header>
      {guess?.kind === 'first' && run.sides.length > 0 && <FirstDifference run={run} guess={guess} />}
      {guess?.kind === 'choice' && run.sides.length > 0 && (
        <ChoiceDifference run={run} guess={guess} choices={choices} />
      )}
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${view}`} className="wl-result">
        {order.map(({ id: sideId, name }) => {
          const side = run.sides.find((one) => one.id === sideId);
          const problem = problems[sideId];
          if (side) {
            return (
              <SideResult
                key={sideId}
                run={run}
                side={side}
                view={view}
                at={moment}
                guess={seconds[sideId] ?? null}
                end={end}
                selected={chosen?.side === sideId ? chosen.request : null}
                onSelect={(request) => {
                  setChosen(request === null ? null : { side: sideId, request });
                }}
              />
            );
          }
          if (!problem) return null;
          return <FailedSide key={sideId} id={sideId} name={name} problem={problem} onPlace={onPlace} />;
        })}
        {view !== 'table' && run.sides.length > 0 && (
          <>
            {/* Chrome looks at every field of a page that has come up, and lays out for each what is closed around it. */}
            {(ready || !sealed) && <Playback player={player} run={run} disabled={!ready} />}
            <Legend run={run} locale={locale} />
          </>
        )}
      </div>
      <p role="status" className="sr-only">
        {announcement}
      </p>
    </div>
  );
}

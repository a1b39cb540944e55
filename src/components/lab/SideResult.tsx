/** What became of one side: in words, as a picture or a table, in numbers. */
import { useState } from 'react';
import { Numbers } from '../../charts/Numbers.tsx';
import { RequestTable } from '../../charts/RequestTable.tsx';
import { Explanation } from '../../charts/Says.tsx';
import { Timeline } from '../../charts/Timeline.tsx';
import type { Run, SideRun } from '../../contract/run.ts';
import { SideDifference } from './Difference.tsx';
import type { View } from './ViewTabs.tsx';
import { useWords } from './words.tsx';

interface SideResultProps {
  run: Run;
  side: SideRun;
  view: View;
  /** Where a replay stands, in seconds; null shows everything. */
  at: number | null;
  selected: number | null;
  /** What the reader guessed for this side, in seconds. */
  guess: number | null;
  /** Seconds at the right edge of the axis that all sides share. */
  end: number;
  onSelect: (request: number | null) => void;
}

export function SideResult({ run, side, view, at, selected, guess, end, onSelect }: SideResultProps) {
  const { locale, label } = useWords();
  const [shown, setShown] = useState({ side, page: 0 });
  // Another run begins at its first page.
  if (shown.side !== side) setShown({ side, page: 0 });
  return (
    <div role="group" className="wl-side" aria-label={label(side.name)}>
      <header>
        <b>{label(side.name)}</b>
        <code>{side.command}</code>
      </header>
      <Explanation run={run} side={side.id} locale={locale} />
      {guess !== null && <SideDifference run={run} side={side.id} seconds={guess} />}
      {view === 'table' ? (
        <RequestTable
          side={side}
          locale={locale}
          page={shown.page}
          onPage={(page) => {
            setShown({ side, page });
          }}
        />
      ) : (
        <Timeline
          run={run}
          side={side.id}
          view={view}
          locale={locale}
          at={at}
          guess={guess}
          end={end}
          selected={selected}
          onSelect={onSelect}
        />
      )}
      <Numbers side={side} locale={locale} />
    </div>
  );
}

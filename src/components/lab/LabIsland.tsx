/** A whole lab: the sides, what is asked of them, and the result. Drawn at build time, alive once the page is. */
import { useState, type KeyboardEvent } from 'react';
import type { Locale } from '../../i18n.ts';
import { labLoads, programId } from '../../lab/jobs.ts';
import { Changes } from './Changes.tsx';
import { Controls } from './Controls.tsx';
import { labOf } from './draft.ts';
import { Honesty } from './honesty/Honesty.tsx';
import { Result } from './Result.tsx';
import { Sides, type SidePlace } from './Sides.tsx';
import { Unsupported } from './Unsupported.tsx';
import { useLab } from './use-lab.ts';
import { Words } from './words.tsx';

export interface LabIslandProps {
  locale: Locale;
  /** JSON of a LabData: one string, because a tree of properties would be stored three times as large. */
  data: string;
}

export default function LabIsland({ locale, data: text }: LabIslandProps) {
  const lab = useLab(text);
  const { store, view, mode, source, data } = lab;
  const [target, setTarget] = useState<SidePlace | null>(null);
  const live = mode === 'live';
  const now = labOf(source, view.draft);

  function runByKey(event: KeyboardEvent): void {
    if (!live || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    // The editor would start a new line.
    event.stopPropagation();
    store.run();
  }
  const warm = (): void => {
    if (live) store.warm();
  };

  return (
    <Words locale={locale}>
      <div className="lab-body" data-mode={mode} onKeyDownCapture={runByKey} onPointerOver={warm} onFocusCapture={warm}>
        <Sides lab={lab} now={now} target={target} onPlace={setTarget} />
        <Changes
          changes={data.page.changes}
          chosen={view.draft.change}
          onChoose={(change) => {
            store.choose(change);
          }}
        />
        {mode === 'recorded' ? <Unsupported /> : <Controls lab={lab} now={now} paths={pathsOf(lab.source)} />}
        <Result
          view={view}
          order={now.lab.sides.map((side) => ({ id: programId(side, now.name), name: side.name }))}
          ready={mode !== 'still'}
          onPlace={setTarget}
        />
        <Honesty now={now} compared={data.compared} fromLink={false} ready={mode !== 'still'} />
      </div>
    </Words>
  );
}

/** Paths that the lab and its changes ask for. */
function pathsOf({
  lab,
  page,
}: {
  lab: Parameters<typeof labLoads>[0];
  page: { changes: { load?: { path?: string | undefined } | undefined }[] };
}): string[] {
  const paths = [...labLoads(lab).map(({ path }) => path), ...page.changes.flatMap(({ load }) => load?.path ?? [])];
  return [...new Set(paths)];
}

/** A whole lab: the sides, what is asked of them, and the result. Drawn at build time, alive once the page is. */
import { useState, type KeyboardEvent } from 'react';
import { translate, type Locale } from '../../i18n/i18n.ts';
import { choicesOf } from '../../lab/choices.ts';
import { labLoads, programId } from '../../lab/jobs.ts';
import type { Drafts } from '../../learn/drafts.ts';
import type { Guess } from '../../learn/prediction.ts';
import { nameIn } from '../../trace/name.ts';
import { Boundary } from './Boundary.tsx';
import { Changes } from './Changes.tsx';
import { CompareButton } from './compare/CompareButton.tsx';
import { Controls } from './Controls.tsx';
import { draftKey, labOf, originOf } from '../../lab/draft.ts';
import { FromLink } from './FromLink.tsx';
import { handed } from './handed.ts';
import { Honesty } from './honesty/Honesty.tsx';
import type { LabData } from './lab-data.ts';
import { Predict } from './Predict.tsx';
import { ResultPane } from './ResultPane.tsx';
import { Spoiler } from './Spoiler.tsx';
import { Sides, type SidePlace } from './Sides.tsx';
import { Unsupported } from './Unsupported.tsx';
import { useLab } from './use-lab.ts';
import { warming } from './warming.ts';
import { WordsProvider } from './words.tsx';

export interface LabIslandProps {
  locale: Locale;
  /** Of a LabData that has been handed over. */
  address: string;
  /** Keeps the reader's draft; in the browser's storage without it. */
  drafts?: Drafts;
}

export default function LabIsland(props: LabIslandProps) {
  return (
    <Boundary locale={props.locale}>
      <Lab {...props} />
    </Boundary>
  );
}

function Lab({ locale, address, drafts }: LabIslandProps) {
  const [data] = useState(() => handed(address) as LabData);
  const lab = useLab(data, drafts);
  const { store, predictions, view, prediction, mode, source } = lab;
  const asked = drafts ? undefined : data.page.predict;
  const [entered, setEntered] = useState<Guess | null>(null);
  const [target, setTarget] = useState<SidePlace | null>(null);
  const live = mode === 'live';
  const now = labOf(source, view.draft);
  const order = now.lab.sides.map((side) => ({ id: programId(side, now.name), name: side.name }));

  function guess(made: Guess): void {
    predictions.guess(draftKey(view.draft), made);
    setEntered(null);
  }
  /** Whoever runs has guessed what is entered, or nothing. */
  function run(): void {
    if (prediction.sealed) guess(entered ?? { kind: 'skipped' });
    store.run();
  }

  function runByKey(event: KeyboardEvent): void {
    if (!live || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    // The editor would start a new line.
    event.stopPropagation();
    run();
  }

  const { made } = prediction;
  const result = (
    <Boundary key={view.result.key} locale={locale}>
      <ResultPane
        view={view}
        order={order}
        guess={made?.key === view.result.key ? made.guess : null}
        choices={choicesOf(asked)}
        ready={mode !== 'prerendered'}
        sealed={prediction.sealed}
        onPlace={setTarget}
      />
    </Boundary>
  );

  return (
    <WordsProvider locale={locale}>
      <div className="lab-body" data-mode={mode} onKeyDownCapture={runByKey} {...warming(lab)}>
        <FromLink view={view} store={store} />
        <Sides lab={lab} now={now} target={target} onPlace={setTarget} />
        <Changes
          changes={data.page.changes}
          chosen={view.draft.change}
          onChoose={(change) => {
            store.choose(change);
          }}
        />
        {asked && prediction.sealed && (
          <Predict
            asked={asked}
            sides={order.map(({ id, name }) => ({ id, name: nameIn(name, locale) }))}
            disabled={mode === 'prerendered'}
            onDraft={setEntered}
            onGuess={guess}
          />
        )}
        {mode === 'recorded' ? (
          <Unsupported />
        ) : (
          <Controls lab={lab} now={now} paths={pathsOf(lab.source)} onRun={run} />
        )}
        {prediction.sealed ? (
          <Spoiler
            onOpen={() => {
              guess({ kind: 'skipped' });
            }}
          >
            {result}
          </Spoiler>
        ) : (
          <>
            {result}
            <div className="lab-after needs-script">
              {asked && (
                <button type="button" className="plain" onClick={predictions.again}>
                  {translate(locale, 'predict.again')}
                </button>
              )}
              <CompareButton lab={lab} />
            </div>
          </>
        )}
        <Honesty
          now={now}
          compared={data.compared}
          origin={originOf(view.draft, view.linked)}
          ready={mode !== 'prerendered'}
        />
      </div>
    </WordsProvider>
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

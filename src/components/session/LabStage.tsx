/**
 * A lab on the projector: the same one as in its chapter, with a draft that belongs to the session and not to the chapter. Its data is
 * fetched when its screen is first shown.
 */
import { useEffect, useState } from 'react';
import { storage } from '../../learn/browser-storage.ts';
import { heldDrafts } from '../../learn/held-drafts.ts';
import type { Draft } from '../../lab/draft.ts';
import { handOver } from '../lab/handed.ts';
import type LabIsland from '../lab/LabIsland.tsx';
import { useWords } from '../lab/words.tsx';

type Island = typeof LabIsland;
type Loaded = { kind: 'loading' } | { kind: 'lab'; Island: Island } | { kind: 'failed' };

/** Milliseconds. */
const timeout = 30_000;

async function load(address: string): Promise<Loaded> {
  try {
    const [response, island] = await Promise.all([
      fetch(address, { signal: AbortSignal.timeout(timeout) }),
      import('../lab/LabIsland.tsx'),
    ]);
    if (!response.ok) return { kind: 'failed' };
    handOver(address, await response.json());
    return { kind: 'lab', Island: island.default };
  } catch {
    return { kind: 'failed' };
  }
}

interface LabStageProps {
  lab: string;
  /** Where the lab's data lies. */
  address: string;
  /** What the lab begins with. */
  draft: Draft;
  onDraft: (draft: Draft) => void;
}

export function LabStage({ lab, address, draft, onDraft }: LabStageProps) {
  const { t, locale } = useWords();
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' });
  const [attempt, setAttempt] = useState(0);
  const [drafts] = useState(() => heldDrafts(draft, onDraft, storage, lab));
  useEffect(() => {
    let wanted = true;
    void load(address).then((next) => {
      if (wanted) setLoaded(next);
    });
    return () => {
      wanted = false;
    };
  }, [address, attempt]);

  switch (loaded.kind) {
    case 'loading':
      return <p role="status">{t('session.lab.loading')}</p>;
    case 'failed':
      return (
        <p role="alert">
          {t('session.lab.failed')}{' '}
          <button
            type="button"
            onClick={() => {
              setLoaded({ kind: 'loading' });
              setAttempt(attempt + 1);
            }}
          >
            {t('session.again')}
          </button>
        </p>
      );
    case 'lab':
      return <loaded.Island locale={locale} address={address} drafts={drafts} />;
  }
}

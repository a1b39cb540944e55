/** Result files of a team, dropped or chosen, as one table. The files are read in this page and go nowhere. */
import { useId, useState } from 'react';
import type { Locale } from '../../i18n/i18n.ts';
import type { Catalog } from '../../learn/session/catalog.ts';
import { largestFile, readResultFile, withMember, type Member, type ReadFile } from '../../learn/session/team.ts';
import { WordsProvider, useWords } from '../lab/words.tsx';
import { TeamTables } from './TeamTables.tsx';
import { useReady } from './use-ready.ts';

interface TeamProps {
  locale: Locale;
  /** JSON of a Catalog. */
  catalog: string;
}

export default function Team({ locale, catalog: text }: TeamProps) {
  const [catalog] = useState(() => JSON.parse(text) as Catalog);
  return (
    <WordsProvider locale={locale}>
      <Dropped catalog={catalog} />
    </WordsProvider>
  );
}

type Refused = Extract<ReadFile, { kind: 'refused' }>;

async function read(file: File): Promise<ReadFile> {
  if (file.size > largestFile) return { kind: 'refused', file: file.name, reason: 'large' };
  return readResultFile(file.name, await file.text());
}

function Dropped({ catalog }: { catalog: Catalog }) {
  const { t } = useWords();
  const id = useId();
  const [members, setMembers] = useState<readonly Member[]>([]);
  const [refused, setRefused] = useState<readonly Refused[]>([]);
  /** The table before it was cleared, with the names that were typed into it. */
  const [cleared, setCleared] = useState<readonly Member[]>([]);
  const [over, setOver] = useState(false);
  const ready = useReady();

  async function take(files: readonly File[]): Promise<void> {
    const all = await Promise.all(files.map(read));
    setMembers((before) =>
      all.reduce<readonly Member[]>(
        (list, one) => (one.kind === 'member' ? withMember(list, one.member) : list),
        before,
      ),
    );
    setRefused(all.filter((one) => one.kind === 'refused'));
  }

  return (
    <div className="team">
      <div
        className="team-drop"
        data-over={over}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void take([...event.dataTransfer.files]);
        }}
      >
        <label htmlFor={id}>{t('session.team.drop')}</label>
        <input
          id={id}
          type="file"
          multiple
          disabled={!ready}
          accept=".json,application/json"
          onChange={({ target }) => {
            // Read first: clearing the field, so that the same file can be chosen again, empties its list.
            const files = [...(target.files ?? [])];
            target.value = '';
            void take(files);
          }}
        />
      </div>
      <div role="status">
        {members.length > 0 && t('session.team.read', { files: members.length })}
        {refused.map(({ file, reason }, index) => (
          <p key={index} className="session-problem">
            {t(`session.team.refused.${reason}`, { file })}
          </p>
        ))}
      </div>
      {members.length === 0 && cleared.length > 0 && (
        <p role="status">
          {t('session.team.cleared')}{' '}
          <button type="button" onClick={() => setMembers(cleared)}>
            {t('lab.undo')}
          </button>
        </p>
      )}
      {members.length > 0 && (
        <>
          <TeamTables
            catalog={catalog}
            members={members}
            onName={(index, name) => {
              setMembers(members.map((member, at) => (at === index ? { ...member, name } : member)));
            }}
          />
          <p>
            <button type="button" onClick={() => print()}>
              {t('session.plan.print')}
            </button>{' '}
            <button
              type="button"
              onClick={() => {
                setCleared(members);
                setMembers([]);
                setRefused([]);
              }}
            >
              {t('session.team.clear')}
            </button>
          </p>
        </>
      )}
    </div>
  );
}

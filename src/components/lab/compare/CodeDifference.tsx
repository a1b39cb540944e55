/** What differs in what two runs ran. Removed and added lines are told apart by their sign and by their name, not by colour alone. */
import { useMemo } from 'react';
import type { LoadedLab } from '../../../lab/jobs.ts';
import { codeDifference, type DifferentLine } from '../../../learn/code-difference.ts';
import { spelled } from '../../../sandbox/unseen.ts';
import { Spelled } from '../Spelled.tsx';
import { useWords } from '../words.tsx';

const signs: Record<DifferentLine['kind'], string> = { same: ' ', removed: '−', added: '+', gap: '⋯' };

export function CodeDifference({ before, after }: { before: LoadedLab; after: LoadedLab }) {
  const { t } = useWords();
  const differences = useMemo(() => codeDifference(before, after), [before, after]);
  if (differences.length === 0) return <p>{t('compare.same-code')}</p>;
  return (
    <div className="lab-differences">
      <b>{t('compare.code')}</b>
      {differences.map(({ file, lines }) => {
        const name = spelled(file ?? t('compare.settings'));
        return (
          <div key={name}>
            <p>{file === null ? name : <code>{name}</code>}</p>
            <pre tabIndex={0} aria-label={name} translate="no">
              {lines.map(({ kind, text }, index) => (
                <Line key={index} kind={kind} text={text} />
              ))}
            </pre>
          </div>
        );
      })}
    </div>
  );
}

function Line({ kind, text }: DifferentLine) {
  const row = `${signs[kind]} ${text}\n`;
  switch (kind) {
    case 'removed':
      return (
        <del>
          <Spelled text={row} />
        </del>
      );
    case 'added':
      return (
        <ins>
          <Spelled text={row} />
        </ins>
      );
    case 'same':
    case 'gap':
      return (
        <span>
          <Spelled text={row} />
        </span>
      );
  }
}

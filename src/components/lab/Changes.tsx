/** "Changes to try": each is one click, and its recorded run is there at once. */
import type { LabChange } from '../../contract/page.ts';
import { useWords } from './words.tsx';

interface ChangesProps {
  changes: readonly LabChange[];
  chosen: string | null;
  onChoose: (change: string | null) => void;
}

export function Changes({ changes, chosen, onChoose }: ChangesProps) {
  const { t, label } = useWords();
  if (changes.length === 0) return null;
  const choices = [
    { id: null, name: t('lab.changes.none') },
    ...changes.map(({ id, name }) => ({ id, name: label(name) })),
  ];
  return (
    <div role="group" aria-label={t('lab.changes')} className="lab-changes needs-script">
      <span aria-hidden="true">{t('lab.changes')}</span>
      {choices.map(({ id, name }) => (
        <button
          key={id ?? ''}
          type="button"
          aria-pressed={id === chosen}
          onClick={() => {
            onChoose(id);
          }}
        >
          {name}
        </button>
      ))}
    </div>
  );
}

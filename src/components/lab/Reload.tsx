/** Reloads the page, where that is the next step. Only offered while what the reader wrote is kept. */
import { useWords } from './words.tsx';

export function Reload() {
  const { t } = useWords();
  return (
    <button
      type="button"
      className="plain"
      onClick={() => {
        location.reload();
      }}
    >
      {t('lab.reload')}
    </button>
  );
}

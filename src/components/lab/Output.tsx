/** What the reader's code printed, per process: text and nothing but text, and no more of it than a page can bear. */
import { useMemo } from 'react';
import type { Printed } from '../../contract/raw.ts';
import { spelled } from '../../sandbox/unseen.ts';
import { Spelled } from './Spelled.tsx';
import { useWords } from './words.tsx';

interface OutputProps {
  printed: Printed;
  /** Lines of the lab's own files that a traceback in the output names, innermost last. */
  places: readonly { file: string; line: number }[];
  onPlace: (file: string, line: number) => void;
}

/** Characters shown of one process, and processes shown. */
const limits = { text: 64 * 1024, processes: 16 };

export function Output({ printed, places, onPlace }: OutputProps) {
  const { t } = useWords();
  const texts = useMemo(() => Object.entries(printed).filter(([, text]) => text !== ''), [printed]);
  const nameOf = (process: string): string => {
    if (process === 'start' || process === 'master') return t(`lab.output.${process}`);
    return t('lab.output.process', { process: Number(process) + 1 });
  };
  const lines = texts.reduce((sum, [, text]) => sum + text.trimEnd().split('\n').length, 0);
  if (texts.length === 0) return <p className="lab-output none needs-script">{t('lab.output.none')}</p>;
  return (
    <details className="lab-output" open={places.length > 0}>
      <summary>
        {t('lab.output')} <span>{t('lab.output.lines', { count: lines })}</span>
        {places.length > 0 && <span className="bad"> {t('lab.output.error')}</span>}
      </summary>
      <div>
        {places.map(({ file, line }) => (
          <button
            key={`${file}:${String(line)}`}
            type="button"
            className="link"
            onClick={() => {
              onPlace(file, line);
            }}
          >
            {t('lab.go-to-line', { file: spelled(file), line })}
          </button>
        ))}
        {texts.slice(0, limits.processes).map(([process, text]) => (
          <div key={process}>
            {texts.length > 1 && <p>{nameOf(process)}</p>}
            <pre className="lab-printed" tabIndex={0} aria-label={nameOf(process)}>
              <Spelled text={text.slice(0, limits.text)} />
            </pre>
          </div>
        ))}
        {(texts.length > limits.processes || texts.some(([, text]) => text.length > limits.text)) && (
          <p>{t('lab.output.cut')}</p>
        )}
      </div>
    </details>
  );
}

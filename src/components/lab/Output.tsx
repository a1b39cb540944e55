/** What the reader's code printed, per process: text and nothing but text, and no more of it than a page can bear. */
import { useMemo } from 'react';
import { useWords } from './words.tsx';

interface OutputProps {
  /** By process number. */
  output: Record<string, string>;
  /** Lines of the lab's own files that a traceback in the output names, innermost last. */
  places: readonly { file: string; line: number }[];
  onPlace: (file: string, line: number) => void;
}

/** Characters shown of one process, and processes shown. */
const limits = { text: 64 * 1024, processes: 16 };

export function Output({ output, places, onPlace }: OutputProps) {
  const { t } = useWords();
  const printed = useMemo(() => Object.entries(output).filter(([, text]) => text !== ''), [output]);
  const lines = printed.reduce((sum, [, text]) => sum + text.trimEnd().split('\n').length, 0);
  if (printed.length === 0) return <p className="lab-output none needs-script">{t('lab.output.none')}</p>;
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
            {t('lab.go-to-line', { file, line })}
          </button>
        ))}
        {printed.slice(0, limits.processes).map(([process, text]) => (
          <div key={process}>
            {printed.length > 1 && <p>{t('lab.output.process', { process: Number(process) + 1 })}</p>}
            <pre
              className="lab-printed"
              tabIndex={0}
              aria-label={t('lab.output.process', { process: Number(process) + 1 })}
            >
              {text.slice(0, limits.text)}
            </pre>
          </div>
        ))}
        {(printed.length > limits.processes || printed.some(([, text]) => text.length > limits.text)) && (
          <p>{t('lab.output.cut')}</p>
        )}
      </div>
    </details>
  );
}

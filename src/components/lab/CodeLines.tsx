/** Source as the editor shows it, but still: the fallback before, without and in print instead of an editor. */
import { Spelled } from './Spelled.tsx';
import { tokenKinds, type TokenLine } from './tokens.ts';

interface CodeLinesProps {
  lines: readonly TokenLine[];
  /** Counted from 1. */
  marks: readonly number[];
}

export function CodeLines({ lines, marks }: CodeLinesProps) {
  return (
    <code className="code-lines">
      {lines.map((line, index) => (
        <span key={index} className={marks.includes(index + 1) ? 'code-row code-marked' : 'code-row'}>
          {line.map(([kind, text], at) => {
            const name = tokenKinds[kind] ?? 'plain';
            // What has the colour of the whole needs no element: a chapter has thousands of them.
            if (name === 'plain') return <Spelled key={at} text={text} />;
            return (
              <span key={at} className={`code-${name}`}>
                <Spelled text={text} />
              </span>
            );
          })}
          {'\n'}
        </span>
      ))}
    </code>
  );
}

/** A text that somebody else may have written: what in it is not seen stands there by its number. */
import { Fragment } from 'react';
import { piecesOf } from '../../sandbox/unseen.ts';

export function Spelled({ text }: { text: string }) {
  return piecesOf(text).map((piece, index) =>
    piece.kind === 'text' ? (
      <Fragment key={index}>{piece.text}</Fragment>
    ) : (
      <span key={index} className="lab-unseen">
        {piece.text}
      </span>
    ),
  );
}

/** What a field holds, where a field alone would not show it. */
export function SpelledBelow({ text }: { text: string }) {
  if (piecesOf(text).every(({ kind }) => kind === 'text')) return null;
  return (
    <code className="lab-spelled" translate="no">
      <Spelled text={text} />
    </code>
  );
}

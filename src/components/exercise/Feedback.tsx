/** A text of the content, with what stands between backticks as code. */
import { Fragment } from 'react';

export function Feedback({ text }: { text: string }) {
  return text.split('`').map((piece, index) =>
    index % 2 === 1 ? (
      <code key={index} translate="no">
        {piece}
      </code>
    ) : (
      <Fragment key={index}>{piece}</Fragment>
    ),
  );
}

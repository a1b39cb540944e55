/** How far off the reader's guess was, in words. */
import { Says } from '../../charts/Says.tsx';
import { differenceOf, firstDifference, outcomeOf, type Guess } from '../../learn/prediction.ts';
import type { Run } from '../../lab/contract.ts';
import { useWords } from './words.tsx';

/** Of one side's time. */
export function SideDifference({ run, side, seconds }: { run: Run; side: string; seconds: number }) {
  const { locale } = useWords();
  const sentence = differenceOf(locale, side, seconds, outcomeOf(run));
  return (
    sentence && (
      <p className="lab-difference">
        <Says sentence={sentence} />
      </p>
    )
  );
}

/** Of which side is first. */
export function FirstDifference({ run, guess }: { run: Run; guess: Extract<Guess, { kind: 'first' }> }) {
  const { locale, label } = useWords();
  const nameOf = (id: string): string => {
    const side = run.sides.find((one) => one.id === id);
    return side ? label(side.name) : id;
  };
  return (
    <p className="lab-difference">
      <Says sentence={firstDifference(locale, guess.side, outcomeOf(run), nameOf)} />
    </p>
  );
}

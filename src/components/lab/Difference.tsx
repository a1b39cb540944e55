/** How far off the reader's guess was, in words. */
import { Says } from '../../charts/Says.tsx';
import { choiceDifference, differenceOf, firstDifference, outcomeOf, type Guess } from '../../learn/prediction.ts';
import type { LabChoice } from '../../contract/page.ts';
import type { Run } from '../../contract/run.ts';
import { useWords } from './words.tsx';

/** Of one side's time. */
export function SideDifference({ run, side, seconds }: { run: Run; side: string; seconds: number }) {
  const { locale } = useWords();
  const sentence = differenceOf(locale, side, seconds, outcomeOf(run, []));
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
      <Says sentence={firstDifference(locale, guess.side, outcomeOf(run, []), nameOf)} />
    </p>
  );
}

interface ChoiceDifferenceProps {
  run: Run;
  guess: Extract<Guess, { kind: 'choice' }>;
  choices: readonly LabChoice[];
}

/** Of which choice is true. */
export function ChoiceDifference({ run, guess, choices }: ChoiceDifferenceProps) {
  const { locale, label } = useWords();
  const textOf = (id: string): string => {
    const choice = choices.find((one) => one.id === id);
    return choice ? label(choice.text) : id;
  };
  return (
    <p className="lab-difference">
      <Says sentence={choiceDifference(locale, guess.choice, outcomeOf(run, choices), textOf)} />
    </p>
  );
}

/**
 * One side's time, drawn and typed: both say the same. The axis is logarithmic and the same for every lab, so that it gives nothing away and
 * a guess is first of all one of magnitude.
 */
import { useState } from 'react';
import { formatSeconds } from '../../trace/format.ts';
import { guessSteps, secondsAt, stepOf, ticks } from './guess-axis.ts';
import { useWords } from './words.tsx';

interface GuessRowProps {
  name: string;
  seconds: number | null;
  disabled: boolean;
  onSeconds: (seconds: number | null) => void;
}

/** A day is longer than any run. */
const mostSeconds = 86_400;

function parse(text: string): number | null {
  const number = Number(text.trim().replace(',', '.'));
  return text.trim() !== '' && number >= 0 && number <= mostSeconds ? number : null;
}

export function GuessRow({ name, seconds, disabled, onSeconds }: GuessRowProps) {
  const { t, locale } = useWords();
  const [typed, setTyped] = useState('');
  const said = seconds === null ? t('metric.none') : formatSeconds(locale, seconds);
  return (
    <>
      <b aria-hidden="true">{name}</b>
      <input
        type="range"
        min={0}
        max={guessSteps}
        value={seconds === null ? guessSteps / 2 : stepOf(seconds)}
        data-untouched={seconds === null || undefined}
        disabled={disabled}
        aria-label={t('predict.axis', { side: name })}
        aria-valuetext={said}
        onChange={(event) => {
          const drawn = secondsAt(Number(event.target.value));
          setTyped(String(drawn));
          onSeconds(drawn);
        }}
      />
      <label className="lab-field">
        <input
          inputMode="decimal"
          size={6}
          autoComplete="off"
          value={typed}
          disabled={disabled}
          aria-label={t('predict.seconds', { side: name })}
          aria-invalid={typed !== '' && seconds === null}
          onChange={(event) => {
            setTyped(event.target.value);
            onSeconds(parse(event.target.value));
          }}
        />
        <span className="lab-unit">{t('lab.unit.second')}</span>
      </label>
    </>
  );
}

export function GuessAxis() {
  const { locale } = useWords();
  return (
    <div className="lab-guess-axis" aria-hidden="true">
      {ticks.map((second) => (
        <span key={second}>{formatSeconds(locale, second)}</span>
      ))}
    </div>
  );
}

/** A number that may be half-typed: only a valid one is handed on, and leaving the field shows the number that counts. */
import { useState } from 'react';

interface NumberFieldProps {
  label: string;
  /** Written behind the number. */
  unit?: string;
  value: number;
  /** For the keys of a phone; what counts is what is accepted. */
  whole: boolean;
  accepts: (value: number) => boolean;
  disabled: boolean;
  onChange: (value: number) => void;
}

export function NumberField({ label, unit, value, whole, accepts, disabled, onChange }: NumberFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const isValid = (text: string): boolean => text.trim() !== '' && accepts(Number(text));
  return (
    <label className="lab-field">
      <span>{label}</span>
      <input
        type="text"
        inputMode={whole ? 'numeric' : 'decimal'}
        size={Math.max(4, String(value).length)}
        value={typed ?? String(value)}
        disabled={disabled}
        aria-invalid={typed !== null && !isValid(typed)}
        onChange={(event) => {
          const text = event.target.value;
          setTyped(text);
          if (isValid(text)) onChange(Number(text));
        }}
        onBlur={() => {
          setTyped(null);
        }}
      />
      {unit !== undefined && <span className="lab-unit">{unit}</span>}
    </label>
  );
}

/** A number that may be half-typed: only a valid one is handed on, and leaving the field shows the number that counts. */
import { useState } from 'react';

interface NumberFieldProps {
  label: string;
  /** Written behind the number. */
  unit?: string;
  value: number;
  min: number;
  max: number;
  whole?: boolean;
  disabled: boolean;
  onChange: (value: number) => void;
}

export function NumberField({ label, unit, value, min, max, whole = false, disabled, onChange }: NumberFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const isValid = (text: string): boolean => {
    const number = Number(text);
    return text.trim() !== '' && number >= min && number <= max && (!whole || Number.isInteger(number));
  };
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

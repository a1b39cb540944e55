/** How clients call: one load of the lab. */
import { useId, type ReactNode } from 'react';
import type { LabLoad } from '../../contract/lab.ts';
import {
  accepts,
  isWhole,
  neededBy,
  patternNames,
  startingNumbers,
  type PatternName,
} from '../../contract/patterns.ts';
import type { LoadChange } from '../../lab/rules.ts';
import { NumberField } from './NumberField.tsx';
import { SpelledBelow } from './Spelled.tsx';
import { useWords } from './words.tsx';

interface LoadControlsProps {
  load: LabLoad;
  /** Shown when a lab has several. */
  name: string | null;
  /** Paths worth trying. */
  paths: readonly string[];
  disabled: boolean;
  onLoad: (patch: LoadChange) => void;
  /** What else belongs beside it. */
  children?: ReactNode;
}

export function LoadControls({ load, name, paths, disabled, onLoad, children }: LoadControlsProps) {
  const { t } = useWords();
  const id = useId();

  function choosePattern(pattern: PatternName): void {
    const missing = neededBy(pattern).filter((key) => load[key] === undefined);
    onLoad({ pattern, ...Object.fromEntries(missing.map((key) => [key, startingNumbers[key]])) });
  }

  return (
    <div role="group" aria-label={name === null ? t('lab.load') : t('lab.load.named', { name })} className="lab-load">
      {name !== null && <b className="lab-load-name">{name}</b>}
      <label className="lab-field lab-pattern">
        <span>{t('lab.load.pattern')}</span>
        <select
          value={load.pattern}
          disabled={disabled}
          onChange={(event) => {
            const pattern = patternNames.find((one) => one === event.target.value);
            if (pattern) choosePattern(pattern);
          }}
        >
          {patternNames.map((pattern) => (
            <option key={pattern} value={pattern}>
              {t(`lab.pattern.${pattern}`)}
            </option>
          ))}
        </select>
      </label>
      {neededBy(load.pattern).map((key) => (
        <NumberField
          key={key}
          label={t(`lab.load.${key}`)}
          {...(key === 'rate' && { unit: t('lab.unit.per-second') })}
          {...(key === 'duration' && { unit: t('lab.unit.second') })}
          whole={isWhole(key)}
          accepts={(value) => accepts(key, value)}
          value={load[key] ?? startingNumbers[key]}
          disabled={disabled}
          onChange={(value) => {
            onLoad({ [key]: value });
          }}
        />
      ))}
      <label className="lab-field lab-path">
        <span>{t('lab.load.path')}</span>
        <input
          list={`${id}-paths`}
          value={load.path}
          disabled={disabled}
          spellCheck={false}
          autoCapitalize="off"
          onChange={(event) => {
            onLoad({ path: event.target.value });
          }}
        />
        <datalist id={`${id}-paths`}>
          {paths.map((path) => (
            <option key={path} value={path} />
          ))}
        </datalist>
      </label>
      <SpelledBelow text={load.path} />
      {children}
    </div>
  );
}

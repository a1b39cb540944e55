/** How clients call: one load of the lab. */
import { useId, type ReactNode } from 'react';
import type { LabLoad } from '../../contract/lab.ts';
import { runLimits } from '../../contract/limits.ts';
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

const patterns = ['burst', 'constant', 'poisson', 'closed'] as const;
/** What a pattern starts with when the load has no such number yet. */
const starts = { requests: 100, rate: 50, duration: 2, clients: 10 } as const;

type PatternNumber = keyof typeof starts;

const numbersOf: Record<LabLoad['pattern'], readonly PatternNumber[]> = {
  burst: ['requests'],
  constant: ['rate', 'duration'],
  poisson: ['rate', 'duration'],
  closed: ['clients', 'requests'],
};
const limits: Record<PatternNumber, { min: number; max: number; whole: boolean }> = {
  requests: { min: 1, max: runLimits.requests, whole: true },
  rate: { min: 0.1, max: 10_000, whole: false },
  duration: { min: 0.01, max: 3_600, whole: false },
  clients: { min: 1, max: 2_000, whole: true },
};

export function LoadControls({ load, name, paths, disabled, onLoad, children }: LoadControlsProps) {
  const { t } = useWords();
  const id = useId();

  function choosePattern(pattern: LabLoad['pattern']): void {
    const missing = numbersOf[pattern].filter((key) => load[key] === undefined);
    onLoad({ pattern, ...Object.fromEntries(missing.map((key) => [key, starts[key]])) });
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
            const pattern = patterns.find((one) => one === event.target.value);
            if (pattern) choosePattern(pattern);
          }}
        >
          {patterns.map((pattern) => (
            <option key={pattern} value={pattern}>
              {t(`lab.pattern.${pattern}`)}
            </option>
          ))}
        </select>
      </label>
      {numbersOf[load.pattern].map((key) => (
        <NumberField
          key={key}
          label={t(`lab.load.${key}`)}
          {...(key === 'rate' && { unit: t('lab.unit.per-second') })}
          {...(key === 'duration' && { unit: t('lab.unit.second') })}
          {...limits[key]}
          value={load[key] ?? starts[key]}
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

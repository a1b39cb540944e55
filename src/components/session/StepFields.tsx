/** The fields of one step of a plan that is being made. */
import { useId, type ReactNode } from 'react';
import type { Catalog } from '../../learn/session/catalog.ts';
import { limits, type Step } from '../../learn/session/plan.ts';
import { useWords } from '../lab/words.tsx';

interface StepFieldsProps {
  step: Step;
  catalog: Catalog;
  onChange: (step: Step) => void;
}

function Field({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <p className="plan-field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </p>
  );
}

function Long({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <Field label={label}>
      {(id) => (
        <textarea
          id={id}
          rows={3}
          maxLength={limits.text}
          value={value}
          onChange={({ target }) => {
            onChange(target.value);
          }}
        />
      )}
    </Field>
  );
}

/** What the step is about. */
function Subject({ step, catalog, onChange }: StepFieldsProps) {
  const { t } = useWords();
  switch (step.kind) {
    case 'section':
      return (
        <Field label={t('session.kind.section')}>
          {(id) => (
            <select
              id={id}
              value={`${step.chapter} ${step.section}`}
              onChange={({ target }) => {
                const [chapter = '', section = ''] = target.value.split(' ');
                onChange({ ...step, chapter, section });
              }}
            >
              {catalog.chapters.map(({ slug, title, sections }) => (
                <optgroup key={slug} label={title}>
                  {sections.map((section) => (
                    <option key={section.id} value={`${slug} ${section.id}`}>
                      {section.title}
                    </option>
                  ))}
                </optgroup>
              ))}
            </select>
          )}
        </Field>
      );
    case 'lab': {
      const { change, ...bare } = step;
      const lab = catalog.labs.find(({ name }) => name === step.lab);
      return (
        <>
          <Field label={t('session.kind.lab')}>
            {(id) => (
              <select
                id={id}
                value={step.lab}
                onChange={({ target }) => {
                  onChange({ ...bare, lab: target.value });
                }}
              >
                {catalog.labs.map(({ name, question }) => (
                  <option key={name} value={name}>
                    {t('session.plan.lab', { name, question })}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label={t('session.plan.change')}>
            {(id) => (
              <select
                id={id}
                value={change ?? ''}
                onChange={({ target }) => {
                  onChange(target.value === '' ? bare : { ...bare, change: target.value });
                }}
              >
                <option value="">{t('lab.changes.none')}</option>
                {lab?.changes.map(({ id: one, name }) => (
                  <option key={one} value={one}>
                    {name}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </>
      );
    }
    case 'exercise':
      return (
        <Field label={t('session.kind.exercise')}>
          {(id) => (
            <select
              id={id}
              value={step.exercise}
              onChange={({ target }) => {
                onChange({ ...step, exercise: target.value });
              }}
            >
              {catalog.exercises.map(({ id: exercise, title }) => (
                <option key={exercise} value={exercise}>
                  {title}
                </option>
              ))}
            </select>
          )}
        </Field>
      );
    case 'discussion':
      return (
        <Field label={t('session.plan.topic')}>
          {(id) => (
            <input
              id={id}
              required
              maxLength={limits.title}
              value={step.topic}
              onChange={({ target }) => {
                onChange({ ...step, topic: target.value });
              }}
            />
          )}
        </Field>
      );
  }
}

export function StepFields({ step, catalog, onChange }: StepFieldsProps) {
  const { t } = useWords();
  return (
    <>
      <Subject step={step} catalog={catalog} onChange={onChange} />
      <Field label={t('session.plan.minutes')}>
        {(id) => (
          <input
            id={id}
            type="number"
            min={1}
            max={limits.minutes}
            value={Number.isNaN(step.minutes) ? '' : step.minutes}
            onChange={({ target }) => {
              onChange({ ...step, minutes: target.valueAsNumber });
            }}
          />
        )}
      </Field>
      {step.kind === 'section' && (
        <Long label={t('session.plan.idea')} value={step.idea} onChange={(idea) => onChange({ ...step, idea })} />
      )}
      <Long label={t('session.say')} value={step.say} onChange={(say) => onChange({ ...step, say })} />
      <Long label={t('session.ask')} value={step.ask} onChange={(ask) => onChange({ ...step, ask })} />
      <Long
        label={t('session.plan.choices', { most: limits.choices })}
        value={step.choices.join('\n')}
        onChange={(text) => onChange({ ...step, choices: text.split('\n') })}
      />
    </>
  );
}

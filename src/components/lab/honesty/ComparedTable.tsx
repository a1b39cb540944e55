/** The cells of one lab on one machine: what the lab says beside what real servers did. */
import { Fragment } from 'react';
import { programId, type LoadedLab } from '../../../lab/jobs.ts';
import { formatCount, formatSeconds } from '../../../trace/format.ts';
import { useWords } from '../words.tsx';
import type { Compared } from './compared.ts';

interface ComparedTableProps {
  compared: Compared;
  lab: LoadedLab;
}

export function ComparedTable({ compared: { about, cells }, lab }: ComparedTableProps) {
  const { t, locale, label } = useWords();
  // To the millisecond: what a repetition on a real machine can mean.
  const time = (seconds: number): string => formatSeconds(locale, Math.round(seconds * 1000) / 1000);
  const range = (min: number, max: number): string => t('measurement.range', { min: time(min), max: time(max) });
  const sides = lab.lab.sides.map((side) => ({ id: programId(side, lab.name), name: label(side.name) }));
  const notes = [...new Set(cells.flatMap(({ note }) => (note ? [label(note)] : [])))];
  return (
    <figure>
      <div className="lab-cells" tabIndex={0} role="group" aria-label={t('honesty.table')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('honesty.column.requests')}</th>
              <th scope="col">{t('honesty.column.virtual')}</th>
              <th scope="col">{t('honesty.column.real')}</th>
              <th scope="col">{t('honesty.column.within')}</th>
            </tr>
          </thead>
          {sides.map(({ id, name }) => {
            const own = cells.filter(({ side }) => side === id);
            return (
              own.length > 0 && (
                <tbody key={id}>
                  <tr>
                    <th scope="rowgroup" colSpan={4}>
                      {name}
                    </th>
                  </tr>
                  {own.map(({ requests, virtual, seeds, real, within, note }) => (
                    <tr key={requests}>
                      <th scope="row">{formatCount(locale, requests)}</th>
                      <td>{seeds ? range(seeds.min, seeds.max) : time(virtual)}</td>
                      <td>
                        {time(real.median)} <small>{range(real.min, real.max)}</small>
                      </td>
                      <td>
                        {t(within ? 'honesty.within' : 'honesty.outside')}
                        {note && <sup>{notes.indexOf(label(note)) + 1}</sup>}
                      </td>
                    </tr>
                  ))}
                </tbody>
              )
            );
          })}
        </table>
      </div>
      <figcaption>
        {notes.map((note, index) => (
          <Fragment key={note}>
            <sup>{index + 1}</sup> {note}{' '}
          </Fragment>
        ))}
        {t('honesty.about', {
          repetitions: about.repetitions,
          date: about.date,
          machine: about.machine,
          python: about.python,
          busy: formatCount(locale, Math.max(...about.busy)),
        })}
      </figcaption>
    </figure>
  );
}

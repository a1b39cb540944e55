/** A team's results: who finished what, and what was guessed wrong most. */
import type { Catalog } from '../../learn/session/catalog.ts';
import { wrongMost, type Member } from '../../learn/session/team.ts';
import { spelled } from '../../sandbox/unseen.ts';
import { useWords } from '../lab/words.tsx';

interface TeamTablesProps {
  catalog: Catalog;
  members: readonly Member[];
  onName: (index: number, name: string) => void;
}

export function TeamTables(props: TeamTablesProps) {
  return (
    <>
      <Finished {...props} />
      <Passed {...props} />
      <Wrong {...props} />
    </>
  );
}

function Finished({ catalog, members, onName }: TeamTablesProps) {
  const { t } = useWords();
  return (
    <div className="team-table" tabIndex={0} role="region" aria-label={t('session.team.finished')}>
      <table>
        <caption>{t('session.team.finished')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('session.team.who')}</th>
            {catalog.chapters.map(({ slug, title }) => (
              <th key={slug} scope="col">
                {title}
              </th>
            ))}
            <th scope="col">{t('session.team.labs')}</th>
            <th scope="col">{t('session.team.exercises')}</th>
            <th scope="col">{t('session.team.right')}</th>
          </tr>
        </thead>
        <tbody>
          {members.map((member, index) => (
            <tr key={index}>
              <th scope="row">
                <input
                  aria-label={t('session.team.name', { number: index + 1 })}
                  value={member.name}
                  onChange={({ target }) => {
                    onName(index, target.value);
                  }}
                />
              </th>
              {catalog.chapters.map(({ slug }) => (
                <td key={slug}>{t(member.chapters.includes(slug) ? 'session.team.done' : 'session.team.open')}</td>
              ))}
              <td>{t('session.team.of', { some: member.labs.length, all: catalog.labs.length })}</td>
              <td>{t('session.team.of', { some: member.exercises.length, all: catalog.exercises.length })}</td>
              <td>
                {t('session.team.of', {
                  some: member.guesses.filter(({ right }) => right).length,
                  all: member.guesses.length,
                })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Passed({ catalog, members }: TeamTablesProps) {
  const { t } = useWords();
  const passed = catalog.exercises
    .map(({ id, title }) => ({ id, title, who: members.filter(({ exercises }) => exercises.includes(id)) }))
    .filter(({ who }) => who.length > 0);
  if (passed.length === 0) return null;
  return (
    <div className="team-table" tabIndex={0} role="region" aria-label={t('session.team.passed')}>
      <table>
        <caption>{t('session.team.passed')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('session.kind.exercise')}</th>
            <th scope="col">{t('session.team.how-many')}</th>
            <th scope="col">{t('session.team.who')}</th>
          </tr>
        </thead>
        <tbody>
          {passed.map(({ id, title, who }) => (
            <tr key={id}>
              <th scope="row">{title}</th>
              <td>{t('session.team.of', { some: who.length, all: members.length })}</td>
              <td>{who.map(({ name }) => spelled(name)).join(t('session.separator'))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Wrong({ catalog, members }: TeamTablesProps) {
  const { t } = useWords();
  const guessed = wrongMost(members);
  if (guessed.length === 0) return <p>{t('session.team.no-guesses')}</p>;
  return (
    <div className="team-table" tabIndex={0} role="region" aria-label={t('session.team.wrong')}>
      <table>
        <caption>{t('session.team.wrong')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('session.kind.lab')}</th>
            <th scope="col">{t('session.team.wrong.count')}</th>
            <th scope="col">{t('session.team.who')}</th>
          </tr>
        </thead>
        <tbody>
          {guessed.map(({ lab, guessed: all, wrong }) => (
            <tr key={lab}>
              <th scope="row">{catalog.labs.find(({ name }) => name === lab)?.question ?? lab}</th>
              <td>{t('session.team.of', { some: wrong.length, all })}</td>
              <td>{wrong.map(spelled).join(t('session.separator'))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

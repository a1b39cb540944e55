/** Plays a result as it happened: play, pause, scrub, four speeds; and the moment in words. */
import { useStore } from '@nanostores/react';
import type { Run } from '../../contract/run.ts';
import { formatSeconds } from '../../trace/format.ts';
import { momentOf } from '../../workbench/moment.ts';
import { speeds, type Player } from '../../workbench/player.ts';
import { useWords } from './words.tsx';

interface PlaybackProps {
  player: Player;
  run: Run;
  disabled: boolean;
}

const steps = 1000;

export function Playback({ player, run, disabled }: PlaybackProps) {
  const { t, locale, label } = useWords();
  const { at, length, playing, speed } = useStore(player.state);
  const toggle = playing ? player.pause : player.play;
  const places = length === 0 ? steps : Math.round((at / length) * steps);

  return (
    <div className="lab-playback needs-script" role="group" aria-label={t('lab.playback')}>
      <button type="button" className="plain" disabled={length === 0} onClick={toggle}>
        {t(playing ? 'lab.pause' : 'lab.play')}
      </button>
      <input
        type="range"
        min={0}
        max={steps}
        value={places}
        disabled={disabled || length === 0}
        aria-label={t('lab.moment')}
        aria-valuetext={`${formatSeconds(locale, at)} / ${formatSeconds(locale, length)}`}
        onChange={(event) => {
          player.pause();
          player.seek((Number(event.target.value) / steps) * length);
        }}
        onKeyDown={(event) => {
          if (event.key !== ' ') return;
          event.preventDefault();
          toggle();
        }}
      />
      <label>
        <span className="sr-only">{t('lab.speed')}</span>
        <select
          value={speed}
          disabled={disabled}
          onChange={(event) => {
            const chosen = speeds.find((one) => one === Number(event.target.value));
            if (chosen !== undefined) player.setSpeed(chosen);
          }}
        >
          {speeds.map((one) => (
            <option key={one} value={one}>
              {t('lab.speed.times', { speed: one })}
            </option>
          ))}
        </select>
      </label>
      <ul className="lab-moment">
        {run.sides.map((side) => {
          const { answered, doing } = momentOf(side, at);
          const waiting = doing.map((one) =>
            t('lab.moment.doing', { count: one.requests, state: t(`state.${one.state}`) }),
          );
          return (
            <li key={side.id}>
              {t('lab.moment.side', {
                side: label(side.name),
                answered,
                requests: side.requests.length,
                doing: waiting.join(''),
              })}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

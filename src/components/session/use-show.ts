/** A session under way in the projector's window: kept over a reload, told to the window with the notes, and steered by both. */
import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { joinAsProjector, type End, type ToNotes } from '../../learn/session/channel.ts';
import { storage } from '../../learn/browser-storage.ts';
import { keepShow, readShow, backUpShow } from '../../learn/session/keep-show.ts';
import type { Plan } from '../../learn/session/plan.ts';
import { screensOf, type Screen } from '../../learn/session/screens.ts';
import { nextShow, freshShow, type ShowAction, type Show } from '../../learn/session/show.ts';

export interface UsedShow {
  session: string;
  show: Show;
  screens: readonly Screen[];
  screen: Screen;
  /** A reset was not carried out: there is no room to set aside what it would take away. */
  refused: boolean;
  dispatch: (action: ShowAction) => void;
  /** Moves by a number of screens. */
  move: (by: number) => void;
}

/** Letters enough that two sessions of one browser differ. */
const newSession = (): string => Math.random().toString(36).slice(2, 12);

export function useShow(plan: Plan, fragment: string): UsedShow {
  const [screens] = useState(() => screensOf(plan));
  const [kept] = useState(() => readShow(storage, fragment));
  const [session] = useState(() => kept?.session ?? newSession());
  const [refused, setRefused] = useState(false);
  const [show, carryOut] = useReducer(
    (before: Show, action: ShowAction) => nextShow(before, screens.length, action),
    kept?.show ?? freshShow,
  );
  const at = Math.min(show.at, screens.length - 1);
  const current = useRef(show);
  const channel = useRef<End<ToNotes> | null>(null);
  const dispatch = useCallback(
    (action: ShowAction) => {
      const isRefused = action.kind === 'reset' && !backUpShow(storage, fragment, current.current);
      setRefused(isRefused);
      if (!isRefused) carryOut(action);
    },
    [fragment],
  );

  useEffect(() => {
    const joined = joinAsProjector(session, (message) => {
      if (message.kind === 'act') dispatch(message.act);
      else joined.say({ kind: 'show', plan, show: current.current });
    });
    channel.current = joined;
    joined.say({ kind: 'show', plan, show: current.current });
    const leave = (): void => {
      joined.say({ kind: 'gone' });
    };
    addEventListener('pagehide', leave);
    return () => {
      removeEventListener('pagehide', leave);
      leave();
      joined.close();
    };
  }, [session, plan, dispatch]);

  useEffect(() => {
    current.current = show;
    keepShow({ session, fragment, show });
    channel.current?.say({ kind: 'show', plan, show });
  }, [session, fragment, plan, show]);

  const move = useCallback(
    (by: number) => {
      dispatch({ kind: 'go', to: current.current.at + by, now: Date.now() });
    },
    [dispatch],
  );
  return { session, show, screens, screen: screens[at] ?? { kind: 'end' }, refused, dispatch, move };
}

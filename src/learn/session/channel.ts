/**
 * What crosses between the projector's window and the one with the notes. Both are ours and of our origin; a channel has the name of one
 * session, so that two sessions in one browser do not hear each other.
 */
import type { Plan } from './plan.ts';
import type { ShowAction, Show } from './show.ts';

export type ToNotes =
  | { kind: 'show'; plan: Plan; show: Show }
  /** The projector's window closes. */
  | { kind: 'gone' };

export type ToProjector =
  /** Asks for the show as it is. */
  { kind: 'hello' } | { kind: 'act'; act: ShowAction };

/** One window's end of a session; nothing is heard after `close`. */
export interface End<Message> {
  say: (message: Message) => void;
  close: () => void;
}

function join<Message>(session: string, hear: (data: unknown) => void): End<Message> {
  const channel = new BroadcastChannel(`waitlab:session:${session}`);
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    hear(data);
  };
  return {
    say: (message) => {
      channel.postMessage(message);
    },
    close: () => {
      channel.close();
    },
  };
}

export const joinAsProjector = (session: string, hear: (message: ToProjector) => void): End<ToNotes> =>
  join(session, (data) => hear(data as ToProjector));

export const joinAsNotes = (session: string, hear: (message: ToNotes) => void): End<ToProjector> =>
  join(session, (data) => hear(data as ToNotes));

/** Where the notes of a session stand in their address. */
export const notesFragment = (session: string): string => `session=${session}`;
export const sessionOf = (fragment: string): string | null => new URLSearchParams(fragment).get('session');

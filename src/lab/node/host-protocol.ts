/** What goes between a terminal's process and one that engines live in (host.ts), besides what goes between any engine and its user. */
import type { Boot, FromEngine, ToEngine } from '../protocol.ts';

/** The host looks for a snapshot in that file; where there is none, or none that can be read, it has one taken. */
export interface HostBoot extends Omit<Boot, 'interpreter' | 'snapshot' | 'take'> {
  snapshotFile: string;
}

export type ToHost = HostBoot | Exclude<ToEngine, Boot>;

/** `snapshot-file`: what belongs into the file. */
export type FromHost =
  Exclude<FromEngine, { kind: 'compiled' | 'snapshot' }> | { kind: 'snapshot-file'; bytes: Uint8Array };

/** Who waits for what in a run that can go on no more. What each key means: docs/contract.md. */
import { z } from '../schemas/full.ts';

const text = z.string();
const whole = z.int();

/** A request, or else the thread or the task that does not work for one. */
const party = {
  request: whole.nullable(),
  process: whole.nullable(),
  thread: whole.nullable(),
  task: text.nullable(),
};

export const hangSchema = z.object({
  waits: z.array(
    z.object({
      ...party,
      on: text.nullable(),
      at: text.nullable(),
      holders: z.array(z.object({ ...party, at: text.nullable() })),
    }),
  ),
  unnamed: whole,
});

export type Hang = z.infer<typeof hangSchema>;
export type HangWait = Hang['waits'][number];
export type HangHolder = HangWait['holders'][number];
export type HangParty = Omit<HangHolder, 'at'>;

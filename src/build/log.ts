/** How the project's scripts speak: a line for what they are doing, and a cause with a next step for what they cannot do. */

/** A failure the person at the terminal can act on: shown without a stack. */
export class UserError extends Error {
  readonly next: string;

  constructor(cause: string, next: string) {
    super(cause);
    this.next = next;
  }
}

export function log(line: string): void {
  console.log(`waitlab: ${line}`);
}

/** Any failure as one the person at the terminal can act on. */
export function asUserError(error: unknown): UserError {
  if (error instanceof UserError) return error;
  return new UserError(String(error), 'read the lines in the terminal; the cause stands there.');
}

/** Says a failure; one that nobody foresaw with its stack. */
export function say(error: unknown): void {
  if (error instanceof UserError) console.error(`waitlab: ${error.message}\nNext: ${error.next}`);
  else console.error(error);
}

/** Runs a script's body; ends the process with 1 if it fails. */
export async function main(body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    say(error);
    process.exitCode = 1;
  }
}

/** A step of the build that cannot go on: what went wrong, and what the person at the terminal can do about it. */
export class BuildFailure extends Error {
  readonly nextStep: string;

  constructor(cause: string, nextStep: string) {
    super(cause);
    this.nextStep = nextStep;
  }
}

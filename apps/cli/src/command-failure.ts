/** Exit code of a command that could not do its work. 1 and 2 say what it found, so they are never used for that. */
export const failureExitCode = 3

/** A command could not do its work, for a reason that the person who ran it can mend. `message` may have several lines. */
export class CommandFailure extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'CommandFailure'
  }
}

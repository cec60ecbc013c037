/** What every command is given. */
export interface Cli {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A line of the result, on the standard output. */
  print(line: string): void;
  /** A line about the work, on the standard error. */
  tell(line: string): void;
  /**
   * Shows a line about the work in the place of the one that it showed before; nothing for an empty one. Null where the standard
   * error is no terminal.
   */
  readonly show: ((line: string) => void) | null;
  /** Aborts when a person or the system asks the program to stop. */
  readonly signal: AbortSignal;
}

/** The command did not do what it was asked for. Its message says why, and what to do. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}

/** What every command is given: where the state lives, and where its words go. */
export interface CliContext {
  readonly home: string;
  /** As the command was started in it, for a program that it starts in its turn. */
  readonly environment: NodeJS.ProcessEnv;
  out(text: string): void;
  err(text: string): void;
}

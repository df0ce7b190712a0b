/** What every command is given: where the state lives, and where its words go. */
export interface CliContext {
  readonly home: string;
  out(text: string): void;
  err(text: string): void;
}

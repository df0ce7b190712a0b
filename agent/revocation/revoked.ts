/** Why an exchange was ended from outside: the `reason` of its signal. */
export class Revoked extends Error {
  readonly code = 'revoked';
  /** For people: `this session`. */
  readonly what: string;

  constructor(what: string) {
    super(`${what} was revoked`);
    this.name = 'Revoked';
    this.what = what;
  }
}

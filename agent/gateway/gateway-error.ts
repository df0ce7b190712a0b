/** What keeps a gateway from starting; the message says where its settings are wrong, and repeats no secret. */
export class GatewayError extends Error {
  readonly code: 'bad-settings' | 'bad-certificate' | 'port-taken';
  readonly hint: string;

  constructor(code: GatewayError['code'], message: string, hint: string) {
    super(message);
    this.name = 'GatewayError';
    this.code = code;
    this.hint = hint;
  }
}

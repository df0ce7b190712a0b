export type ListenerErrorCode = 'not-loopback' | 'no-address' | 'port-taken';

const HINTS: Readonly<Record<ListenerErrorCode, string>> = {
  'not-loopback': 'the proxy serves the programs of this machine only',
  'no-address': 'leave the address out to use 127.0.0.1',
  'port-taken': 'stop what listens there, or choose another port',
};

export class ListenerError extends Error {
  readonly code: ListenerErrorCode;
  readonly hint: string;

  constructor(code: ListenerErrorCode, message: string) {
    super(message);
    this.name = 'ListenerError';
    this.code = code;
    this.hint = HINTS[code];
  }
}

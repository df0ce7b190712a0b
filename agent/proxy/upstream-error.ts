export type UpstreamErrorCode =
  /** No connection to the server, or to the proxy in between, could be made. */
  | 'unreachable'
  | 'connect-timed-out'
  /** The certificate of the server did not verify for its name. */
  | 'untrusted'
  /** The corporate proxy in between answered the CONNECT with something else than 200. */
  | 'proxy-refused'
  /** The connection broke, or what came over it was no HTTP, before the answer began. */
  | 'broken'
  /** The request was given up on our side. */
  | 'aborted'
  | 'closed';

/** A request that got no answer. The message names the server and what Node saw, never a header or a path. */
export class UpstreamError extends Error {
  readonly code: UpstreamErrorCode;

  constructor(code: UpstreamErrorCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.name = 'UpstreamError';
    this.code = code;
  }
}

/** The code Node gave an error (`ECONNRESET`, `ENOTFOUND`), or its name where it has none. */
export function nodeCode(fault: unknown): string {
  if (!(fault instanceof Error)) return 'unknown';
  return 'code' in fault && typeof fault.code === 'string' ? fault.code : fault.name;
}

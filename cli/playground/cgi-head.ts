/** What a CGI program says before its body (RFC 3875, 6.2 and 6.3). */
export interface CgiHead {
  readonly status: number;
  /** Name and value in turn, without `Status`. */
  readonly rawHeaders: readonly string[];
}

export type CgiOutput =
  | { readonly kind: 'partial' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'head'; readonly head: CgiHead; readonly body: Buffer };

const MAX_HEAD_BYTES = 16 * 1024;
const END = Buffer.from('\r\n\r\n');
const LINE = /^([A-Za-z-]+): ?([\x20-\x7e]*)$/;
const STATUS = /^([1-5][0-9]{2})(?: .*)?$/;

/** Reads the head at the start of what a CGI program has written so far. */
export function readCgiHead(bytes: Buffer): CgiOutput {
  const end = bytes.subarray(0, MAX_HEAD_BYTES).indexOf(END);
  if (end === -1) return { kind: bytes.length < MAX_HEAD_BYTES ? 'partial' : 'malformed' };
  const lines = bytes
    .toString('latin1', 0, end)
    .split('\r\n')
    .map((line) => LINE.exec(line));
  let status = 200;
  const rawHeaders: string[] = [];
  for (const line of lines) {
    const [, name = '', value = ''] = line ?? [];
    if (name === '') return { kind: 'malformed' };
    if (name.toLowerCase() !== 'status') {
      rawHeaders.push(name, value);
      continue;
    }
    const code = STATUS.exec(value)?.[1];
    if (code === undefined) return { kind: 'malformed' };
    status = Number(code);
  }
  return { kind: 'head', head: { status, rawHeaders }, body: bytes.subarray(end + END.length) };
}

import { isUtf8 } from 'node:buffer';
import type { Step } from '../../../protocol/audit-record.ts';
import type { ClientRequest } from '../client.ts';
import { ContentCodingError, codingOf, collect, decoded } from '../content-coding.ts';
import { Refusal } from '../refusal.ts';

/**
 * The whole body of a request as text, decoded. Exits `too-large`; `malformed`: a coding that is not read here, or
 * bytes that are not what their coding or UTF-8 says.
 */
export async function readText(client: ClientRequest, maxBytes: number): Promise<string> {
  return textOf(await readBytes(client, maxBytes), 'parse');
}

/** The same of a body that may be no text. */
export async function readBytes(client: ClientRequest, maxBytes: number): Promise<Buffer> {
  if (client.expectsContinue) client.response.informational(100, []);
  const pieces = client.body.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer>;
  try {
    const coding = codingOf(client.rawHeaders);
    return await collect(decoded(pieces, coding), maxBytes);
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    if (cause instanceof ContentCodingError) throw refusalOfCoding(cause, 'parse');
    throw new Refusal('parse', 'malformed', 'the body of the request ended before it was whole', { cause });
  }
}

/** Strict: a byte that is no text is not passed on, and not read as something else either. */
export function textOf(bytes: Buffer, step: Step): string {
  if (!isUtf8(bytes)) throw new Refusal(step, 'malformed', 'the body is not written in UTF-8');
  return bytes.toString('utf8');
}

export function refusalOfCoding(fault: ContentCodingError, step: Step): Refusal {
  const code = fault.code === 'too-large' ? 'too-large' : 'malformed';
  const hint = fault.code === 'too-large' ? 'ask about less at once, or raise the limit of the agent' : '';
  return new Refusal(step, code, fault.message, { cause: fault, hint });
}

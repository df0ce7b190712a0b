import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { printablePrefix } from '../../protocol/printable.ts';
import { ExportError } from './export-error.ts';
import { otlpRequests } from './otlp.ts';
import { ALL_TAKEN, type Taken, type Target } from './target.ts';
import type { TlsTrust } from './tls-files.ts';

export interface OtlpOptions {
  /** Of the receiver's logs, such as `https://HOST:4318/v1/logs`. */
  readonly url: URL;
  /** Secrets among them are sent and never told. */
  readonly headers: Readonly<Record<string, string>>;
  readonly trust: TlsTrust;
  /** Of this program. */
  readonly version: string;
  readonly timeoutMs: number;
}

/** A receiver of OTLP over HTTP, in JSON. No redirect is followed. */
export function otlpTarget(options: OtlpOptions): Target {
  return {
    *parts(records) {
      for (const { body, count } of otlpRequests(records, options.version)) {
        yield { count, send: () => post(body, options) };
      }
    },
  };
}

async function post(body: string, { url, headers, trust, timeoutMs }: OtlpOptions): Promise<Taken> {
  const response = await answerTo(body, { url, headers, trust, timeoutMs });
  const status = response.statusCode ?? 0;
  const text = await readBounded(response);
  if (status >= 200 && status < 300) return takenOf(text);
  const waitMs = waitOf(response.headers['retry-after']);
  if (LATER.includes(status))
    throw new ExportError('try-later', `the receiver answered ${status}`, { waitMs });
  throw new ExportError('refused', `the receiver answered ${status}`, {
    hint: 'look into what the receiver logged of it; the cursor stays where it is',
  });
}

/** opentelemetry-proto, specification, "Retryable Response Codes". */
const LATER: readonly number[] = [429, 502, 503, 504];

function answerTo(
  body: string,
  { url, headers, trust, timeoutMs }: Omit<OtlpOptions, 'version'>,
): Promise<IncomingMessage> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send(url, {
      method: 'POST',
      headers: {
        ...headers,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Countersign',
      },
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
      ...(url.protocol === 'https:' ? trust : {}),
    });
    request.once('response', resolve);
    request.once('error', (cause) => reject(unreachable(cause)));
    request.end(body);
  });
}

/** An answer is a sentence; the rest of a longer one is not read. */
const MAX_ANSWER = 64 * 1024;

async function readBounded(response: IncomingMessage): Promise<string> {
  let text = '';
  try {
    for await (const chunk of response.setEncoding('utf8')) {
      text += String(chunk);
      if (text.length > MAX_ANSWER) break;
    }
  } catch (cause) {
    throw unreachable(cause);
  } finally {
    response.destroy();
  }
  return text.slice(0, MAX_ANSWER);
}

function unreachable(cause: unknown): ExportError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no reason';
  return new ExportError('unreachable', `the receiver cannot be reached (${code})`, { cause });
}

/** What it threw away is not sent again ("Partial Success"). */
function takenOf(text: string): Taken {
  const partial = partialIn(text);
  const rejected = Number(partial['rejectedLogRecords'] ?? 0);
  const said = partial['errorMessage'];
  if (!Number.isSafeInteger(rejected) || rejected < 0) return ALL_TAKEN;
  return { rejected, said: typeof said === 'string' && said !== '' ? printablePrefix(said, 300) : null };
}

/** An answer that is no JSON says nothing. */
function partialIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    const partial = typeof value === 'object' && value !== null ? Reflect.get(value, 'partialSuccess') : null;
    return typeof partial === 'object' && partial !== null ? { ...partial } : {};
  } catch {
    return {};
  }
}

const MAX_WAIT_S = 3600;

/** RFC 9110, 10.2.3: seconds, or a date. */
function waitOf(header: string | undefined): number | null {
  if (header === undefined) return null;
  if (/^\d{1,6}$/.test(header)) return Math.min(Number(header), MAX_WAIT_S) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.min(Math.max(at - Date.now(), 0), MAX_WAIT_S * 1000);
}

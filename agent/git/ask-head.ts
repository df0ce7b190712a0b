import { type IncomingMessage, request } from 'node:http';
import { HEAD_REQUEST, headOf } from '../core/git/head-answer.ts';
import { InspectionError } from './inspection-error.ts';
import type { ReadAccess } from './upstream-read.ts';

const MAX_ANSWER_BYTES = 64 * 1024;

/** The host does not let this be read (or leads elsewhere, which is not followed), or nobody reached it. */
const NO: ReadonlySet<number> = new Set([301, 302, 303, 307, 308, 401, 403, 404, 504]);

/**
 * The id that HEAD of the repository is at, asked in one request and without a process. It takes for granted that the
 * server speaks version 2 of the protocol, as it must be able to answer any request by itself; null where what comes
 * back is no plain answer to that, so that git has to ask. Throws InspectionError where git would not be told either.
 */
export async function askHead(access: ReadAccess, signal: AbortSignal): Promise<string | null> {
  try {
    const answer = await answerTo(access, signal);
    const status = answer.statusCode ?? 0;
    if (status === 200 && isResult(answer)) {
      const bytes = await bounded(answer);
      return bytes === null ? null : headOf(bytes);
    }
    answer.destroy();
    if (!NO.has(status)) return null;
    throw new InspectionError('upstream-unreadable', `cannot read the repository: the answer is ${status}`);
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof InspectionError) throw cause;
    // The connection broke. Git asks anew, and its failure is the one that counts.
    return null;
  }
}

function answerTo({ url, header }: ReadAccess, signal: AbortSignal): Promise<IncomingMessage> {
  const [name = '', value = ''] = header.split(': ', 2);
  const headers = {
    'user-agent': 'git/countersign',
    accept: RESULT,
    'content-type': 'application/x-git-upload-pack-request',
    'content-length': HEAD_REQUEST.length,
    'git-protocol': 'version=2',
    ...(name === '' ? {} : { [name]: value }),
  };
  return new Promise((resolve, reject) => {
    const asked = request(`${url}/git-upload-pack`, { method: 'POST', headers, agent: false, signal });
    asked.once('response', resolve);
    asked.on('error', reject);
    asked.end(HEAD_REQUEST);
  });
}

const RESULT = 'application/x-git-upload-pack-result';

function isResult({ headers }: IncomingMessage): boolean {
  return headers['content-type'] === RESULT && headers['content-encoding'] === undefined;
}

async function bounded(answer: IncomingMessage): Promise<Uint8Array | null> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of answer as AsyncIterable<Uint8Array>) {
    length += piece.length;
    if (length > MAX_ANSWER_BYTES) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

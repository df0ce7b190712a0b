import type { Step } from '../../../protocol/audit-record.ts';
import { LfsError, type LfsObject, readLfsAnswer } from '../../core/git/lfs-batch.ts';
import { headerValue } from '../../core/http/headers.ts';
import type { ClientRequest } from '../client.ts';
import { ContentCodingError, codingOf, collect, decoded } from '../content-coding.ts';
import type { ExchangePorts } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import type { OutgoingCredential } from '../stages.ts';
import type { UpstreamResponse } from '../upstream.ts';

/** What a host answers to a batch. Exit `upstream-broken`. */
export async function answeredObjects(
  response: UpstreamResponse,
  { host, step }: { readonly host: string; readonly step: Step },
  { limits }: Pick<ExchangePorts, 'limits'>,
): Promise<readonly LfsObject[]> {
  try {
    const plain = decoded(response.body as AsyncIterable<Buffer>, codingOf(response.rawHeaders));
    const text = (await collect(plain, limits.maxTextBytes)).toString('utf8');
    if (response.complete()) return readLfsAnswer(text, limits.json);
  } catch (cause) {
    if (cause instanceof LfsError || cause instanceof ContentCodingError)
      throw brokenAnswer(step, `the answer of ${host} cannot be read: ${cause.message}`, cause);
    throw brokenAnswer(step, `the answer of ${host} broke off`, cause);
  }
  throw brokenAnswer(step, `the answer of ${host} broke off`);
}

export function brokenAnswer(step: Step, message: string, cause?: unknown): Refusal {
  const hint = 'name the host of the objects under hosts of the policy, or fetch with GIT_LFS_SKIP_SMUDGE=1';
  return new Refusal(step, 'upstream-broken', message, { hint, cause });
}

/** Whether a text has the credential in it that goes out with this exchange, in a form in which it could be used. */
export function holdsCredential(
  text: string,
  credential: OutgoingCredential,
  client: Pick<ClientRequest, 'rawHeaders'>,
): boolean {
  const authorization =
    credential.kind === 'brokered'
      ? credential.authorization
      : (headerValue(client.rawHeaders, 'authorization') ?? '');
  const [, sent = ''] = authorization.split(' ');
  const password = Buffer.from(sent, 'base64').toString('latin1').split(':').slice(1).join(':');
  return [sent, password].some((form) => form !== '' && text.includes(form));
}

import { DetectorError } from '../../core/secrets/detector-error.ts';
import type { SessionMasking } from '../../masking/masking.ts';
import type { ClientRequest } from '../client.ts';
import { Refusal } from '../refusal.ts';

/**
 * Refuses a request whose path or query holds a secret: neither can be rewritten without changing what is asked
 * for, and a record names the path. Asked before anything else is said of it. Exit `cannot-mask`.
 */
export function refuseSecretTarget(
  { path }: Pick<ClientRequest, 'path'>,
  masking: () => Pick<SessionMasking, 'detector'>,
): void {
  const rule = ruleIn(path, masking);
  if (rule === null) return;
  throw new Refusal('classify', 'cannot-mask', `the path of the request holds a secret (${rule})`, {
    hint: 'take it out of the URL',
  });
}

/** The rule that finds something in the path, as it is or as a server reads its escapes. */
function ruleIn(path: string, masking: () => Pick<SessionMasking, 'detector'>): string | null {
  try {
    const { detector } = masking();
    const found = [...new Set([path, decodedOnce(path)])].flatMap((text) => detector.scan(text));
    return found[0]?.rule ?? null;
  } catch (cause) {
    if (!(cause instanceof DetectorError)) throw cause;
    throw new Refusal('classify', 'cannot-mask', 'the path of the request cannot be searched for secrets', {
      hint: 'a pattern of the policy may be at fault',
      cause,
    });
  }
}

/** What is no escape stays. */
function decodedOnce(path: string): string {
  return path.replace(/(?:%[0-9A-Fa-f]{2})+/g, (escaped) =>
    Buffer.from(escaped.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}

import { LfsError, readLfsDownload } from '../../core/git/lfs-batch.ts';
import { readText } from '../copilot/read-text.ts';
import type { ExchangePorts } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import type { Classified, Parsed, Route } from '../stages.ts';
import { enforcedPolicy } from '../steps/enforced-policy.ts';

type FetchRoute = Extract<Route, { kind: 'git.fetch' }>;

/**
 * A batch of LFS that asks for downloads is a fetch of its repository. What is uploaded is part of no ref, so that nobody
 * could say which rules it is under. Exits `malformed`, `too-large`, `unknown-operation`.
 */
export async function parseLfsBatch(
  classified: Classified,
  route: FetchRoute,
  ports: ExchangePorts,
): Promise<Parsed> {
  const policy = await enforcedPolicy(ports, 'parse');
  const text = await readText(route.client, ports.limits.maxTextBytes);
  const masking = ports.masking.of(classified.session.id, policy);
  return {
    ...classified,
    payload: { kind: 'bytes', bytes: Buffer.from(downloadIn(text, ports)), masking },
    actions: [{ kind: 'git.fetch', repository: route.repository }],
    scannedFor: [],
    searchedBy: null,
  };
}

function downloadIn(text: string, { limits }: ExchangePorts): string {
  try {
    return readLfsDownload(text, limits.json);
  } catch (cause) {
    if (!(cause instanceof LfsError)) throw cause;
    if (cause.code === 'malformed') throw new Refusal('parse', 'malformed', cause.message, { cause });
    throw new Refusal(
      'parse',
      'unknown-operation',
      'uploads of Git LFS are not let through: they are part of no branch that a rule could be on',
      { hint: 'have somebody with a right of their own upload the objects, then push', cause },
    );
  }
}

import { createHash } from 'node:crypto';
import type { FoundSecret } from '../../../protocol/copilot.ts';
import { ContentScan } from '../../core/git/content-scan.ts';
import type { LfsPointer } from '../../core/git/lfs-batch.ts';
import { opacityOf } from '../../core/git/opacity.ts';
import { compileTerms } from '../../core/git/terms.ts';
import { headerValue } from '../../core/http/headers.ts';
import type { SessionMasking } from '../../masking/masking.ts';
import { lengthOf } from '../body-framing.ts';
import type { ExchangePorts } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import type { Classified, Parsed } from '../stages.ts';
import { enforcedPolicy } from '../steps/enforced-policy.ts';
import { type LfsRoute, lfsAction, NO_CHANGES } from './lfs-action.ts';
import { lfsName, OPAQUE_UPLOAD } from './lfs-name.ts';
import { SpoolError, type SpooledFile } from './spool.ts';

interface Upload {
  readonly route: LfsRoute;
  readonly pointer: LfsPointer;
}

/**
 * Takes an object to the disk, where it waits to be judged: its bytes have the digest by which a pointer names it, and
 * what of it is text was searched for secrets. Exits `malformed`, `too-large`, `inspection-failed`, `client-gone`.
 */
export async function parseObject(
  classified: Classified,
  { route, pointer }: Upload,
  ports: ExchangePorts,
): Promise<Parsed> {
  const policy = await enforcedPolicy(ports, 'parse');
  const masking = ports.masking.of(classified.session.id, policy);
  refuseOddBody({ route, pointer }, ports);
  const file = await orRefused(() => ports.spool.create(pointer.size));
  classified.onEnd(() => file.close());
  const seen = await take(classified, { route, pointer }, { file, masking, ports });
  const said = JSON.stringify({ oid: pointer.oid, size: pointer.size });
  const name = seen.isOpaque ? OPAQUE_UPLOAD : lfsName({ kind: 'upload', ...pointer });
  const { secrets } = seen;
  const call = { name, access: 'write', request: said, shown: said, secrets } as const;
  return {
    ...classified,
    ...NO_CHANGES,
    payload: { kind: 'object', file, masking },
    actions: [lfsAction(route, call)],
  };
}

function refuseOddBody({ route: { client }, pointer: { size } }: Upload, { limits }: ExchangePorts): void {
  if (size > limits.maxLfsObjectBytes) {
    throw new Refusal('parse', 'too-large', `the object has more than ${limits.maxLfsObjectBytes} bytes`, {
      hint: 'raise the limit of the agent (maxLfsObjectBytes)',
    });
  }
  if ((lengthOf(client) ?? size) !== size) throw otherSize();
  if (
    (headerValue(client.rawHeaders, 'content-encoding') ?? 'identity').trim().toLowerCase() !== 'identity'
  ) {
    throw new Refusal('parse', 'malformed', 'the object is in a content-encoding, and leaves as it is named');
  }
}

interface Seen {
  readonly isOpaque: boolean;
  readonly secrets: readonly FoundSecret[];
}

interface Taking {
  readonly file: SpooledFile;
  readonly masking: SessionMasking;
  readonly ports: ExchangePorts;
}

async function take(
  { signal }: Classified,
  { route: { client }, pointer: { oid, size } }: Upload,
  { file, masking, ports: { limits } }: Taking,
): Promise<Seen> {
  if (client.expectsContinue) client.response.informational(100, []);
  const hash = createHash('sha256');
  const scan = new ContentScan({ automaton: compileTerms([]), detector: masking.detector });
  let taken = 0;
  const pieces = client.body.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer>;
  for (;;) {
    const piece = await nextOf(pieces);
    if (signal.aborted)
      throw new Refusal('parse', 'client-gone', 'the client went away, or its session ended');
    if (piece === null) break;
    if (taken + piece.length > size) throw otherSize();
    hash.update(piece);
    if (taken < limits.maxTextBytes) scan.push(piece.subarray(0, limits.maxTextBytes - taken));
    taken += piece.length;
    await orRefused(() => file.write(piece));
  }
  if (taken !== size) throw otherSize();
  if (hash.digest('hex') !== oid) {
    throw new Refusal('parse', 'malformed', 'the bytes of the object are not those that it is named by', {
      hint: 'the object is damaged here: git lfs fsck says which',
    });
  }
  return seenBy(scan, { size, maxBlobBytes: limits.maxTextBytes });
}

function seenBy(scan: ContentScan, sizes: { readonly size: number; readonly maxBlobBytes: number }): Seen {
  const { archive, asAdded, secrets } = scan.take();
  const signs = { path: '', submodule: false, archive, lfsLine: false, binary: asAdded.nul };
  return {
    isOpaque: opacityOf({ ...sizes, ...signs }) !== null,
    secrets: secrets.map(({ rule, line }) => ({
      ...{ rule, placeholder: null, count: 1 },
      where: line === null ? 'object' : `object, line ${line}`,
    })),
  };
}

/** Null at the end of a body that is whole. */
async function nextOf(pieces: AsyncIterator<Buffer>): Promise<Buffer | null> {
  try {
    const { done, value } = await pieces.next();
    return done === true ? null : value;
  } catch (cause) {
    throw new Refusal('parse', 'malformed', 'the body of the request ended before it was whole', { cause });
  }
}

function otherSize(): Refusal {
  return new Refusal('parse', 'malformed', 'the object has not the size that its address says', {
    hint: 'put it where the answer of a batch says',
  });
}

async function orRefused<T>(keep: () => Promise<T>): Promise<T> {
  try {
    return await keep();
  } catch (cause) {
    if (!(cause instanceof SpoolError)) throw cause;
    const hint =
      cause.code === 'full' ? 'try again when others are done' : 'free the disk that COUNTERSIGN_HOME is on';
    const what = `the object cannot be kept while it is looked at: ${cause.message}`;
    throw new Refusal('parse', cause.code === 'full' ? 'too-large' : 'inspection-failed', what, {
      hint,
      cause,
    });
  }
}

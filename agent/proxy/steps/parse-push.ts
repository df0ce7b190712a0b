import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { CompiledPolicy } from '../../../policy/compile.ts';
import type { RefUpdate } from '../../../protocol/operation.ts';
import { isZeroId, type PushRequest, PushRequestError } from '../../core/git/push-request.ts';
import { createPushRequestReader } from '../../core/git/receive-pack-request.ts';
import { classifyRef } from '../../core/git/ref-name.ts';
import { headerValue, headerValues } from '../../core/http/headers.ts';
import { confirmRight } from '../../gateway/confirm-right.ts';
import { InspectionError, type QuarantinedPush } from '../../git/inspector.ts';
import type { PolicyDetector } from '../../masking/policy-detector.ts';
import { lengthOf } from '../body-framing.ts';
import type { ClientRequest } from '../client.ts';
import type { ExchangePorts } from '../ports.ts';
import { PushAnswer } from '../push-answer.ts';
import { readingRight } from '../reading-right.ts';
import { Refusal } from '../refusal.ts';
import type { Classified, Parsed, Route } from '../stages.ts';
import { unrecorded } from './journal.ts';
import { refuseBeyondRefs } from './refuse-beyond-refs.ts';
import { secretsAsked } from './secrets-asked.ts';

type PushRoute = Extract<Route, { kind: 'git.push' }>;

/**
 * Reads a push: the commands first, then the pack into quarantine, where it is inspected. Nothing of it has
 * left when this returns.
 */
export async function parsePush(
  classified: Classified,
  route: PushRoute,
  policy: CompiledPolicy,
  ports: ExchangePorts,
): Promise<Parsed> {
  const { client, repository } = route;
  const body = decodedBody(client);
  if (client.expectsContinue) client.response.informational(100, []);
  const head = await readHead(body, classified, ports);
  if (head.kind === 'probe') {
    const action = { kind: 'git.fetch', repository } as const;
    return { ...classified, payload: { kind: 'probe' }, actions: [action], ...SEARCHED_FOR_NOTHING };
  }
  classified.answer.speakPush(new PushAnswer(client.response, head.request));
  const masking = ports.masking.of(classified.session.id, policy);
  refuseBeyondRefs(head.request, masking);
  const known = await ports.repositoryPolicies.of(classified, policy, { repository, step: 'parse' });
  const asked = known.kind === 'policy' ? known.policy : policy;
  // Git says no length of what is larger than its buffer (git-config, "http.postBuffer").
  if (lengthOf(client) === null) ports.evaluator.prepare(asked);
  const terms = asked.diffTerms;
  const searchedBy = secretsAsked(asked);
  const detector = searchedBy === null ? null : ports.masking.detector(policy);
  const quarantine = await receive(classified, route, { head, body, terms, detector }, ports);
  classified.onEnd(() => quarantine[Symbol.asyncDispose]());
  return {
    ...classified,
    payload: { kind: 'push', request: head.request, quarantine, masking },
    actions: quarantine.inspected.map((update) => ({ kind: 'git.push', repository, update })),
    scannedFor: terms,
    searchedBy,
  };
}

const SEARCHED_FOR_NOTHING = { scannedFor: [], searchedBy: null } as const;

/** Git compresses small bodies; any other coding is not Git's and is refused. */
function decodedBody(client: ClientRequest): Readable {
  const codings = headerValues(client.rawHeaders, 'content-encoding');
  if (codings.length === 0) return client.body;
  const coding = codings.join(',').trim().toLowerCase();
  if (coding === 'identity') return client.body;
  if (coding !== 'gzip' && coding !== 'x-gzip') {
    throw new Refusal(
      'parse',
      'malformed',
      'the body of the push is in a content-encoding that cannot be read',
      {
        hint: 'git sends gzip or none',
      },
    );
  }
  const gunzip = createGunzip();
  // Whoever reads sees the error, then or later; while nobody does, it must not end the agent.
  gunzip.on('error', () => undefined);
  client.body.on('error', (error) => gunzip.destroy(error));
  client.body.on('close', () => {
    if (!client.body.readableEnded) gunzip.destroy(new Error('the client stopped sending'));
  });
  return client.body.pipe(gunzip);
}

type Head =
  | { readonly kind: 'probe' }
  | { readonly kind: 'request'; readonly request: PushRequest; readonly rest: Uint8Array };

async function readHead(
  body: Readable,
  { signal, client }: Pick<Classified, 'signal' | 'client'>,
  ports: ExchangePorts,
): Promise<Head> {
  const reader = createPushRequestReader({
    maxCommands: ports.limits.maxRefUpdates,
    maxHeaderBytes: ports.limits.maxPushHeaderBytes,
  });
  const stop = AbortSignal.any([signal, AbortSignal.timeout(ports.limits.pushHeaderTimeoutMs)]);
  try {
    for await (const chunk of until(stop, keptOpen(body))) {
      const read = reader.push(chunk);
      if (read.kind === 'request') return read;
    }
    return reader.end();
  } catch (cause) {
    if (client.signal.aborted) throw new Refusal('parse', 'client-gone', 'the client went away', { cause });
    if (signal.aborted) throw sessionClosed(cause);
    if (stop.aborted) throw tooSlow(cause);
    if (!(cause instanceof PushRequestError)) throw unreadable(cause);
    const code = OVER_A_LIMIT.has(cause.code) ? 'too-large' : 'malformed';
    throw new Refusal('parse', code, `the push cannot be read: ${cause.message}`, { cause });
  }
}

function unreadable(cause: unknown): Refusal {
  return new Refusal('parse', 'malformed', 'the body of the push ended before it was whole', { cause });
}

function sessionClosed(cause: unknown): Refusal {
  return new Refusal('parse', 'unknown-session', 'the session was closed before the push had come', {
    hint: 'start the program again with `countersign exec`, then try again',
    cause,
  });
}

function tooSlow(cause: unknown): Refusal {
  return new Refusal('parse', 'malformed', 'what the push is about did not come in time', { cause });
}

/** Ends with the signal's reason, though a client that sends nothing lets no read of its body end. */
async function* until(stop: AbortSignal, pieces: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  stop.throwIfAborted();
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  stopped.catch(() => undefined);
  const onStop = (): void => reject(stop.reason);
  stop.addEventListener('abort', onStop, { once: true });
  try {
    for (;;) {
      const next = await Promise.race([pieces.next(), stopped]);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    stop.removeEventListener('abort', onStop);
    // Not waited for: a read that is under way ends with the next bytes, or with the client.
    void pieces.return?.();
  }
}

async function receive(
  classified: Classified,
  route: PushRoute,
  push: {
    readonly head: Extract<Head, { kind: 'request' }>;
    readonly body: Readable;
    readonly terms: readonly string[];
    readonly detector: PolicyDetector | null;
  },
  ports: ExchangePorts,
): Promise<QuarantinedPush> {
  const { client, repository } = route;
  const { request, rest } = push.head;
  const authorization = await readingRight(
    {
      host: client.target.host,
      port: client.target.port,
      purpose: 'git.read',
      repository: repository.path,
      clients: headerValue(client.rawHeaders, 'authorization'),
    },
    classified,
    ports,
  );
  const repositoryPath = client.path.slice(0, client.path.lastIndexOf('/'));
  if (ports.gateway !== null) {
    await confirmRight({ target: client.target, repositoryPath, authorization }, classified, ports);
  }
  const access = ports.ownReads.grant({
    exchange: classified.exchange,
    session: classified.session.id,
    target: client.target,
    repositoryPath,
    authorization,
    signal: classified.signal,
  });
  classified.onEnd(() => access.revoke());
  try {
    return await ports.inspector.receive({
      repository,
      objectFormat: request.objectFormat,
      updates: request.commands.map(updateOf),
      pack: request.expectsPack ? packOf(rest, push.body) : null,
      terms: push.terms,
      detector: push.detector,
      readAccess: async () => ({ url: access.url, header: access.header }),
      signal: classified.signal,
    });
  } catch (cause) {
    if (access.unrecorded() !== null) throw unrecorded('parse', access.unrecorded());
    if (cause instanceof InspectionError) throw refusalOfInspection(cause);
    throw cause;
  }
}

/** Plain iteration destroys what it has read, and an h2 stream with it, on which the answer is still to go out. */
function keptOpen(body: Readable): AsyncIterableIterator<Buffer> {
  return body.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer>;
}

/** Chunks of a pack that wait for who reads it: to stop and start a client for each takes longer than some are read. */
const PIECES_AHEAD = 16;

/**
 * What follows the commands, a chunk at a time and as it came: to iterate over the body would join those that wait,
 * and leave them to the collector. Destroying it lets go of the body, for whoever answers to read on.
 */
function packOf(rest: Uint8Array, body: Readable): Readable {
  const onData = (chunk: Buffer): void => {
    if (!pack.push(chunk)) body.pause();
  };
  const onEnd = (): void => void pack.push(null);
  const onBroken = (): void => {
    if (!body.readableEnded) pack.destroy(body.errored ?? new Error('the client stopped sending'));
  };
  const pack = new Readable({
    objectMode: true,
    highWaterMark: PIECES_AHEAD,
    read: () => void body.resume(),
    destroy: (error, destroyed) => {
      body.off('data', onData).off('end', onEnd).off('error', onBroken).off('close', onBroken);
      destroyed(error);
    },
  });
  if (rest.length > 0) pack.push(Buffer.from(rest.buffer, rest.byteOffset, rest.length));
  if (body.readableEnded) onEnd();
  else if (body.destroyed) onBroken();
  else body.on('data', onData).on('end', onEnd).on('error', onBroken).on('close', onBroken);
  return pack;
}

function updateOf(command: PushRequest['commands'][number]): RefUpdate {
  const { ref, oldId, newId } = command;
  return { ref, ...classifyRef(ref), change: changeOf(oldId, newId), oldId, newId };
}

function changeOf(oldId: string, newId: string): RefUpdate['change'] {
  if (isZeroId(newId)) return 'delete';
  return isZeroId(oldId) ? 'create' : 'update';
}

const OVER_A_LIMIT: ReadonlySet<InspectionError['code'] | PushRequestError['code']> = new Set([
  'pack-too-large',
  'too-many-commits',
  'too-many-changes',
  'header-too-large',
  'too-many-commands',
]);

/** What could not be inspected cannot be judged; the limit that was met decides how it is said. */
function refusalOfInspection(error: InspectionError): Refusal {
  const code = codeOfInspection(error);
  return new Refusal('parse', code, `the push cannot be inspected: ${error.message}`, {
    hint: error.hint,
    cause: error,
  });
}

function codeOfInspection({ code }: InspectionError): 'too-large' | 'cannot-mask' | 'inspection-failed' {
  if (OVER_A_LIMIT.has(code)) return 'too-large';
  return code === 'secret-in-name' ? 'cannot-mask' : 'inspection-failed';
}

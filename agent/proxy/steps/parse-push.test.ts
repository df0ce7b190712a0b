import { once } from 'node:events';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { CompiledPolicy } from '../../../policy/compile.ts';
import { toldClient } from '../../../test/support/told-client.ts';
import { JournalError } from '../../audit/journal-error.ts';
import { encodePktLine, FLUSH } from '../../core/git/pkt-line.ts';
import { NO_BROKER } from '../../credential/broker.ts';
import { InspectionError } from '../../git/inspection-error.ts';
import type { PushToInspect } from '../../git/inspector.ts';
import type { ExchangePorts } from '../ports.ts';
import type { Classified } from '../stages.ts';
import { parsePush } from './parse-push.ts';

const OLD = '1'.repeat(40);
const NEW = '2'.repeat(40);
const PACK = Buffer.from('PACK and what follows');
const REPOSITORY = { id: 'github.com/o/r', host: 'github.com', path: 'o/r' };

function commands(...refs: readonly string[]): Buffer {
  const lines = refs.map((ref, index) =>
    encodePktLine(Buffer.from(`${OLD} ${NEW} ${ref}${index === 0 ? '\0report-status side-band-64k' : ''}`)),
  );
  return Buffer.concat([...lines, FLUSH]);
}

const MAIN = commands('refs/heads/main');

interface Scene {
  readonly body: readonly Buffer[] | Readable;
  readonly rawHeaders?: readonly string[];
  readonly inspect?: (push: PushToInspect) => Promise<void>;
  readonly maxRefUpdates?: number;
  readonly maxPushHeaderBytes?: number;
  readonly pushHeaderTimeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Why a read of the agent has no record. */
  readonly unrecorded?: unknown;
}

/** The quarantine reads the whole pack, then does what `inspect` says. */
function scene({
  body,
  rawHeaders = [],
  inspect,
  maxRefUpdates = 2,
  maxPushHeaderBytes = 1000,
  pushHeaderTimeoutMs = 60_000,
  signal,
  unrecorded = null,
}: Scene) {
  const seen = { pack: '', revoked: 0, disposed: 0, header: '', prepared: 0 };
  const revoke = (): void => {
    seen.revoked += 1;
  };
  const releases: (() => PromiseLike<void> | void)[] = [];
  const { request } = toldClient({
    method: 'POST',
    path: '/o/r.git/git-receive-pack',
    rawHeaders,
    body: body instanceof Readable ? body : Readable.from(body, { objectMode: false }),
  });
  const classified = {
    exchange: 'exchange-1',
    session: { id: 's1' },
    client: request,
    signal: signal ?? request.signal,
    answer: { speakPush: () => undefined },
    onEnd: (release: () => void) => releases.push(release),
  } as unknown as Classified;
  const ports = {
    limits: { maxRefUpdates, maxPushHeaderBytes, pushHeaderTimeoutMs },
    credentials: NO_BROKER,
    gateway: null,
    evaluator: {
      prepare: () => {
        seen.prepared += 1;
      },
    },
    repositoryPolicies: {
      of: async (_parsed: unknown, asked: unknown) => ({ kind: 'policy', policy: asked, workspace: null }),
    },
    masking: {
      of: () => ({ detector: { scan: (text: string) => (text.includes('hunter2') ? [text] : []) } }),
    },
    ownReads: {
      grant: (grant: { readonly authorization: string | null; readonly repositoryPath: string }) => {
        seen.header = `${grant.repositoryPath} ${grant.authorization}`;
        return { url: 'http://127.0.0.1/', header: 'x: y', revoke, unrecorded: () => unrecorded };
      },
    },
    inspector: {
      receive: async (push: PushToInspect) => {
        for await (const chunk of push.pack ?? []) seen.pack += String(chunk);
        await inspect?.(push);
        return {
          inspected: push.updates.map((update) => ({ ...update, forced: false, commits: [], changes: [] })),
          [Symbol.asyncDispose]: async () => {
            seen.disposed += 1;
          },
        };
      },
    },
  } as unknown as ExchangePorts;
  const policy = { diffTerms: ['password'], rules: [] } as unknown as CompiledPolicy;
  const route = { kind: 'git.push', client: request, repository: REPOSITORY } as const;
  const run = () => parsePush(classified, route, policy, ports);
  const end = async (): Promise<void> => {
    for (const release of releases.reverse()) await release();
  };
  return { run, end, seen };
}

function broken(): Readable {
  let isFirst = true;
  return new Readable({
    read() {
      if (isFirst) this.push(MAIN.subarray(0, 20));
      else this.destroy(new Error('aborted'));
      isFirst = false;
    },
  });
}

const fails = (code: InspectionError['code']) => () => Promise.reject(new InspectionError(code, 'seen'));

const REFUSED: readonly (readonly [what: string, given: Scene, code: string])[] = [
  ['a secret for a name', { body: [commands('refs/heads/x', 'refs/heads/hunter2')] }, 'cannot-mask'],
  ['nothing at all', { body: [] }, 'malformed'],
  ['something else than pkt-lines', { body: [Buffer.from('GET / HTTP/1.1\r\n')] }, 'malformed'],
  ['commands that are cut off', { body: [MAIN.subarray(0, 30)] }, 'malformed'],
  ['a client that goes away', { body: broken() }, 'malformed'],
  ['a coding that is not Git’s', { body: [MAIN], rawHeaders: ['Content-Encoding', 'br'] }, 'malformed'],
  ['two codings', { body: [MAIN], rawHeaders: ['Content-Encoding', 'gzip, gzip'] }, 'malformed'],
  ['gzip that is none', { body: [MAIN], rawHeaders: ['Content-Encoding', 'gzip'] }, 'malformed'],
  ['too many refs', { body: [commands('refs/heads/a', 'refs/heads/b')], maxRefUpdates: 1 }, 'too-large'],
  ['a header over the limit', { body: [MAIN], maxPushHeaderBytes: 50 }, 'too-large'],
  ['a pack over the limit', { body: [MAIN, PACK], inspect: fails('pack-too-large') }, 'too-large'],
  ['too many commits', { body: [MAIN, PACK], inspect: fails('too-many-commits') }, 'too-large'],
  ['too many changes', { body: [MAIN, PACK], inspect: fails('too-many-changes') }, 'too-large'],
  ['a damaged pack', { body: [MAIN, PACK], inspect: fails('malformed-pack') }, 'inspection-failed'],
  ['a git too old to inspect', { body: [MAIN, PACK], inspect: fails('git-too-old') }, 'inspection-failed'],
  ['objects nobody gives', { body: [MAIN, PACK], inspect: fails('missing-objects') }, 'inspection-failed'],
];

it.each([
  ['a header that does not come in time', { pushHeaderTimeoutMs: 5 }, 'malformed'],
  ['a header whose session is closed meanwhile', { signal: AbortSignal.timeout(5) }, 'unknown-session'],
])('refuses %s, and reads the body on for whoever answers', async (_what, given, code) => {
  const body = new Readable({ read() {} });
  body.push(MAIN.subarray(0, 30));
  await expect(scene({ body, ...given }).run()).rejects.toMatchObject({ step: 'parse', code });
  expect(body.destroyed).toBe(false);
  body.resume();
  body.push(MAIN.subarray(30));
  body.push(null);
  await once(body, 'end');
});

it.each(REFUSED)('refuses %s', async (_what, given, code) => {
  await expect(scene(given).run()).rejects.toMatchObject({ step: 'parse', code });
});

it('passes on a fault that is no finding, and takes back the right to read', async () => {
  const fault = new TypeError('unforeseen');
  const { run, end, seen } = scene({ body: [MAIN, PACK], inspect: () => Promise.reject(fault) });
  await expect(run()).rejects.toBe(fault);
  await end();
  expect(seen).toMatchObject({ revoked: 1, disposed: 0 });
});

it.each([
  ['in one piece', [Buffer.concat([MAIN, PACK])], []],
  ['byte by byte', [...Buffer.concat([MAIN, PACK])].map((byte) => Buffer.of(byte)), []],
  ['compressed', [gzipSync(Buffer.concat([MAIN, PACK]))], ['Content-Encoding', 'gzip']],
])('reads commands and pack %s', async (_what, body, rawHeaders) => {
  const { run, seen } = scene({ body, rawHeaders });
  const { actions, scannedFor } = await run();
  expect(seen.pack).toBe(PACK.toString());
  expect(scannedFor).toEqual(['password']);
  expect(actions).toMatchObject([
    { kind: 'git.push', repository: REPOSITORY, update: { ref: 'refs/heads/main', change: 'update' } },
  ]);
});

it('reads the repository with the right of whoever pushes, until the exchange ends', async () => {
  const { run, end, seen } = scene({ body: [MAIN, PACK], rawHeaders: ['Authorization', 'Basic abc'] });
  await run();
  expect(seen).toMatchObject({ header: '/o/r.git Basic abc', revoked: 0, disposed: 0 });
  await end();
  expect(seen).toMatchObject({ revoked: 1, disposed: 1 });
});

it('judges the empty request by which git tries its credential as a fetch', async () => {
  const { run } = scene({ body: [Buffer.from(FLUSH)] });
  expect(await run()).toMatchObject({ payload: { kind: 'probe' }, actions: [{ kind: 'git.fetch' }] });
});

it('says that it was the journal, where a read that the inspection takes could not be recorded', async () => {
  const inspect = async () => {
    throw new InspectionError('upstream-unreadable', 'cannot read the repository: HTTP 502');
  };
  const full = new JournalError('full', 'the spool is full');
  const { run } = scene({ body: [MAIN, PACK], inspect, unrecorded: full });
  await expect(run()).rejects.toMatchObject({ step: 'parse', code: 'journal-full' });
});

it.each<readonly [string, readonly string[], number]>([
  ['of which git says no length is large', [], 1],
  ['of which git says a length is small', ['Content-Length', '100'], 0],
])('a push %s, and the evaluation is made ready for large ones', async (_, rawHeaders, times) => {
  const { run, seen } = scene({ body: [MAIN, PACK], rawHeaders });
  await run();
  expect(seen.prepared).toBe(times);
});

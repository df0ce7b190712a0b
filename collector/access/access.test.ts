import { createPublicKey, hash, verify } from 'node:crypto';
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { verifyAccess } from '../../protocol/access-record.ts';
import { CHAIN_START } from '../../protocol/chain.ts';
import { openTestCollector, type TestCollector } from '../../test/support/collector.ts';
import { NOT_VOUCHED } from '../identity/caller.ts';
import { type CollectorKey, openCollectorKey } from '../identity/collector-key.ts';
import { AccessAudit } from './access-audit.ts';
import { AccessError } from './access-error.ts';
import { type AccessEntry, type AccessJournal, openAccessJournal } from './access-journal.ts';

const sha256Hex = (input: Uint8Array | string): string => hash('sha256', input);

const LIMITS = { maxAccessFileBytes: 2000, maxAccessFiles: 3, maxAccessQueue: 4 };
const ENTRY: AccessEntry = { event: 'read', subject: 'ana', session: null, detail: { what: 'records' } };

let home: string;
let directory: string;
let key: CollectorKey;
let number = 0;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'countersign-access-'));
  key = openCollectorKey(home);
});

beforeEach(() => {
  number += 1;
  directory = join(home, String(number));
});

afterAll(() => rm(home, { recursive: true, force: true }));

function open(): Promise<AccessJournal> {
  const clock = () => new Date('2026-11-21T08:00:00.000Z');
  return openAccessJournal({ directory, key, clock, limits: LIMITS });
}

async function write(count: number): Promise<void> {
  const journal = await open();
  for (let each = 0; each < count; each++) await journal.note(ENTRY);
  await journal.close();
}

const OLDEST = { after: null, order: 'oldest', limit: 1000 } as const;

async function numbers(): Promise<readonly number[]> {
  const journal = await open();
  const records = await journal.page(OLDEST);
  await journal.close();
  const publicKey = createPublicKey({
    key: Buffer.from(key.publicKey, 'base64'),
    format: 'der',
    type: 'spki',
  });
  const holds = verifyAccess(records, records[0]?.record.seq === 1 ? CHAIN_START : null, {
    sha256: sha256Hex,
    verify: (bytes, signature) => verify(null, bytes, publicKey, Buffer.from(signature, 'base64url')),
  });
  expect(holds.kind).toBe('valid');
  return records.map(({ record }) => record.seq);
}

describe('the journal', () => {
  test('goes on with its chain', async () => {
    await write(2);
    await write(1);
    expect(await numbers()).toEqual([1, 2, 3]);
  });

  test('begins a new file when one is full, and keeps no more than it may', async () => {
    await write(40);
    const kept = await numbers();
    expect((await readdir(directory)).filter((name) => name.endsWith('.jsonl'))).toHaveLength(3);
    expect(kept.at(-1)).toBe(40);
    expect(kept[0]).toBeGreaterThan(1);
  });

  test.each<[string, number | null, 'oldest' | 'newest', readonly number[]]>([
    ['the first', null, 'oldest', [1, 2, 3]],
    ['those after', 7, 'oldest', [8, 9, 10]],
    ['the last', null, 'newest', [12, 11, 10]],
    ['those before', 7, 'newest', [6, 5, 4]],
    ['none after the end', 12, 'oldest', []],
    ['none before the beginning', 1, 'newest', []],
  ])('has pages, over all of its files: %s', async (_name, after, order, seqs) => {
    await write(12);
    const journal = await open();
    const records = await journal.page({ after, order, limit: 3 });
    await journal.close();
    expect(records.map(({ record }) => record.seq)).toEqual(seqs);
  });

  test('forgets a line that was torn, since nobody was told of it', async () => {
    await write(2);
    const [name = ''] = await readdir(directory);
    await appendFile(join(directory, name), '{"record":{"v":1,');
    await write(1);
    expect(await numbers()).toEqual([1, 2, 3]);
  });

  test.each<[string, (text: string) => string]>([
    ['changed', (text) => text.replace('"ana"', '"bob"')],
    ['dropped', (text) => text.split('\n').toSpliced(1, 1).join('\n')],
    ['no record', () => 'x\n'],
  ])('does not open when a line was %s', async (_name, change) => {
    await write(3);
    const path = join(directory, (await readdir(directory))[0] ?? '');
    await writeFile(path, change(await readFile(path, 'utf8')));
    await expect(open()).rejects.toMatchObject({ code: 'damaged' });
  });

  test('goes on where a file was made and nothing written', async () => {
    await write(2);
    await writeFile(join(directory, '0000000000000003.jsonl'), '');
    await write(1);
    expect(await numbers()).toEqual([1, 2, 3]);
  });

  test('takes so much at once and no more', async () => {
    const journal = await open();
    const notes = await Promise.allSettled(Array.from({ length: 6 }, () => journal.note(ENTRY)));
    expect(notes.map(({ status }) => status)).toEqual([
      ...Array(4).fill('fulfilled'),
      ...Array(2).fill('rejected'),
    ]);
    await journal.close();
    await expect(journal.note(ENTRY)).rejects.toMatchObject({ code: 'not-written' });
  });
});

describe('a collector', () => {
  let collector: TestCollector;

  beforeAll(async () => {
    collector = await openTestCollector({ accessWindowMs: 60_000, signInWindowMs: 1 });
  });

  afterAll(() => collector.close());

  async function told(): Promise<readonly (readonly [string, string | null, unknown])[]> {
    const { records } = await (await collector.client('auditor')).access({ order: 'newest', limit: 100 });
    return records
      .map(({ record: { event, subject, detail } }) => [event, subject, detail] as const)
      .toReversed();
  }

  async function signIn(token: string): Promise<Response> {
    const headers = { 'content-type': 'application/json' };
    return fetch(`${collector.url}/v1/session`, { method: 'POST', headers, body: JSON.stringify({ token }) });
  }

  test('writes down who signed in, who could not, and who signed out', async () => {
    await signIn('guessed');
    const response = await signIn(await collector.token('reviewer'));
    const { key: half } = (await response.json()) as { key: string };
    const cookie = (response.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
    const headers = { cookie, 'x-countersign-key': half };
    await fetch(`${collector.url}/v1/session`, { method: 'DELETE', headers });
    expect((await told()).slice(-4, -1)).toEqual([
      ['sign-in-refused', null, { code: 'unauthenticated' }],
      ['signed-in', 'reviewer', { roles: ['reviewer'] }],
      ['signed-out', 'reviewer', {}],
    ]);
    const written = JSON.stringify(await told());
    for (const secret of ['guessed', await collector.token('reviewer'), half, cookie.split('=')[1] ?? '']) {
      expect(written).not.toContain(secret);
    }
  });

  test('writes down what people read before they have it, once in a while, and searched words as a hash', async () => {
    const auditor = await collector.client('auditor');
    for (const after of [0, 1, 2])
      await auditor.records({ repository: 'git.example/a', words: 'hunter2', after });
    await (await collector.client('reviewer')).list({});
    await expect((await collector.client('reviewer')).get('0'.repeat(20))).rejects.toThrow();
    const words = `sha256:${sha256Hex(Buffer.from('hunter2'))}`;
    expect((await told()).filter(([event]) => event === 'read')).toEqual(
      expect.arrayContaining([
        [
          'read',
          'auditor',
          { what: 'records', route: '/v1/records', filter: { repository: 'git.example/a', words } },
        ],
        ['read', 'reviewer', { what: 'approvals', route: '/v1/approvals', filter: {} }],
        [
          'read',
          'reviewer',
          { what: 'approvals', route: '/v1/approvals/:id', id: '0'.repeat(20), filter: {} },
        ],
      ]),
    );
    expect(JSON.stringify(await told())).not.toContain('hunter2');
    collector.passTime(60_000);
    await auditor.records({ session: 'another' });
    const repeated = (await told()).filter(([event]) => event === 'repeated');
    expect(repeated).toContainEqual([
      'repeated',
      'auditor',
      { event: 'read', of: expect.any(Number), times: 2 },
    ]);
  });

  test('writes nothing of what agents ask, and shows its journal to auditors alone', async () => {
    const before = (await told()).length;
    await (await collector.client('agent')).list({});
    const after = await told();
    expect(after.length - before).toBeLessThanOrEqual(1);
    await expect((await collector.client('reviewer')).access({})).rejects.toMatchObject({
      refusal: 'forbidden',
    });
  });
});

test('nobody reads what cannot be written down, however often they try', async () => {
  const note = () => Promise.reject(new AccessError('not-written', 'the disk is full', { hint: '' }));
  const limits = { accessWindowMs: 1000, maxAccessRepeats: 10 };
  const audit = new AccessAudit({ journal: { note }, clock: () => new Date(0), limits });
  const caller = {
    token: 't',
    roles: ['auditor'],
    subject: 'ana',
    groups: [],
    vouched: NOT_VOUCHED,
    expiresAt: null,
    loggedInAt: null,
  } as const;
  for (let attempt = 0; attempt < 2; attempt++) {
    await expect(audit.read(caller, null, {})).rejects.toMatchObject({ code: 'not-written' });
  }
});

test('so many kinds of access are counted, and one more ends the count of the oldest', async () => {
  const noted: AccessEntry[] = [];
  const note = async (entry: AccessEntry) => noted.push(entry);
  const limits = { accessWindowMs: 1000, maxAccessRepeats: 2 };
  const audit = new AccessAudit({ journal: { note }, clock: () => new Date(0), limits });
  for (const code of ['a', 'a', 'b', 'c', 'c', 'c']) await audit.refused(code);
  await audit.close();
  expect(noted.map(({ detail }) => detail)).toEqual([
    { code: 'a' },
    { code: 'b' },
    { code: 'c' },
    { event: 'sign-in-refused', of: 1, times: 1 },
    { event: 'sign-in-refused', of: 3, times: 2 },
  ]);
});

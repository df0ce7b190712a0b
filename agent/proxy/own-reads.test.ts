import { request } from 'node:http';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../audit/sealer.ts';
import type { TurnedAway } from './listener-refusal.ts';
import { type GrantedRead, type OwnReads, openOwnReads } from './own-reads.ts';
import type { UpstreamRequest } from './upstream.ts';
import { UpstreamError } from './upstream-error.ts';

let reads: OwnReads;
let sent: UpstreamRequest[];
let recorded: JournalEntry[];
let refused: TurnedAway[];
let journalFails: boolean;
/** What the host answers, one after another; 200 behind the last. */
let answers: (number | UpstreamError)[];

beforeEach(async () => {
  sent = [];
  recorded = [];
  refused = [];
  journalFails = false;
  answers = [];
  reads = await openOwnReads({
    upstream: {
      async request(asked) {
        sent.push(asked);
        const status = answers.shift() ?? 200;
        if (status instanceof UpstreamError) throw status;
        return {
          status,
          statusMessage: 'OK',
          rawHeaders: ['Content-Type', 'text/x', 'Content-Length', '2'],
          body: Readable.from([Buffer.from('ok')]),
          trailers: () => [],
          complete: () => true,
        };
      },
      close: async () => undefined,
    },
    journal: {
      async append(entry) {
        if (journalFails) throw new Error('ENOSPC');
        recorded.push(entry);
        return { seq: 1, hash: '' };
      },
    },
    refused: (what) => refused.push(what),
    fault: () => undefined,
  });
});

afterEach(() => reads.close());

function grant(): GrantedRead {
  return reads.grant({
    exchange: 'exchange-1',
    session: 'session-1',
    target: { scheme: 'https', host: 'git.example.test', port: 443 },
    repositoryPath: '/octo-org/demo.git',
    authorization: 'Basic c2VjcmV0',
    signal: new AbortController().signal,
  });
}

interface Ask {
  readonly method?: string;
  readonly path?: string;
  readonly header?: string;
}

function ask(
  granted: GrantedRead,
  { method = 'GET', path, header = granted.header }: Ask = {},
): Promise<{ status: number; text: string }> {
  const url = new URL(granted.url);
  const [name = '', value = ''] = header.split(': ');
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: url.hostname,
        port: url.port,
        method,
        path: `${url.pathname}${path ?? '/info/refs?service=git-upload-pack'}`,
        headers: { [name]: value, 'git-protocol': 'version=2', cookie: 'c=1' },
      },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      },
    );
    outgoing.on('error', reject);
    outgoing.end();
  });
}

it('reads the granted repository with the right of the requester, and records it first', async () => {
  expect(await ask(grant())).toEqual({ status: 200, text: 'ok' });
  expect(sent[0]).toMatchObject({
    method: 'GET',
    path: '/octo-org/demo.git/info/refs?service=git-upload-pack',
  });
  expect(sent[0]?.rawHeaders).toEqual(
    expect.arrayContaining(['Host', 'git.example.test', 'Authorization', 'Basic c2VjcmV0']),
  );
  expect(recorded).toEqual([
    expect.objectContaining({ event: 'agent.read', exchange: 'exchange-1', session: 'session-1' }),
  ]);
  expect(JSON.stringify(recorded)).not.toContain('c2VjcmV0');
});

it('passes on what a fetch needs and no more', async () => {
  await ask(grant());
  const headers = sent[0]?.rawHeaders.map((each) => each.toLowerCase()) ?? [];
  expect(headers).toContain('git-protocol');
  expect(headers).not.toContain('cookie');
  expect(headers).not.toContain('x-countersign-read');
});

it('says what the host answered last, and whether another connection may mend what broke', async () => {
  const granted = grant();
  const told = async () => [(await ask(granted)).status, granted.refusedWith(), granted.fault()];
  const broken = new UpstreamError('broken', 'reset');
  const unreachable = new UpstreamError('unreachable', 'refused');
  answers = [404, 200, broken, unreachable, 200];
  expect(await told()).toEqual([404, 404, null]);
  expect(await told()).toEqual([200, null, null]);
  expect(await told()).toEqual([502, null, broken]);
  expect(await told()).toEqual([504, null, unreachable]);
  expect(await told()).toEqual([200, null, null]);
});

describe('what is not granted', () => {
  it.each<readonly [string, Ask]>([
    ['another key', { header: 'x-countersign-read: guess' }],
    ['no key', { header: 'x-other: 1' }],
  ])('is not read, and is noted as a stranger’s: %s', async (_what, given) => {
    expect((await ask(grant(), given)).status).toBe(404);
    expect(sent).toEqual([]);
    expect(refused).toMatchObject([{ step: 'identify', code: 'unknown-session', target: null }]);
    expect(JSON.stringify(refused)).not.toContain('guess');
  });

  it.each<readonly [string, Ask]>([
    ['a push advertisement', { path: '/info/refs?service=git-receive-pack' }],
    ['a push', { method: 'POST', path: '/git-receive-pack' }],
    ['another path', { path: '/../../other/repo.git/info/refs?service=git-upload-pack' }],
    ['another method', { method: 'DELETE', path: '/git-upload-pack' }],
  ])('is not read: %s', async (_what, given) => {
    expect((await ask(grant(), given)).status).toBe(404);
    expect(sent).toEqual([]);
    expect(refused).toMatchObject([
      { step: 'accept', code: 'malformed', target: { host: 'git.example.test' } },
    ]);
  });

  it('is not read after the grant was revoked', async () => {
    const granted = grant();
    granted.revoke();
    expect((await ask(granted)).status).toBe(404);
    expect(sent).toEqual([]);
  });

  it('is not read when the read cannot be recorded', async () => {
    journalFails = true;
    const granted = grant();
    expect(granted.unrecorded()).toBeNull();
    expect((await ask(granted)).status).toBe(502);
    expect(granted.unrecorded()).toMatchObject({ message: 'ENOSPC' });
    expect(sent).toEqual([]);
  });
});

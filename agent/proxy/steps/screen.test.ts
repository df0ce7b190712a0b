import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { toldClient } from '../../../test/support/told-client.ts';
import { encodePktLine, FLUSH } from '../../core/git/pkt-line.ts';
import type { Report } from '../../core/git/report-status.ts';
import type { ExpectedPush } from '../../git/inspector.ts';
import type { ExchangePorts } from '../ports.ts';
import type { Forwarded } from '../stages.ts';
import { screen } from './screen.ts';

const REPOSITORY = { id: 'github.com/o/r', host: 'github.com', path: 'o/r' };
const ID = '2'.repeat(40);

interface Upstream {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: readonly string[];
  readonly body: readonly (Uint8Array | string)[];
  /** False when the body ends before its framing says so. */
  readonly whole?: boolean;
}

function response({ status = 200, type, headers = [], body, whole = true }: Upstream) {
  return {
    status,
    statusMessage: '',
    rawHeaders: [...(type === undefined ? [] : ['Content-Type', type]), ...headers],
    body: Readable.from(
      body.map((each) => Buffer.from(each)),
      { objectMode: false },
    ),
    trailers: () => [],
    complete: () => whole,
  };
}

const lines = (...texts: readonly string[]): Uint8Array =>
  Buffer.concat([...texts.map((text) => encodePktLine(Buffer.from(text))), FLUSH]);

describe('an answer that is passed on', () => {
  function relayed(upstream: Upstream) {
    const { request, told } = toldClient();
    const forwarded = {
      via: 'upstream',
      route: { kind: 'host.read', client: request, path: '/' },
      payload: { kind: 'stream' },
      response: response(upstream),
    } as unknown as Forwarded;
    return { run: () => screen(forwarded, {} as ExchangePorts), told };
  }

  it('is broken for the client when it broke off', async () => {
    const { run, told } = relayed({ body: ['half'], whole: false });
    await expect(run()).rejects.toMatchObject({ step: 'screen', code: 'upstream-broken' });
    expect(told).toMatchObject({ ended: false, destroyed: true });
  });

  it.each([
    [200, 'succeeded'],
    [302, 'succeeded'],
    [404, 'failed'],
    [500, 'failed'],
  ])('ends %i as %s', async (status, result) => {
    const { run, told } = relayed({ status, body: ['a', 'bc'] });
    expect(await run()).toMatchObject({ outcome: { status, bytes: 3 }, result });
    expect(told).toMatchObject({ status, body: 'abc', ended: true });
  });
});

describe('the advertisement of a push', () => {
  const TYPE = 'application/x-git-receive-pack-advertisement';
  const REFS = Buffer.concat([
    lines('# service=git-receive-pack\n'),
    lines(`${ID} refs/heads/main\0report-status atomic\n`),
  ]);

  function advertised(upstream: Upstream) {
    const { request, told } = toldClient();
    const forwarded = {
      via: 'upstream',
      route: { kind: 'git.advertise', client: request, service: 'git-receive-pack', repository: REPOSITORY },
      payload: { kind: 'none' },
      response: response(upstream),
    } as unknown as Forwarded;
    const expected: ExpectedPush[] = [];
    const ports = { inspector: { expect: (push: ExpectedPush) => expected.push(push) } };
    return { run: () => screen(forwarded, ports as unknown as ExchangePorts), told, expected };
  }

  it.each<readonly [string, Upstream]>([
    ['a page in its place', { type: 'text/html', body: ['<html>'] }],
    ['no type', { body: [REFS] }],
    ['a type that only begins alike', { type: `${TYPE}x`, body: [REFS] }],
    ['a coding', { type: TYPE, headers: ['Content-Encoding', 'gzip'], body: [REFS] }],
    ['an end before the end', { type: TYPE, body: [REFS], whole: false }],
    ['something that is not Git’s', { type: TYPE, body: ['zzzz'] }],
    ['half of it', { type: TYPE, body: [REFS.subarray(0, 50)] }],
  ])('is passed to nobody when it is %s', async (_what, upstream) => {
    const { run, told, expected } = advertised(upstream);
    await expect(run()).rejects.toMatchObject({ step: 'screen', code: 'upstream-broken' });
    expect(told.status).toBe(0);
    expect(expected).toEqual([]);
  });

  const SHA256 = Buffer.concat([
    lines('# service=git-receive-pack\n'),
    lines(`${ID} refs/heads/main\0report-status object-format=sha256\n`),
  ]);
  const ERROR = Buffer.concat([lines('# service=git-receive-pack\n'), lines('ERR gone\n')]);

  it.each<readonly [string, Upstream, readonly ExpectedPush[]]>([
    ['', { type: TYPE, body: [REFS] }, [{ repository: REPOSITORY, objectFormat: 'sha1' }]],
    [' of SHA-256', { type: TYPE, body: [SHA256] }, [{ repository: REPOSITORY, objectFormat: 'sha256' }]],
    [' that is an error, none', { type: TYPE, body: [ERROR] }, []],
    [' that is refused, none', { status: 401, type: 'text/plain', body: ['who?'] }, []],
  ])('lets a push be expected%s', async (_, upstream, pushes) => {
    const { run, expected } = advertised(upstream);
    await run();
    expect(expected).toEqual(pushes);
  });

  it('asks for a pack that can be read by itself', async () => {
    const { run, told } = advertised({ type: TYPE, headers: ['Content-Length', '1'], body: [REFS] });
    expect(await run()).toMatchObject({ result: 'succeeded' });
    expect(told.body).toMatch(/report-status atomic.* no-thin/);
    expect(told.headers).toEqual(['Content-Type', TYPE, 'Content-Length', String(told.body.length)]);
  });

  it('is passed on as it is when the server wants a credential first', async () => {
    const { run, told } = advertised({ status: 401, type: 'text/plain', body: ['who?'] });
    expect(await run()).toMatchObject({ result: 'failed' });
    expect(told).toMatchObject({ status: 401, body: 'who?', ended: true });
  });
});

describe('the result of a push', () => {
  const outcome = (ref: string, kind: 'accepted' | 'refused') => ({
    kind,
    reason: 'main is frozen',
    action: { kind: 'git.push', repository: REPOSITORY, update: { ref } },
  });

  function pushed(upstream: Upstream, options: { readonly started?: boolean } = {}) {
    const { request, told } = toldClient();
    const seen = { report: null as Report | null, kept: 0, faults: 0 };
    const command = (ref: string) => ({ ref, oldId: '1'.repeat(40), newId: ID });
    const forwarded = {
      exchange: 'exchange-1',
      via: 'upstream',
      route: { kind: 'git.push', client: request, repository: REPOSITORY },
      answer: {
        started: options.started ?? false,
        progressBytes: () => undefined,
        finishPush: async (report: Report) => {
          seen.report = report;
        },
      },
      outcomes: [outcome('refs/heads/free', 'accepted'), outcome('refs/heads/main', 'refused')],
      payload: {
        kind: 'push',
        request: {
          capabilities: new Map([['report-status', true]]),
          certificate: null,
          commands: [command('refs/heads/free'), command('refs/heads/main')],
        },
        quarantine: {
          packBytes: 10,
          accept: async () => {
            seen.kept += 1;
            throw new Error('ENOSPC');
          },
        },
      },
      response: response(upstream),
    } as unknown as Forwarded;
    const ports = {
      fault: () => void Object.assign(seen, { faults: seen.faults + 1 }),
    } as unknown as ExchangePorts;
    return { run: () => screen(forwarded, ports), told, seen };
  }

  it.each<readonly [string, Upstream]>([
    ['is empty', { body: [] }],
    ['is no report', { body: ['<html>'] }],
    ['is cut off', { body: [lines('unpack ok\n').subarray(0, 9)] }],
    ['ends before its framing', { body: [lines('unpack ok\n', 'ok refs/heads/free\n')], whole: false }],
  ])('is unknown when the answer %s', async (_what, upstream) => {
    const { run, seen } = pushed(upstream);
    await expect(run()).rejects.toMatchObject({ step: 'screen', code: 'upstream-broken' });
    expect(seen).toMatchObject({ report: null, kept: 0 });
  });

  it('is a refusal when the client has begun to read and the server wants a credential', async () => {
    const { run } = pushed({ status: 401, body: ['who?'] }, { started: true });
    await expect(run()).rejects.toMatchObject({ code: 'upstream-broken' });
  });

  it('is passed on when the server wants a credential first', async () => {
    const { run, told } = pushed({ status: 401, body: ['who?'] });
    expect(await run()).toMatchObject({ result: 'failed', outcome: { status: 401 } });
    expect(told).toMatchObject({ status: 401, ended: true });
  });

  it('tells of every ref, and goes on when what it brought cannot be kept', async () => {
    const { run, seen } = pushed({ body: [lines('unpack ok\n', 'ok refs/heads/free\n')] });
    expect(await run()).toMatchObject({ result: 'succeeded', outcome: { status: 200, packBytes: 10 } });
    expect(seen.report?.refs).toMatchObject([
      { ref: 'refs/heads/free', ok: true },
      { ref: 'refs/heads/main', ok: false, reason: expect.stringContaining('main is frozen') },
    ]);
    expect(seen).toMatchObject({ kept: 1, faults: 1 });
  });

  it('has failed when the server took nothing', async () => {
    const { run, seen } = pushed({ body: [lines('unpack ok\n', 'ng refs/heads/free hook declined\n')] });
    expect(await run()).toMatchObject({ result: 'failed' });
    expect(seen.kept).toBe(0);
  });
});

it.each([
  ['closed', 'succeeded'],
  ['sni-mismatch', 'failed'],
  ['upstream-unreachable', 'failed'],
  ['aborted', 'failed'],
])('ends a tunnel that was %s as %s', async (end, result) => {
  const tunnel = { bytesUp: 1, bytesDown: 2, end };
  const forwarded = { via: 'tunnel', tunnel } as unknown as Forwarded;
  expect(await screen(forwarded, {} as ExchangePorts)).toMatchObject({ outcome: tunnel, result });
});

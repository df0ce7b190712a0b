import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Answer, statusOf } from './answer.ts';
import type { ClientRequest, ClientTunnel } from './client.ts';
import { Refusal, refusalOf } from './refusal.ts';

/** A client that keeps what it is told. */
function client(
  options: { readonly body?: Readable; readonly headSent?: boolean; readonly aborted?: boolean } = {},
) {
  const told = { status: 0, headers: [] as readonly string[], body: '', ended: false, destroyed: false };
  const sink = new PassThrough();
  sink.on('data', (chunk: Buffer) => {
    told.body += chunk.toString();
  });
  const request = {
    kind: 'request',
    signal: options.aborted === true ? AbortSignal.abort() : new AbortController().signal,
    body: options.body ?? Readable.from([]),
    response: {
      headSent: options.headSent ?? false,
      head: (status: number, _message: string, headers: readonly string[]) =>
        Object.assign(told, { status, headers }),
      body: sink,
      end: async () => Object.assign(told, { ended: true }),
      destroy: () => Object.assign(told, { destroyed: true }),
    },
  } as unknown as ClientRequest;
  return { request, told };
}

const LIMITS = { maxDrainBytes: 1000, maxDrainMs: 50 };

const DENIED = new Refusal('evaluate', 'denied', 'main is frozen', { hint: 'wait for Monday' });

describe('a refusal', () => {
  it('is said in plain text with what to do next', async () => {
    const { request, told } = client();
    await new Answer(request, LIMITS).refuse(DENIED);
    expect(told).toMatchObject({
      status: 403,
      body: 'countersign: main is frozen (wait for Monday)\n',
      ended: true,
    });
  });

  it('is said to git in an advertisement that it understands', async () => {
    const { request, told } = client();
    const answer = new Answer(request, LIMITS);
    answer.speakAdvertisement('git-upload-pack');
    await answer.refuse(DENIED);
    expect(told).toMatchObject({ status: 200, ended: true });
    expect(told.headers).toContain('application/x-git-upload-pack-advertisement');
    expect(told.body).toContain('ERR countersign: main is frozen');
  });

  it('breaks an answer that has begun, instead of ending it cleanly', async () => {
    const { request, told } = client({ headSent: true });
    await new Answer(request, LIMITS).refuse(DENIED);
    expect(told).toMatchObject({ ended: false, destroyed: true });
  });

  it('is said to nobody who has gone', async () => {
    const { request, told } = client({ aborted: true });
    await new Answer(request, LIMITS).refuse(DENIED);
    expect(told).toMatchObject({ status: 0, destroyed: true });
  });

  it('reads what the client still sends first', async () => {
    const body = Readable.from([Buffer.alloc(600), Buffer.alloc(400)]);
    const { request, told } = client({ body });
    await new Answer(request, LIMITS).refuse(DENIED);
    expect(body.readableEnded).toBe(true);
    expect(told.ended).toBe(true);
  });

  it('reads no more than the limit', async () => {
    const body = new Readable({ read() {} });
    for (let count = 0; count < 3; count += 1) body.push(Buffer.alloc(500));
    const { request, told } = client({ body });
    await new Answer(request, LIMITS).refuse(DENIED);
    expect(body.destroyed).toBe(true);
    expect(told.ended).toBe(true);
  });

  it('waits no longer than the limit for a client that goes on sending nothing', async () => {
    const { request, told } = client({ body: new Readable({ read() {} }) });
    await new Answer(request, LIMITS).refuse(DENIED);
    expect(told.ended).toBe(true);
  });

  it('is said at once to a client that waits to be told to send', async () => {
    const body = new Readable({ read() {} });
    const { request, told } = client({ body });
    await new Answer({ ...request, expectsContinue: true }, { ...LIMITS, maxDrainMs: 2 ** 31 - 1 }).refuse(
      DENIED,
    );
    expect(told).toMatchObject({ status: 403, ended: true });
  });

  it('reads on although somebody had begun to read the body and stopped', async () => {
    const body = new Readable({ read() {} });
    body.pipe(new PassThrough({ highWaterMark: 1 }));
    for (let count = 0; count < 3; count += 1) body.push(Buffer.alloc(200));
    body.push(null);
    const { request, told } = client({ body });
    await new Answer(request, { ...LIMITS, maxDrainMs: 2 ** 31 - 1 }).refuse(DENIED);
    expect(body.readableEnded).toBe(true);
    expect(told.ended).toBe(true);
  });

  it('of a tunnel answers the CONNECT', async () => {
    const refused: unknown[] = [];
    const tunnel = {
      kind: 'tunnel',
      refuse: (...given: unknown[]) => void refused.push(given),
    } as unknown as ClientTunnel;
    await new Answer(tunnel, LIMITS).refuse(new Refusal('identify', 'unknown-session', 'who are you'));
    expect(refused).toEqual([
      [407, ['Proxy-Authenticate', 'Basic realm="countersign"'], 'countersign: who are you'],
    ]);
  });
});

describe('a fault that nobody foresaw', () => {
  it('tells the client the step and not the cause', () => {
    const refusal = refusalOf(new Error('the token is hunter2'), 'parse');
    expect(refusal).toMatchObject({
      step: 'parse',
      code: 'internal',
      message: expect.not.stringContaining('hunter2'),
    });
    expect(statusOf(refusal.code)).toBe(500);
  });
});

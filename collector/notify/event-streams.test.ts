import { get, IncomingMessage, ServerResponse } from 'node:http';
import { connect, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CollectorClient } from '../../agent/collector-client/client.ts';
import { boundTo } from '../../protocol/approval.ts';
import type { CollectorEvent } from '../../protocol/collector-api.ts';
import {
  askFor,
  openTestCollector,
  PENDING_MS,
  type TestCollector,
  testChain,
} from '../../test/support/collector.ts';
import { NOT_VOUCHED, type Role } from '../identity/caller.ts';
import { EventStreams } from './event-streams.ts';

let collector: TestCollector;
let agent: CollectorClient;
let stop: AbortController;

beforeEach(async () => {
  collector = await openTestCollector({
    maxEventStreams: 2,
    maxStreamQueueBytes: 100_000,
    streamKeepAliveMs: 20,
    sweepMs: 20,
  });
  agent = await collector.client('agent');
  stop = new AbortController();
});

afterEach(async () => {
  stop.abort();
  await collector.close();
});

async function listen(role: Role): Promise<AsyncIterator<CollectorEvent>> {
  const client = await collector.client(role);
  return (await client.events(stop.signal))[Symbol.asyncIterator]();
}

async function nextOf(events: AsyncIterator<CollectorEvent>): Promise<unknown> {
  const { value } = (await events.next()) as { value: CollectorEvent };
  return value.kind === 'approval'
    ? [boundTo(value.approval.binding).what, value.approval.state.kind]
    : value.kind === 'record' && value.record.record.event;
}

async function open(role: Role): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${await collector.token(role)}` };
  return new Promise((resolve, reject) => {
    get(`${collector.url}/v1/events`, { headers, agent: false, signal: stop.signal }, resolve).once(
      'error',
      reject,
    );
  });
}

test('first what is pending, then everything as it happens', async () => {
  const { id } = await agent.ask(askFor({ binding: { ref: 'waiting' } }));
  const decided = await agent.ask(askFor({ binding: { ref: 'decided' } }));
  const reviewer = await collector.client('reviewer');
  await reviewer.vote(decided.id, { verdict: 'deny', reason: 'no' });
  const events = await listen('developer');
  expect(await nextOf(events)).toEqual(['waiting', 'pending']);
  await reviewer.vote(id, { verdict: 'approve', reason: '' });
  expect(await nextOf(events)).toEqual(['waiting', 'granted']);
  await agent.claim(id, { exchange: 'x' });
  expect(await nextOf(events)).toEqual(['waiting', 'claimed']);
  await agent.ask(askFor({ binding: { ref: 'new' } }));
  expect(await nextOf(events)).toEqual(['new', 'pending']);
});

test('an approval that nobody asks about ends in time', async () => {
  await agent.ask(askFor());
  const events = await listen('reviewer');
  expect(await nextOf(events)).toEqual(['refs/heads/main', 'pending']);
  collector.passTime(PENDING_MS);
  expect(await nextOf(events)).toEqual(['refs/heads/main', 'expired']);
});

test('records are for auditors', async () => {
  const [auditor, reviewer] = [await listen('auditor'), await listen('reviewer')];
  const chain = testChain();
  await agent.enrol({ publicKey: chain.publicKey });
  await agent.sendRecords(chain.grow(1));
  await agent.ask(askFor());
  expect(await nextOf(auditor)).toBe('exchange.intent');
  expect(await nextOf(auditor)).toEqual(['refs/heads/main', 'pending']);
  expect(await nextOf(reviewer)).toEqual(['refs/heads/main', 'pending']);
});

test('each event has an id and a kind, and silence is filled', async () => {
  await agent.ask(askFor());
  const stream = await open('reviewer');
  let text = '';
  for await (const chunk of stream.setEncoding('utf8') as AsyncIterable<string>) {
    text += chunk;
    if (text.includes(': keep-alive\n\n')) break;
  }
  expect(stream.headers['content-type']).toBe('text/event-stream');
  expect(text).toMatch(/^: countersign\n\nid: approval-\d+\nevent: approval\ndata: \{.*\}\n\n/);
});

describe('bounds', () => {
  test('as many readers as are allowed, and one more when one has left', async () => {
    const first = await open('reviewer');
    expect(first.statusCode).toBe(200);
    expect((await open('reviewer')).statusCode).toBe(200);
    expect((await open('reviewer')).statusCode).toBe(429);
    first.destroy();
    let status = 429;
    while (status === 429) status = (await open('reviewer')).statusCode ?? 0;
    expect(status).toBe(200);
  });

  test('a reader that does not read is cut off, and the others are not', async () => {
    const token = await collector.token('reviewer');
    const socket = connect(Number(new URL(collector.url).port), '127.0.0.1');
    socket.write(`GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n\r\n`);
    await new Promise((resolve) => socket.once('readable', resolve));
    const cut = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => {});
    const events = await listen('developer');
    // More than the kernel keeps for a reader, in events of some 40 kB.
    const summary = { program: 'p'.repeat(2000), commits: Array.from({ length: 20 }, () => commit()) };
    let isCut = false;
    void cut.then(() => {
      isCut = true;
    });
    for (let count = 0; !isCut && count < 1000; count++) {
      const { id } = await agent.ask(askFor({ summary }));
      expect(await nextOf(events)).toEqual(['refs/heads/main', 'pending']);
      await agent.cancel(id);
      expect(await nextOf(events)).toEqual(['refs/heads/main', 'cancelled']);
      // A closed socket is noticed by reading; what was kept for it is more than one read.
      if (count > 200) socket.resume();
    }
    await cut;
    await agent.ask(askFor());
    expect(await nextOf(events)).toEqual(['refs/heads/main', 'pending']);
  });
});

function commit() {
  return { id: '2'.repeat(40), author: 'a'.repeat(2000), subject: 's'.repeat(200) };
}

describe('the room of all streams', () => {
  const limits = {
    maxEventStreams: 10,
    maxEventStreamsPerCaller: 2,
    maxStreamQueueBytes: 1_000_000,
    maxStreamQueuesBytes: 1000,
    streamKeepAliveMs: 60_000,
  };
  const caller = (subject: string) => ({ ...PERSON, subject });
  const nothing = async function* (): AsyncGenerator<never> {};

  /** A response of which `waits` bytes were not taken yet. */
  function responseWith(waits: number): { readonly response: ServerResponse; readonly written: string[] } {
    const written: string[] = [];
    const response = new ServerResponse(new IncomingMessage(new Socket()));
    Object.defineProperty(response, 'writableLength', { get: () => waits });
    response.write = (text: string) => written.push(text) > 0;
    return { response, written };
  }

  test('nobody has more than their own share of it', async () => {
    const streams = new EventStreams(limits);
    for (let each = 0; each < 2; each++)
      await streams.open(caller('dana'), responseWith(0).response, nothing());
    expect(() => streams.refuseMore(caller('dana'))).toThrow('2 event streams of yours');
    expect(() => streams.refuseMore({ ...caller('dana'), token: 'another' })).not.toThrow();
    expect(() => streams.refuseMore(caller('eve'))).not.toThrow();
    streams.close();
  });

  test('while it is full, those who are slow lose their stream, and nobody else', async () => {
    const streams = new EventStreams(limits);
    const [slow, quick] = [responseWith(900), responseWith(0)];
    await streams.open(caller('slow'), slow.response, nothing());
    await streams.open(caller('quick'), quick.response, nothing());
    const padding = 'x'.repeat(50);
    streams.publish({ id: '1', event: { kind: 'feed', timestampVersion: 1 } });
    expect([slow.response.destroyed, streams.size()]).toEqual([false, 2]);
    streams.publish({ id: padding.repeat(4), event: { kind: 'feed', timestampVersion: 2 } });
    expect([slow.response.destroyed, quick.response.destroyed, streams.size()]).toEqual([true, false, 1]);
    expect(quick.written.at(-1)).toContain('"timestampVersion":2');
    streams.close();
  });
});

const PERSON = {
  token: 't',
  roles: ['agent'] as const,
  groups: [],
  vouched: NOT_VOUCHED,
  expiresAt: null,
  loggedInAt: null,
};

import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from '../statistics.ts';
import { type Client, drain } from './client.ts';

/** What one run did, besides using time and memory. */
export interface Done {
  /** By how many the figures are divided. */
  readonly count: number;
  /** Median delay, where that is what is asked. */
  readonly delayMs?: number;
}

export interface Scenario {
  readonly name: string;
  /** What the figures are for one of. */
  readonly unit: string;
  /** Whether every round starts the contender anew, as a peak of memory asks. */
  readonly process: 'kept' | 'fresh';
  /** Load of a kept process before it is measured, in rounds: enough for the compiler to have done its part. */
  readonly warmUp: number;
  /** Below it a round is too short for a clock that counts processor time in ticks of ten milliseconds. */
  readonly leastScale: number;
  run(client: Client, size: Size): Promise<Done>;
}

export interface Size {
  /** 1 in a full run; a quick one does less. */
  readonly scale: number;
  /** A host name that this contender has not seen in any round. */
  readonly unseenHost: () => string;
}

const HOST = 'h0.bench.localhost';
const GB = 1024 ** 3;
const CONCURRENCY = 4;

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'small requests',
    unit: 'request',
    process: 'kept',
    warmUp: 5,
    leastScale: 0.5,
    run: smallRequests,
  },
  {
    name: 'new CONNECT and TLS',
    unit: 'connection',
    process: 'kept',
    warmUp: 3,
    leastScale: 0.5,
    run: newConnections,
  },
  { name: 'unseen host', unit: 'host', process: 'kept', warmUp: 1, leastScale: 0.5, run: unseenHosts },
  { name: '1 GB down', unit: 'GB', process: 'fresh', warmUp: 0, leastScale: 0, run: download },
  { name: '1 GB up', unit: 'GB', process: 'fresh', warmUp: 0, leastScale: 0, run: upload },
  { name: 'slow reader', unit: 'answer', process: 'fresh', warmUp: 0, leastScale: 0, run: slowReader },
  { name: 'event stream', unit: 'stream', process: 'kept', warmUp: 0.25, leastScale: 0, run: eventStream },
];

async function smallRequests(client: Client, { scale }: Size): Promise<Done> {
  const agent = client.agent({ keepAlive: true, maxSockets: CONCURRENCY });
  const count = await inParallel(4000 * scale, async () => {
    await drain(await client.send({ agent, host: HOST, path: '/small' }));
  });
  agent.destroy();
  return { count };
}

async function newConnections(client: Client, { scale }: Size): Promise<Done> {
  const agent = client.agent({ keepAlive: false, maxSockets: CONCURRENCY });
  const count = await inParallel(400 * scale, async () => {
    await drain(await client.send({ agent, host: HOST, path: '/small' }));
  });
  agent.destroy();
  return { count };
}

async function unseenHosts(client: Client, { scale, unseenHost }: Size): Promise<Done> {
  const agent = client.agent({ keepAlive: false, maxSockets: CONCURRENCY });
  const count = await inParallel(40 * scale, async () => {
    await drain(await client.send({ agent, host: unseenHost(), path: '/small' }));
  });
  agent.destroy();
  return { count };
}

async function download(client: Client, { scale }: Size): Promise<Done> {
  const agent = client.agent({ keepAlive: false, maxSockets: 1 });
  const bytes = Math.round(scale * GB);
  expectBytes(await drain(await client.send({ agent, host: HOST, path: `/bytes?n=${bytes}` })), bytes);
  return { count: scale };
}

async function upload(client: Client, { scale }: Size): Promise<Done> {
  const agent = client.agent({ keepAlive: false, maxSockets: 1 });
  const bytes = Math.round(scale * GB);
  const body = Readable.from(zeros(bytes), { objectMode: false });
  const response = await client.send({ agent, host: HOST, path: '/sink', body });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  expectBytes(Number(Buffer.concat(chunks).toString()), bytes);
  return { count: scale };
}

const ZEROS = Buffer.alloc(64 * 1024);

function* zeros(count: number): Generator<Buffer> {
  for (let sent = 0; sent < count; sent += ZEROS.length) yield ZEROS.subarray(0, count - sent);
}

function expectBytes(seen: number, expected: number): void {
  if (seen !== expected) throw new Error(`saw ${seen} bytes, expected ${expected}`);
}

const LOOKS = 100;
const LOOK_EVERY_MS = 100;
/** Looks without growth after which nothing more is expected. */
const SETTLED = 15;

/** Reads the head of a large answer and nothing more, until the contender has taken in all that it will. */
async function slowReader(client: Client, { scale }: Size): Promise<Done> {
  const agent = client.agent({ keepAlive: false, maxSockets: 1 });
  const response = await client.send({ agent, host: HOST, path: `/bytes?n=${Math.round(scale * GB)}` });
  response.on('error', () => {}).pause();
  let [peak, since] = [0, 0];
  for (let look = 0; look < LOOKS && since < SETTLED; look += 1) {
    await sleep(LOOK_EVERY_MS);
    const { peakMb } = await client.usage();
    since = peakMb > peak ? 0 : since + 1;
    peak = peakMb;
  }
  response.destroy();
  agent.destroy();
  return { count: 1 };
}

async function eventStream(client: Client, { scale }: Size): Promise<Done> {
  const agent = client.agent({ keepAlive: false, maxSockets: 1 });
  const response = await client.send({ agent, host: HOST, path: `/events?n=${200 * scale}` });
  const delays: number[] = [];
  for await (const chunk of response) {
    const now = process.hrtime.bigint();
    for (const [, sent = '0'] of String(chunk).matchAll(/^data: (\d+)$/gm)) {
      delays.push(Number(now - BigInt(sent)) / 1e6);
    }
  }
  return { count: 1, delayMs: median(delays) };
}

/** Runs `each` `count` times, a few at once; returns how often it ran. */
async function inParallel(count: number, each: () => Promise<void>): Promise<number> {
  const total = Math.max(CONCURRENCY, Math.round(count));
  let left = total;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await each();
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return total;
}

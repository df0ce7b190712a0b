import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { originCertificate } from './origin-certificate.ts';
import { ready } from './ready.ts';

/** The server behind every contender, as a program: small answers, bodies of any size, sinks and event streams. */
export interface OriginReady {
  readonly port: number;
  /** PEM. */
  readonly ca: string;
}

const CHUNK = Buffer.alloc(64 * 1024, 'countersign');
const SMALL = Buffer.alloc(512, 'x');

const { key, cert } = await originCertificate();
const server = createServer({ key, cert }, (request, response) => {
  answer(request, response).catch(() => response.destroy());
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const facts: OriginReady = { port: (server.address() as AddressInfo).port, ca: cert };
ready(facts);

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'https://origin');
  const count = Number(url.searchParams.get('n') ?? 0);
  switch (url.pathname) {
    case '/bytes':
      return sendBytes(response, count);
    case '/sink':
      return sink(request, response);
    case '/events':
      return sendEvents(response, count);
    default:
      response.setHeader('content-length', SMALL.length);
      response.end(SMALL);
  }
}

async function sendBytes(response: ServerResponse, count: number): Promise<void> {
  response.writeHead(200, { 'content-length': count, 'content-type': 'application/octet-stream' });
  for (let sent = 0; sent < count && !response.destroyed; sent += CHUNK.length) {
    if (!response.write(CHUNK.subarray(0, count - sent))) await drained(response);
  }
  response.end();
}

/** Resolves when the answer takes more, or never will. */
async function drained(response: ServerResponse): Promise<void> {
  await Promise.race([once(response, 'drain'), once(response, 'close')]);
}

async function sink(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let received = 0;
  for await (const chunk of request) received += (chunk as Buffer).length;
  response.end(String(received));
}

const EVENT_GAP_MS = 10;

/** Each event carries the machine's monotonic clock at its sending, which the load generator shares. */
async function sendEvents(response: ServerResponse, count: number): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (let sent = 0; sent < count; sent += 1) {
    response.write(`data: ${process.hrtime.bigint()}\n\n`);
    await sleep(EVENT_GAP_MS);
  }
  response.end();
}

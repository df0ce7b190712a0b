import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { HEAD_REQUEST } from '../core/git/head-answer.ts';
import { askHead } from './ask-head.ts';
import { InspectionError } from './inspection-error.ts';

const ID = '0123456789abcdef0123456789abcdef01234567';
const LINES = `0032${ID} HEAD\n0000`;
const TYPE = { 'content-type': 'application/x-git-upload-pack-result' };

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function ask(answer: RequestListener, signal = new AbortController().signal): Promise<string | null> {
  server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return askHead({ url: `http://127.0.0.1:${port}/repository.git`, header: 'x-reader: agent' }, signal);
}

test('it is asked in one request, with the key that was given', async () => {
  const seen: IncomingMessage[] = [];
  let body = '';
  const told = await ask((request, response) => {
    seen.push(request);
    request.on('data', (piece: Buffer) => {
      body += piece.toString('latin1');
    });
    request.on('end', () => response.writeHead(200, TYPE).end(LINES));
  });
  expect(told).toBe(ID);
  expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /repository.git/git-upload-pack']);
  expect(seen[0]?.headers).toMatchObject({ 'x-reader': 'agent', 'git-protocol': 'version=2' });
  expect(body).toBe(Buffer.from(HEAD_REQUEST).toString('latin1'));
});

test.each<readonly [string, RequestListener]>([
  ['a server that wants to be asked for its version first', (_, to) => void to.writeHead(400).end()],
  ['one that fails at it', (_, to) => void to.writeHead(500).end()],
  ['a connection that broke behind the door', (_, to) => void to.writeHead(502).end()],
  ['a connection that broke', (request) => void request.socket.destroy()],
  ['no ref', (_, to) => void to.writeHead(200, TYPE).end('0000')],
  ['nothing', (_, to) => void to.writeHead(200, TYPE).end()],
  ['a page', (_, to) => void to.writeHead(200, { 'content-type': 'text/html' }).end(LINES)],
  ['a coding', (_, to) => void to.writeHead(200, { ...TYPE, 'content-encoding': 'gzip' }).end(LINES)],
  [
    'an answer that is cut',
    (_, to) => to.writeHead(200, { ...TYPE, 'content-length': 99 }).write(LINES, () => to.destroy()),
  ],
  [
    'more than 64 KiB',
    (_, to) => {
      const more = `0033${ID} HEADS\n`.repeat(1300);
      to.writeHead(200, TYPE).end(`${more}${LINES}`);
    },
  ],
])('%s says nothing', async (_, answer) => {
  expect(await ask(answer)).toBe(null);
});

test('64 KiB are read', async () => {
  const more = `0033${ID} HEADS\n`.repeat(1283);
  expect(await ask((_, to) => void to.writeHead(200, TYPE).end(`${more}${LINES}`))).toBe(ID);
});

test.each([301, 302, 307, 401, 403, 404, 504])('%i is a no', async (status) => {
  const asked = ask((_, to) => void to.writeHead(status, { ...TYPE, location: '/elsewhere' }).end(LINES));
  await expect(asked).rejects.toMatchObject({ code: 'upstream-unreadable' });
});

test('whoever gave it up is told so', async () => {
  const controller = new AbortController();
  const reason = new InspectionError('aborted', 'given up');
  const asked = ask(() => controller.abort(reason), controller.signal);
  await expect(asked).rejects.toBe(reason);
});

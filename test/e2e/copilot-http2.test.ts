import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SessionGrant } from '../../protocol/control.ts';
import { chatStream } from '../support/model-answers.ts';
import { basic, secureThrough } from '../support/raw-wire.ts';
import { openWorld, type World } from '../support/world.ts';

/** Of our own making; its last six characters are the checksum that GitHub publishes. */
const SECRET = ['ghp_', 'zxOnwFdDo5EWYNykeB9tdNx', 'KDQ5iWY0aiVdO'].join('');
const PLACEHOLDER = /CSG_[A-Z0-9]{2,8}_[0-9A-Z]{8,24}/;

let world: World;
let session: SessionGrant;

beforeAll(async () => {
  world = await openWorld();
  session = await world.session('mixed');
}, 60_000);

afterAll(() => world.close());

/** What the agent chooses for a client that would have either. */
async function offered(host: string, port: number) {
  const { username, password } = new URL(session.proxyUrl);
  const ca = await readFile(session.caFile, 'utf8');
  return secureThrough(world.agent().port, `${host}:${port}`, {
    ...{ ca, servername: host, alpn: ['h2', 'http/1.1'] },
    headers: [basic(username, password)],
  });
}

async function opened(): Promise<ClientHttp2Session> {
  const { host, port } = world.copilot;
  const socket = await offered(host, port);
  return connect(`https://${host}:${port}`, { createConnection: () => socket });
}

function asked(http2: ClientHttp2Session, content: string): ClientHttp2Stream {
  const stream = http2.request({
    ':method': 'POST',
    ':path': '/chat/completions',
    'content-type': 'application/json',
  });
  stream.end(JSON.stringify({ model: 'gpt-4.1', stream: true, messages: [{ role: 'user', content }] }));
  return stream.setEncoding('utf8');
}

async function told(stream: ClientHttp2Stream): Promise<string> {
  let text = '';
  for await (const piece of stream as AsyncIterable<string>) text += piece;
  return text;
}

it('clients of a Git host get HTTP/1.1, and those of Copilot h2', async () => {
  const git = await offered(world.host, world.server.port);
  const copilot = await offered(world.copilot.host, world.copilot.port);
  expect([git.alpnProtocol, copilot.alpnProtocol]).toEqual(['http/1.1', 'h2']);
  git.destroy();
  copilot.destroy();
});

it('prompts and answers are masked over h2, several at once on one connection', async () => {
  const http2 = await opened();
  world.copilot.answer(chatStream('hello'));
  await told(asked(http2, `why does ${SECRET} fail?`));
  const sent = world.copilot.requests.at(-1)?.body.toString() ?? '';
  expect(sent).not.toContain(SECRET);
  const [placeholder = ''] = PLACEHOLDER.exec(sent) ?? [];
  world.copilot.answer(
    chatStream('the ', placeholder.slice(0, 6), placeholder.slice(6)),
    chatStream('the ', placeholder),
  );
  const answers = await Promise.all(['again', 'and again'].map((content) => told(asked(http2, content))));
  for (const answer of answers) {
    expect(answer).toContain(SECRET);
    expect(answer).toContain('data: [DONE]');
  }
  http2.close();
  await once(http2, 'close');
});

it('an answer that breaks off upstream is a stream that broke', async () => {
  const http2 = await opened();
  world.copilot.answer({ ...chatStream('half'), end: 'cut' });
  const stream = asked(http2, 'go on');
  await expect(told(stream)).rejects.toMatchObject({ code: 'ERR_HTTP2_STREAM_ERROR' });
  expect(stream.rstCode).not.toBe(0);
  http2.destroy();
});

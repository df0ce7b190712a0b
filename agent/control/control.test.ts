import { mkdtemp, rm, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgentStatus, RecordNotice, SessionAsk } from '../../protocol/control.ts';
import { SessionError } from '../identity/sessions.ts';
import { controlClient } from './client.ts';
import { ControlFault } from './control-fault.ts';
import type { PanelDesk } from './panel-desk.ts';
import { type ControlPorts, type ControlServer, serveControl } from './server.ts';
import { DEFAULT_WINDOW_LIMITS, Windows } from './windows.ts';

const STATUS: AgentStatus = {
  version: '1',
  pid: 1,
  agent: 'a',
  subject: 'developer',
  proxy: { host: '127.0.0.1', port: 4000 },
  policy: { kind: 'enforced', hash: 'h', version: null, origin: 'file', alarm: null },
  journal: { kind: 'healthy', seq: 3 },
  shipping: { kind: 'shipping', reason: '' },
  control: 1,
  startedBy: 'editor',
  collector: { url: 'http://127.0.0.1:1' },
  hosts: [],
  windows: 1,
  sessions: 0,
  exchanges: 0,
};

let folder: string;
let socket: string;
let server: ControlServer;
let asked: SessionAsk[];
let closed: string[];
let left: string[];
let renewed: string[];
let stopped: boolean;
let windows: Windows;

const LIMITS = {
  ...DEFAULT_WINDOW_LIMITS,
  maxWindows: 2,
  maxQueueBytes: 64 * 1024,
  sessionGraceMs: 1,
  desertedMs: 1,
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-control-'));
  socket = join(folder, 'control.sock');
  asked = [];
  closed = [];
  left = [];
  renewed = [];
  stopped = false;
  windows = new Windows(LIMITS, (session) => void left.push(session));
  server = await serveControl(socket, ports());
});

afterEach(async () => {
  windows.close();
  await server.close();
  await rm(folder, { recursive: true });
});

function ports(): ControlPorts {
  return {
    status: async () => STATUS,
    openSession: async (ask) => {
      asked.push(ask);
      if (ask.program === 'raise') throw new SessionError('raises-actor', 'no');
      if (ask.program === 'fault') throw new Error('the secret is hunter2');
      return { id: 's', proxyUrl: 'http://s:p@127.0.0.1:1', caFile: 'a', caBundleFile: 'b' };
    },
    closeSession: async (id) => void closed.push(id),
    challenge: () => ({ kind: 'believed' }),
    windows,
    announce: async () => windows.publish({ kind: 'status', status: STATUS }),
    panel: {} as PanelDesk,
    renewToken: async (token) => {
      if (token.startsWith('other')) throw new ControlFault('other-person', 'no');
      renewed.push(token);
    },
    stop: () => {
      stopped = true;
    },
  };
}

it('answers over a socket that only its owner can open', async () => {
  expect((await stat(socket)).mode & 0o777).toBe(0o600);
  expect(await controlClient(socket).status()).toEqual(STATUS);
});

it('says what a session of a person takes', async () => {
  expect(await controlClient(socket).challenge()).toEqual({ kind: 'believed' });
});

it.each([
  ['of its person', 'x'.repeat(43), 204],
  ["of somebody else's", `other-${'x'.repeat(30)}`, 403],
  ['of no form of ours', 'a b', 400],
])('takes a token %s: %s', async (_name, token, status) => {
  const answered = await new Promise<number>((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const put = { socketPath: socket, method: 'PUT', path: '/v1/collector-token', headers };
    const sent = request(put, (answer) => resolve(answer.resume().statusCode ?? 0));
    sent.once('error', reject).end(JSON.stringify({ token }));
  });
  expect([answered, renewed]).toEqual([status, status === 204 ? [token] : []]);
});

it('opens and closes sessions', async () => {
  const ask: SessionAsk = { actor: 'ai', program: 'copilot', parent: null };
  expect(await controlClient(socket).openSession(ask)).toMatchObject({ id: 's' });
  await controlClient(socket).closeSession('a/b');
  expect(asked).toEqual([ask]);
  expect(closed).toEqual(['a/b']);
});

it('says why it refuses, and nothing of a fault', async () => {
  const open = (program: string) => controlClient(socket).openSession({ actor: 'ai', program, parent: null });
  await expect(open('raise')).rejects.toMatchObject({ code: 'refused', message: 'no' });
  await expect(open('fault')).rejects.toMatchObject({
    code: 'refused',
    message: expect.not.stringContaining('hunter2'),
  });
});

it.each([
  ['{}'],
  ['{"actor":"root","program":"p","parent":null}'],
  ['{"actor":"ai","program":"","parent":null}'],
  ['{"actor":"ai","program":"p","parent":null,"subject":"admin"}'],
  ['{"actor":"ai","program":"p","parent":1}'],
  ['{"actor":"ai","program":"p","parent":null,"resume":{"id":"short","secret":"short"}}'],
  ['{"actor":"ai","program":"p","parent":null,"lasting":"yes"}'],
  ['{'],
])('refuses %s', async (body) => {
  expect(await post(body)).toBeGreaterThanOrEqual(400);
  expect(asked).toEqual([]);
});

it('does not displace an agent that runs', async () => {
  await expect(serveControl(socket, ports())).rejects.toThrow('another agent is running');
});

it('says that no agent is running', async () => {
  await expect(controlClient(join(folder, 'none.sock')).status()).rejects.toMatchObject({
    code: 'not-running',
  });
});

describe('for the windows of an editor', () => {
  it('a stream begins with the status and goes on with records', async () => {
    const stream = await openStream('/v1/events?session=abc');
    windows.publish({ kind: 'record', record: { ...RECORD, detail: { text: 'a\nb' } } });
    await expect.poll(() => stream.text).toContain('"event":"agent.started"');
    expect(stream.text).toContain(
      `event: status\ndata: ${JSON.stringify({ kind: 'status', status: STATUS })}`,
    );
    expect(stream.text).toContain('a\\nb');
    expect(windows.count).toBe(1);
    stream.end();
  });

  it('the session of a window that does not come back is left, and the agent is deserted', async () => {
    const stream = await openStream('/v1/events?session=abc');
    stream.end();
    await windows.deserted;
    await expect.poll(() => left).toEqual(['abc']);
  });

  it('a window that another stream of the same session follows is not left', async () => {
    const [first, second] = [
      await openStream('/v1/events?session=abc'),
      await openStream('/v1/events?session=abc'),
    ];
    first.end();
    await expect.poll(() => windows.count).toBe(1);
    expect(left).toEqual([]);
    second.end();
  });

  it('takes no more windows than the limit', async () => {
    const streams = [await openStream('/v1/events'), await openStream('/v1/events')];
    expect(await ask('GET', '/v1/events')).toMatchObject({ status: 429 });
    for (const stream of streams) stream.end();
  });

  it('cuts a window that does not read, instead of keeping what it is told', async () => {
    const stream = await openStream('/v1/events', { paused: true });
    const record = { ...RECORD, detail: { text: 'x'.repeat(16 * 1024) } };
    for (let sent = 0; sent < 1000 && windows.count > 0; sent += 1) {
      windows.publish({ kind: 'record', record });
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(windows.count).toBe(0);
    stream.end();
  });

  it('stops when it is asked to', async () => {
    await ask('POST', '/v1/stop');
    await expect.poll(() => stopped).toBe(true);
  });
});

const RECORD: RecordNotice = {
  event: 'agent.started',
  session: null,
  exchange: null,
  detail: {},
};

interface Stream {
  readonly text: string;
  end(): void;
}

function openStream(path: string, { paused = false } = {}): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath: socket, path }, (answer) => {
      let text = '';
      answer.on('error', () => undefined);
      if (!paused) answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      resolve({
        get text() {
          return text;
        },
        end: () => outgoing.destroy(),
      });
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

function ask(
  method: 'GET' | 'POST',
  path: string,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath: socket, path, method }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

function post(body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const outgoing = request(
      { socketPath: socket, path: '/v1/sessions', method: 'POST', headers },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

import { mkdtemp, rm, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AgentStatus, SessionAsk } from '../../protocol/control.ts';
import { SessionError } from '../identity/sessions.ts';
import { controlClient } from './client.ts';
import type { PanelDesk } from './panel-desk.ts';
import { type ControlPorts, type ControlServer, serveControl } from './server.ts';

const STATUS: AgentStatus = {
  version: '1',
  pid: 1,
  agent: 'a',
  subject: 'developer',
  proxy: { host: '127.0.0.1', port: 4000 },
  policy: { kind: 'enforced', hash: 'h', version: null, origin: 'file', alarm: null },
  journal: { kind: 'healthy', seq: 3 },
  shipping: { kind: 'shipping', reason: '' },
  sessions: 0,
  exchanges: 0,
};

let folder: string;
let socket: string;
let server: ControlServer;
let asked: SessionAsk[];
let closed: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-control-'));
  socket = join(folder, 'control.sock');
  asked = [];
  closed = [];
  server = await serveControl(socket, ports());
});

afterEach(async () => {
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
    panel: {} as PanelDesk,
  };
}

it('answers over a socket that only its owner can open', async () => {
  expect((await stat(socket)).mode & 0o777).toBe(0o600);
  expect(await controlClient(socket).status()).toEqual(STATUS);
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

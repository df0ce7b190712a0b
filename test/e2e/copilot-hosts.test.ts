import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AuditRecord } from '../../protocol/audit-record.ts';
import type { SessionGrant } from '../../protocol/control.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { type Answered, askThrough } from '../support/through-agent.ts';
import { openWorld, type World } from '../support/world.ts';

/** Of our own making; its last six characters are the checksum that GitHub publishes. */
const SECRET = ['ghp_', 'zxOnwFdDo5EWYNykeB9tdNx', 'KDQ5iWY0aiVdO'].join('');
const PLACEHOLDER = /CSG_[A-Z0-9]{2,8}_[0-9A-Z]{8,24}/;
const UPLOADS = 'uploads.octo.ghe.com';
const API = 'api.octo.ghe.com';
const TOLD = 'one.models.test';
const OUTSIDE = 'elsewhere.test';
const HOSTS = [UPLOADS, API, '.models.test'];
const PATH = '/copilot/chat/attachments';
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0xff]);
const ACCEPTED = { headers: { 'content-type': 'application/json' }, pieces: ['{"url":"https://a.test/1"}'] };
const SOON = { timeout: 10_000 };

let world: World;
let session: SessionGrant;

function policy(more: (text: string) => string = (text) => text): (text: string) => string {
  const entries = HOSTS.map((suffix) => `  - { suffix: ${suffix}, kind: copilot }\n`).join('');
  return (text) => more(text.replace('hosts:\n', `hosts:\n${entries}`));
}

beforeAll(async () => {
  world = await openWorld({ policy: policy(), copilotHosts: [UPLOADS, API, TOLD] });
}, 60_000);

afterAll(() => world.close());

beforeEach(async () => {
  session = await world.session('mixed');
});

function upload(name: string, body: string | Uint8Array, type: string): Promise<Answered> {
  const asked = { path: `${PATH}?name=${name}`, body, headers: { 'content-type': type } };
  return askThrough(session, { host: UPLOADS, port: world.copilot.port }, asked);
}

async function recordsOf(event: AuditRecord['event']): Promise<readonly JsonObject[]> {
  const records = await world.records(event);
  return records.filter((record) => record.session === session.id).map(({ detail }) => detail);
}

it.each<[string, string, string, string]>([
  ['source', 'deploy.ts', `const token = '${SECRET}';\n`, 'text/plain'],
  ['JSON', 'config.json', JSON.stringify({ deep: [SECRET] }), 'application/json'],
  ['text that is called bytes', 'notes', `use ${SECRET} there`, 'application/octet-stream'],
  [
    'a form',
    'a.txt',
    `--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n${SECRET}\r\n--x--\r\n`,
    'multipart/form-data; boundary=x',
  ],
])('%s is searched, masked and recorded', async (_name, file, body, type) => {
  world.copilot.answer(ACCEPTED);
  const answered = await upload(file, body, type);
  expect(answered).toMatchObject({ status: 200, text: ACCEPTED.pieces[0] });
  const seen = world.copilot.requests.at(-1);
  const sent = seen?.body.toString() ?? '';
  const [placeholder = ''] = PLACEHOLDER.exec(sent) ?? [];
  expect(sent.replace(placeholder, SECRET)).toBe(body);
  expect(seen?.headers['content-length']).toBe(String(seen?.body.length));
  const [content] = await recordsOf('exchange.content');
  expect(content).toMatchObject({ parts: [{ origin: 'attachment', path: file, text: sent }] });
  const [intent] = await recordsOf('exchange.intent');
  expect(JSON.stringify(intent)).toContain(`"where":"file ${file}"`);
});

it('what cannot be searched is refused in words that are shown, with what it was on record', async () => {
  const before = world.copilot.requests.length;
  const answered = await upload('screen.png', PNG, 'image/png');
  expect(answered.status).toBe(451);
  expect(answered.text).toContain('image/png cannot be searched for secrets');
  expect(world.copilot.requests).toHaveLength(before);
  expect(await recordsOf('exchange.refused')).toMatchObject([
    {
      code: 'cannot-mask',
      operation: {
        path: PATH,
        attachment: { type: 'image/png', bytes: PNG.length, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      },
    },
  ]);
});

it('a policy lets it through, as it is and on record', async () => {
  await world.policy(policy((text) => text.replace('opaque_attachments: deny', 'opaque_attachments: allow')));
  world.copilot.answer(ACCEPTED);
  const answered = await upload('screen.png', PNG, 'image/png');
  expect(answered).toMatchObject({ status: 200, text: ACCEPTED.pieces[0] });
  expect(world.copilot.requests.at(-1)?.body).toEqual(PNG);
  expect(await recordsOf('exchange.intent')).toMatchObject([
    { operation: { attachment: { type: 'image/png', bytes: PNG.length } } },
  ]);
  await expect.poll(() => recordsOf('exchange.outcome'), SOON).toMatchObject([{ result: 'succeeded' }]);
});

it('a rule may have it reviewed, by its digest', async () => {
  await world.policy(
    policy((text) =>
      text
        .replace('opaque_attachments: deny', 'opaque_attachments: allow')
        .replace(
          'rules:\n',
          'rules:\n  - { id: images, on: [copilot.chat], when: prompt.opaque > 0, effect: require_approval, approvers: [reviewers] }\n',
        ),
    ),
  );
  const waiting = upload('screen.png', PNG, 'image/png');
  const approval = await world.pendingRequest(UPLOADS);
  expect(approval.summary.excerpt).toMatch(/^image\/png, 12 bytes, SHA-256 [0-9a-f]{64}$/);
  world.copilot.answer(ACCEPTED);
  await world.approve(approval.id);
  expect(await waiting).toMatchObject({ status: 200 });
});

describe('a host that GitHub tells its clients of', () => {
  const chat = { path: '/chat/completions', body: '{"messages":[{"role":"user","content":"x"}]}' };
  const answer = { headers: { 'content-type': 'application/json' }, pieces: ['{"choices":[]}'] };
  const at = (host: string) => ({ host, port: world.copilot.port });
  const endpoints = { api: `https://${TOLD}`, telemetry: `https://${OUTSIDE}` };
  const told = JSON.stringify({ token: 'tid=1', endpoints });

  it('counts only once it was told, and only within the suffixes of the policy', async () => {
    expect(await askThrough(session, at(TOLD), chat)).toMatchObject({ status: 451 });
    expect(await recordsOf('exchange.refused')).toMatchObject([{ code: 'unknown-operation' }]);
    world.copilot.answer({
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      pieces: [gzipSync(told)],
    });
    const path = '/copilot_internal/v2/token';
    const exchanged = await askThrough(session, at(API), { path });
    expect(exchanged.headers['content-encoding']).toBe('gzip');
    await expect
      .poll(() => recordsOf('exchange.outcome'), SOON)
      .toMatchObject([{ endpoints: [TOLD, OUTSIDE], outside: [OUTSIDE] }]);
    expect(JSON.stringify(await world.records())).not.toContain('tid=1');
    world.copilot.answer(answer);
    expect(await askThrough(session, at(TOLD), chat)).toMatchObject({ status: 200 });
    await expect(askThrough(session, at(OUTSIDE), chat)).rejects.toThrow('CONNECT was answered 403');
    expect(await recordsOf('exchange.refused')).toMatchObject([
      {},
      { code: 'unknown-operation', reason: expect.stringContaining('does not govern') },
    ]);
  });

  it.each([
    ['no JSON', 'no JSON'],
    ['a coding that lies', gzipSync(told).subarray(0, 20)],
  ])('an answer that is %s is not passed on', async (_name, piece) => {
    const coding = typeof piece === 'string' ? {} : { 'content-encoding': 'gzip' };
    world.copilot.answer({ headers: { 'content-type': 'application/json', ...coding }, pieces: [piece] });
    const answered = await askThrough(session, at(API), { path: '/copilot_internal/user' });
    expect(answered.status).toBe(502);
  });
});

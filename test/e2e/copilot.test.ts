import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AuditRecord } from '../../protocol/audit-record.ts';
import type { SessionGrant } from '../../protocol/control.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { StandInAnswer } from '../support/copilot-server.ts';
import { type Answered, askThrough } from '../support/through-agent.ts';
import { openWorld, type World } from '../support/world.ts';

/** Of our own making; its last six characters are the checksum that GitHub publishes. */
const SECRET = ['ghp_', 'zxOnwFdDo5EWYNykeB9tdNx', 'KDQ5iWY0aiVdO'].join('');
const PLACEHOLDER = /CSG_[A-Z0-9]{2,8}_[0-9A-Z]{8,24}/;
const CHAT = '/chat/completions';

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
  const target = { host: world.copilot.host, port: world.copilot.port };
  return askThrough(session, target, { path, body: JSON.stringify(body), headers });
}

function question(content: string): object {
  return { model: 'gpt-4.1', stream: true, messages: [{ role: 'user', content }] };
}

/** What the upstream streams when a model says this, a piece an event. */
function chatStream(...pieces: readonly string[]): StandInAnswer {
  const event = (delta: object, finish: string | null = null): string =>
    `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'gpt-4.1', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
  return {
    headers: { 'content-type': 'text/event-stream' },
    pieces: [
      event({ role: 'assistant', content: '' }),
      ...pieces.map((content) => event({ content })),
      event({}, 'stop'),
      'data: [DONE]\n\n',
    ],
  };
}

function textOf({ text }: Answered): string {
  return text
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice('data: '.length)) as { choices: { delta?: { content?: string } }[] })
    .map(({ choices }) => choices[0]?.delta?.content ?? '')
    .join('');
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
    expect(textOf(answered)).toBe(`your token ${SECRET} is old`);
  });

  it('is in no record, and its kind and its place are', async () => {
    world.copilot.answer(chatStream('hello'));
    await ask(CHAT, question(`why does ${SECRET} fail?`));
    const [intent] = await recordsOf('exchange.intent');
    expect(JSON.stringify(intent)).toContain('"where":"user"');
    const contents = await recordsOf('exchange.content');
    expect(contents.map(({ side }) => side)).toEqual(['prompt', 'answer']);
    expect(JSON.stringify(contents)).toMatch(PLACEHOLDER);
    expect(JSON.stringify(await world.records())).not.toContain(SECRET);
  });
});

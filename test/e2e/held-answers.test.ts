import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { AuditRecord } from '../../protocol/audit-record.ts';
import type { SessionGrant } from '../../protocol/control.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { StandInAnswer } from '../support/copilot-server.ts';
import { chatStream, EVENT_STREAM, shownOf, toolBody, toolStream } from '../support/model-answers.ts';
import { type Answered, askThrough } from '../support/through-agent.ts';
import { type HeldRequest, openWorld, type World } from '../support/world.ts';

const CHAT = '/chat/completions';
const SOON = { timeout: 10_000 };
const RULES = `rules:
  - id: authentication
    on: [copilot.answer]
    when: answer.arguments.contains("src/auth/") || answer.says("verifyPassword")
    effect: require_approval
    approvers: [reviewers]
    message: code that signs people in is reviewed
  - id: hasty
    on: [copilot.answer]
    when: answer.arguments.contains("src/hasty/")
    effect: require_approval
    approvers: [reviewers]
    hold: 1s
    message: nobody waits long for this
`;
const ARGUMENTS = JSON.stringify({ filePath: '/workspace/src/auth/login.ts', code: 'return true;' });

let world: World;
let session: SessionGrant;

beforeAll(async () => {
  world = await openWorld({
    policy: (text) => text.replace('rules:\n', RULES),
    limits: { exchange: { maxKeptAnswerBytes: 20_000 } },
  });
}, 60_000);

afterAll(() => world.close());

beforeEach(async () => {
  const folders = ['/workspace'];
  session = await world.agent().openSession({ actor: 'mixed', program: 'copilot', parent: null, folders });
});

function ask(path: string, body: object, leave?: AbortSignal): Promise<Answered> {
  const { host, port } = world.copilot;
  const asked = { path, body: JSON.stringify(body), ...(leave === undefined ? {} : { leave }) };
  return askThrough(session, { host, port }, asked);
}

function question(stream: boolean): object {
  return { model: 'gpt-4.1', stream, messages: [{ role: 'user', content: 'mend the sign-in' }] };
}

async function recordsOf(event: AuditRecord['event']): Promise<readonly JsonObject[]> {
  const records = await world.records(event);
  return records.filter((record) => record.session === session.id).map(({ detail }) => detail);
}

function held(): Promise<HeldRequest> {
  return world.pendingRequest(world.copilot.host);
}

/** What differs from one answer to the next, so that each is an approval of its own. */
let count = 0;
function edit(): string {
  count += 1;
  return JSON.stringify({ ...JSON.parse(ARGUMENTS), count });
}

function named(events: readonly object[]): StandInAnswer {
  const written = events.map((event) => {
    return `event: ${(event as { type: string }).type}\ndata: ${JSON.stringify(event)}\n\n`;
  });
  return { headers: EVENT_STREAM, pieces: written };
}

function messagesStream(args: string): StandInAnswer {
  const message = { id: 'm1', type: 'message', role: 'assistant', model: 'claude', content: [], usage: {} };
  const block = { type: 'tool_use', id: 't1', name: 'create_file', input: {} };
  return named([
    { type: 'message_start', message },
    { type: 'content_block_start', index: 0, content_block: block },
    { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: args } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: {} },
    { type: 'message_stop' },
  ]);
}

function responsesStream(args: string): StandInAnswer {
  const call = { type: 'function_call', id: 'f1', call_id: 'c1', name: 'create_file', arguments: '' };
  const whole = { ...call, arguments: args };
  const response = { id: 'r1', object: 'response', model: 'gpt-5', output: [] as object[] };
  return named([
    { type: 'response.created', sequence_number: 0, response },
    { type: 'response.output_item.added', sequence_number: 1, output_index: 0, item: call },
    {
      type: 'response.function_call_arguments.delta',
      sequence_number: 2,
      output_index: 0,
      item_id: 'f1',
      delta: args,
    },
    {
      type: 'response.function_call_arguments.done',
      sequence_number: 3,
      output_index: 0,
      item_id: 'f1',
      arguments: args,
    },
    { type: 'response.output_item.done', sequence_number: 4, output_index: 0, item: whole },
    {
      type: 'response.completed',
      sequence_number: 5,
      response: { ...response, status: 'completed', output: [whole] },
    },
  ]);
}

const SHAPES: readonly (readonly [string, string, object, (args: string) => StandInAnswer])[] = [
  ['chat', CHAT, question(true), (args) => toolStream('create_file', args, 'I mend it. ')],
  ['Responses', '/responses', { model: 'gpt-5', stream: true, input: 'mend it' }, responsesStream],
  [
    'Messages',
    '/v1/messages',
    { model: 'claude', stream: true, max_tokens: 9, messages: [{ role: 'user', content: 'mend it' }] },
    messagesStream,
  ],
  ['chat in one JSON text', CHAT, question(false), (args) => toolBody('create_file', args)],
];

it.each(SHAPES)(
  'a call of a tool waits for a reviewer and then passes: %s',
  async (_name, path, body, stream) => {
    const args = edit();
    const answer = stream(args);
    world.copilot.answer(answer);
    const waiting = ask(path, body);
    const approval = await held();
    expect(approval.binding.action).toBe('copilot.answer');
    expect(approval.summary).toMatchObject({ what: 'create_file', path });
    expect(approval.summary.excerpt).toContain(args);
    await world.approve(approval.id);
    const answered = await waiting;
    expect(answered).toMatchObject({ status: 200, whole: true });
    expect(callOf(answered.text)).toContain('src/auth/');
    const isStream = answered.headers['content-type'] === 'text/event-stream';
    expect(answered.text.includes(': waiting for an approval\n\n')).toBe(isStream);
    await expect
      .poll(() => recordsOf('exchange.outcome'), SOON)
      .toMatchObject([{ result: 'succeeded', held: { verdict: 'accepted', approval: { id: approval.id } } }]);
    expect(await recordsOf('exchange.held')).toMatchObject([{ approval: approval.id }]);
    expect(await recordsOf('exchange.released')).toMatchObject([{ state: 'granted' }]);
    expect(await world.approval(approval.id)).toMatchObject({ state: { kind: 'spent' } });
  },
);

function callOf(text: string): string {
  return text.replaceAll('\\', '');
}

it.each(SHAPES.slice(0, 3))(
  'what a reviewer denies ends in words that are shown: %s',
  async (_name, path, body, stream) => {
    const args = edit();
    world.copilot.answer(stream(args));
    const waiting = ask(path, body);
    const approval = await held();
    await world.deny(approval.id, 'ask the owners');
    const answered = await waiting;
    expect(answered).toMatchObject({ status: 200, whole: true });
    expect(answered.text).toContain('ask the owners');
    expect(callOf(answered.text)).not.toContain('src/auth/');
    await expect
      .poll(() => recordsOf('exchange.outcome'), SOON)
      .toMatchObject([
        { held: { verdict: 'refused', code: 'approval-denied' }, toolCalls: [{ denied: true }] },
      ]);
  },
);

it('a JSON answer that a reviewer denies is refused as a whole', async () => {
  world.copilot.answer(toolBody('create_file', edit()));
  const waiting = ask(CHAT, question(false));
  await world.deny((await held()).id, 'ask the owners');
  const answered = await waiting;
  expect(answered.status).toBe(451);
  expect(JSON.parse(answered.text)).toMatchObject({
    error: { code: 'countersign_approval_denied', message: expect.stringContaining('ask the owners') },
  });
});

it('a text is held until it is whole, and passes as it was said', async () => {
  world.copilot.answer(chatStream('write ', 'verify', 'Password() ', 'again'));
  const waiting = ask(CHAT, question(true));
  const approval = await held();
  expect(approval.summary).toMatchObject({ what: 'gpt-4.1', excerpt: 'write verifyPassword() again' });
  await world.approve(approval.id);
  expect(shownOf(await waiting)).toBe('write verifyPassword() again');
});

it('what nobody decides in time is kept back, with a record', async () => {
  world.copilot.answer(toolStream('create_file', '{"filePath":"/workspace/src/hasty/a.ts"}'));
  const answered = await ask(CHAT, question(true));
  expect(shownOf(answered)).toContain('nobody decided');
  expect(answered.text).not.toContain('src/hasty/');
  await expect
    .poll(() => recordsOf('exchange.outcome'), SOON)
    .toMatchObject([{ held: { verdict: 'refused', code: 'approval-timed-out' } }]);
  // Nothing is left that another test could take for its own.
  await world.deny((await held()).id, 'late');
});

it('an answer that breaks off is refused, and nobody is asked about it', async () => {
  const answer = toolStream('create_file', edit());
  world.copilot.answer({ ...answer, pieces: answer.pieces.slice(0, -1), end: 'cut' });
  const answered = await ask(CHAT, question(true));
  expect(callOf(answered.text)).not.toContain('src/auth/');
  expect(await recordsOf('exchange.held')).toEqual([]);
  await expect
    .poll(() => recordsOf('exchange.outcome'), SOON)
    .toMatchObject([{ result: 'failed', code: 'upstream-broken' }]);
});

it('an answer too long to be read once more is refused', async () => {
  const padding = 'x'.repeat(20_000);
  world.copilot.answer(toolStream('create_file', edit(), padding));
  const answered = await ask(CHAT, question(true));
  expect(callOf(answered.text)).not.toContain('src/auth/');
  await expect
    .poll(() => recordsOf('exchange.outcome'), SOON)
    .toMatchObject([{ result: 'failed', code: 'too-large' }]);
});

it('a client that goes away gets nothing, and nobody is asked any more', async () => {
  const leaves = new AbortController();
  world.copilot.answer(toolStream('create_file', edit()));
  const waiting = ask(CHAT, question(true), leaves.signal);
  const { id } = await held();
  leaves.abort();
  expect(callOf((await waiting).text)).not.toContain('src/auth/');
  const outcome = { closedEarly: true, held: { verdict: 'refused', code: 'client-gone' } };
  await expect.poll(() => recordsOf('exchange.outcome'), SOON).toMatchObject([outcome]);
  expect(await recordsOf('exchange.released')).toMatchObject([{ approval: id, state: 'cancelled' }]);
  await expect(world.approve(id)).rejects.toThrow('is cancelled');
});

/** Without a rule on what texts say: they are passed on as they come, and the call behind them is held. */
it('a policy that says otherwise of what was passed on before ends the answer there', async () => {
  const rules = RULES.replace(' || answer.says("verifyPassword")', '');
  const mending = `
  - id: no-mending
    on: [copilot.answer]
    when: answer.text.contains("I mend")
    effect: deny
    message: nothing is mended
`;
  await world.policy((text) => text.replace('rules:\n', rules));
  world.copilot.answer(toolStream('create_file', edit(), 'I mend it. '));
  const waiting = ask(CHAT, question(true));
  const approval = await held();
  await world.policy((text) => text.replace('rules:\n', `${rules}${mending}`));
  await world.approve(approval.id);
  const answered = await waiting;
  expect(answered.text).toContain('I mend it');
  expect(callOf(answered.text)).not.toContain('src/auth/');
  await expect
    .poll(() => recordsOf('exchange.outcome'), SOON)
    .toMatchObject([{ result: 'failed', code: 'denied' }]);
});

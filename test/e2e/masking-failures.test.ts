import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_EXCHANGE_LIMITS } from '../../agent/config.ts';
import type { AuditRecord } from '../../protocol/audit-record.ts';
import type { SessionGrant } from '../../protocol/control.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { StandInAnswer } from '../support/copilot-server.ts';
import { chatStream, EVENT_STREAM } from '../support/model-answers.ts';
import { type Asked, askThrough } from '../support/through-agent.ts';
import { openWorld, type World } from '../support/world.ts';

/** Of our own making; its last six characters are the checksum that GitHub publishes. */
const SECRET = ['ghp_', 'zxOnwFdDo5EWYNykeB9tdNx', 'KDQ5iWY0aiVdO'].join('');
/** As little of it as nobody would take for chance. */
const BEGINNING = SECRET.slice(0, 12);
const CHAT = '/chat/completions';
const JSON_TYPE = { 'content-type': 'application/json' };
const SOON = { timeout: 10_000 };
const MOST = 100_000;
/** Each of its keywords begins a try that goes on as far as it may, and that finds nothing. */
const SLOW = `${'key='.repeat(12_000)} ${SECRET}`;
const SLOW_PATTERN = `secrets:
  patterns:
    - { id: slow, keyword: key=, pattern: 'key=\\S{4,250}!' }
`;

let world: World;
let session: SessionGrant;

beforeAll(async () => {
  const { answer } = DEFAULT_EXCHANGE_LIMITS;
  world = await openWorld({
    policy: (text) => text.replace('capture: masked', `${SLOW_PATTERN}\ncapture: masked`),
    limits: {
      masking: { maxFindings: 3 },
      exchange: {
        maxTextBytes: MOST,
        answer: {
          ...answer,
          maxBodyBytes: MOST,
          eventStream: { maxLineChars: MOST, maxEventChars: MOST },
        },
      },
    },
  });
}, 60_000);

afterAll(() => world.close());

beforeEach(async () => {
  session = await world.session('mixed');
});

async function detailsOf(event: AuditRecord['event']): Promise<readonly JsonObject[]> {
  const records = await world.records(event);
  return records.filter((record) => record.session === session.id).map(({ detail }) => detail);
}

function ask(asked: Omit<Asked, 'path'> & { readonly path?: string }) {
  return askThrough(
    session,
    { host: world.copilot.host, port: world.copilot.port },
    { path: CHAT, ...asked },
  );
}

function question(content: string): string {
  return JSON.stringify({ model: 'gpt-4.1', stream: true, messages: [{ role: 'user', content }] });
}

describe('a request', () => {
  it.each<[string, Omit<Asked, 'path'>, string]>([
    ['the detector throws', { body: question(`${SECRET} `.repeat(4)) }, 'cannot-mask'],
    ["a rule's time runs out", { body: question(SLOW) }, 'cannot-mask'],
    ['the body is too large', { body: question(`${SECRET}${' '.repeat(MOST)}`) }, 'too-large'],
    [
      'the body is too large once it is unpacked',
      {
        body: gzipSync(question(`${SECRET}${' '.repeat(MOST)}`)),
        headers: { 'content-encoding': 'gzip' },
      },
      'too-large',
    ],
    ['the JSON is invalid', { body: `${question(SECRET)}}` }, 'malformed'],
    [
      'the encoding is unknown',
      { body: question(SECRET), headers: { 'content-encoding': 'x-odd' } },
      'malformed',
    ],
  ])('is refused, and nothing of it leaves, when %s', async (_name, asked, code) => {
    const before = world.copilot.requests.length;
    const answered = await ask(asked);
    expect(answered.status).toBe(451);
    expect(answered.text).not.toContain(BEGINNING);
    expect(world.copilot.requests).toHaveLength(before);
    expect(await detailsOf('exchange.refused')).toMatchObject([{ code }]);
  });
});

function event(data: object | string, name?: string): string {
  const written = typeof data === 'string' ? data : JSON.stringify(data);
  return `${name === undefined ? '' : `event: ${name}\n`}data: ${written}\n\n`;
}

function streamed(...pieces: readonly string[]): StandInAnswer {
  return { headers: EVENT_STREAM, pieces };
}

const SAID = { choices: [{ index: 0, delta: { content: `it is ${SECRET}` } }] };

describe('an answer', () => {
  it.each<[string, StandInAnswer, string]>([
    ["a rule's time runs out", chatStream(SLOW), CHAT],
    ['the body is too large', { headers: JSON_TYPE, pieces: [`{"a":"${SECRET}${' '.repeat(MOST)}"}`] }, CHAT],
    ['an event is too large', streamed(event({ ...SAID, more: ' '.repeat(MOST) })), CHAT],
    [
      'the type of an event is unknown',
      streamed(event({ type: 'response.surprise', delta: SECRET }, 'response.surprise')),
      '/responses',
    ],
    ['an event of another shape', streamed(event({ surprise: SECRET })), CHAT],
    ['the JSON is invalid', { headers: JSON_TYPE, pieces: [`{"a":"${SECRET}"`] }, CHAT],
    ['the JSON of an event is invalid', streamed(event(`{"a":"${SECRET}"`)), CHAT],
    [
      'the encoding is unknown',
      { headers: { ...EVENT_STREAM, 'content-encoding': 'x-odd' }, pieces: [event(SAID)] },
      CHAT,
    ],
    [
      'the encoding is not what it says',
      { headers: { ...EVENT_STREAM, 'content-encoding': 'gzip' }, pieces: [event(SAID)] },
      CHAT,
    ],
    ['the upstream breaks off within an event', { ...streamed(event(SAID).slice(0, -20)), end: 'cut' }, CHAT],
    [
      'the upstream breaks off within a secret',
      {
        ...streamed(event({ choices: [{ index: 0, delta: { content: SECRET.slice(0, 30) } }] })),
        end: 'cut',
      },
      CHAT,
    ],
  ])('is refused or cut off, and never passed on as it came, when %s', async (_name, answer, path) => {
    world.copilot.answer(answer);
    const input = { model: 'gpt-5', stream: true, input: 'x' };
    const body = path === CHAT ? question('x') : JSON.stringify(input);
    const answered = await ask({ path, body }).catch(() => null);
    const isRefused = answered?.status === 502;
    expect(isRefused || answered?.whole !== true).toBe(true);
    expect(answered?.text ?? '').not.toContain(BEGINNING);
    await expect
      .poll(() => detailsOf('exchange.outcome'), SOON)
      .toMatchObject([{ result: 'failed', code: 'upstream-broken' }]);
  });
});

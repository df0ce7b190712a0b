import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import * as schemas from './panel-schema.ts';
import type { JsonSchema } from './schema.ts';
import { faultIn } from './schema-check.ts';

const AT = '2026-11-21T08:00:00.000Z';
const PLACE = {
  at: AT,
  exchange: 'e',
  operation: 'copilot.chat',
  target: 'gpt-4.1',
  where: 'user',
  count: 1,
  replaced: true,
  prompt: '',
};
const SECRET = {
  session: 's',
  program: 'code',
  placeholder: 'CSG_GHPAT_92V1T4A3',
  rule: 'github-pat',
  places: [PLACE],
  count: 1,
  original: 'kept',
  disputedAt: null,
};
const REFUSED = { kind: 'refused', at: AT, step: 'evaluate', code: 'denied', reason: 'frozen', rule: null };
const TURN = {
  exchange: 'e',
  at: AT,
  operation: 'git.push',
  where: 'host/o/r',
  what: ['refs/heads/main'],
  said: [],
  secrets: 0,
  decisions: [],
  state: REFUSED,
};
const SESSION = {
  id: 's',
  program: 'git',
  actor: 'mixed',
  openedAt: AT,
  closedAt: null,
  turns: [TURN],
  quiet: [{ operation: 'copilot.completion', count: 3 }],
  dropped: 0,
};

const ROWS: readonly (readonly [string, JsonSchema, unknown, boolean])[] = [
  ['masked', schemas.MASKED_ANSWER, { secrets: [SECRET] }, true],
  [
    'masked, with the secret for its placeholder',
    schemas.MASKED_ANSWER,
    { secrets: [{ ...SECRET, placeholder: 'hunter2' }] },
    false,
  ],
  ['activity', schemas.ACTIVITY_ANSWER, { sessions: [SESSION] }, true],
  [
    'a turn without an end',
    schemas.ACTIVITY_ANSWER,
    { sessions: [{ ...SESSION, turns: [{ ...TURN, state: { kind: 'refused' } }] }] },
    false,
  ],
  [
    'policy',
    schemas.POLICY_VIEW,
    { state: { kind: 'none', reason: '', origin: 'file' }, rules: [], workspace: null },
    true,
  ],
  [
    'a policy that is neither',
    schemas.POLICY_VIEW,
    { state: { kind: 'maybe' }, rules: [], workspace: null },
    false,
  ],
  ['a question', schemas.POLICY_QUESTION, { remote: null, branch: 'main' }, true],
  ['a question with more', schemas.POLICY_QUESTION, { remote: null, branch: 'main', actor: 'human' }, false],
  [
    'a dispute',
    schemas.DISPUTE_REQUEST,
    { session: 's', placeholder: SECRET.placeholder, reason: 'an example' },
    true,
  ],
  [
    'a dispute without a reason',
    schemas.DISPUTE_REQUEST,
    { session: 's', placeholder: SECRET.placeholder, reason: '' },
    false,
  ],
];

test.each(ROWS)('%s', (_what, schema, value, valid) => {
  expect(faultIn(schema, value) === null).toBe(valid);
});

/** The agent compiles them with a validator that refuses what it finds odd. */
test('every one of them compiles', () => {
  const ajv = new Ajv({ allowUnionTypes: true });
  for (const schema of Object.values(schemas)) {
    if (typeof schema === 'object') expect(() => ajv.compile(schema)).not.toThrow();
  }
});

import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import type { JsonSchema } from './schema.ts';
import {
  SIGNED_STEP_UP,
  STEP_UP_ANSWER,
  STEP_UP_CHALLENGE,
  STEP_UP_QUESTION,
  STEP_UP_SESSION,
  STEP_UP_STATEMENT_REQUEST,
} from './step-up-schema.ts';

const ajv = new Ajv({ allowUnionTypes: true });
const AT = '2026-11-21T08:00:00.000Z';
const SECRET = 'a'.repeat(43);
const AGENT = 'b'.repeat(64);
const STATEMENT = { agent: AGENT, challenge: SECRET, subject: 'robin', loggedInAt: AT };
const SIGNED = { statement: STATEMENT, signature: `${'a'.repeat(85)}A` };
const SESSION = {
  ...{ token: `${SECRET}.${SECRET}`, subject: 'robin', roles: ['reviewer'], groups: [] },
  ...{ expiresAt: AT, loggedInAt: AT },
};

test.each<[string, JsonSchema, unknown, boolean]>([
  ['a question', STEP_UP_QUESTION, { nonce: SECRET, expiresAt: AT }, true],
  ['a question without a nonce', STEP_UP_QUESTION, { expiresAt: AT }, false],
  ['an answer', STEP_UP_ANSWER, { idToken: 'a.b.c' }, true],
  ['an answer and more', STEP_UP_ANSWER, { idToken: 'a.b.c', subject: 'x' }, false],
  ['a session', STEP_UP_SESSION, SESSION, true],
  ['a session without a login', STEP_UP_SESSION, { ...SESSION, loggedInAt: null }, false],
  ['a request', STEP_UP_STATEMENT_REQUEST, { agent: AGENT, challenge: SECRET }, true],
  ['a request of no agent', STEP_UP_STATEMENT_REQUEST, { agent: 'me', challenge: SECRET }, false],
  ['a statement', SIGNED_STEP_UP, SIGNED, true],
  ['a statement beside which something is said', SIGNED_STEP_UP, { ...SIGNED, more: 1 }, false],
  ['a statement without a signature', SIGNED_STEP_UP, { statement: STATEMENT }, false],
  [
    'a challenge',
    STEP_UP_CHALLENGE,
    { kind: 'login', agent: AGENT, challenge: SECRET, collector: 'https://c.example', expiresAt: AT },
    true,
  ],
  ['no need of one', STEP_UP_CHALLENGE, { kind: 'believed' }, true],
  ['another kind', STEP_UP_CHALLENGE, { kind: 'none' }, false],
])('%s', (_name, schema, value, valid) => {
  expect(ajv.validate(schema, value)).toBe(valid);
});

import { SUBJECT_ID } from './approval-schema.ts';
import { closed, HASH, INSTANT, type JsonSchema, list, oneOf, open, SIGNATURE, text } from './schema.ts';
import { MAX_TOKEN } from './token-rules.ts';

/** Schemas of the types in step-up.ts. */
const SECRET: JsonSchema = { type: 'string', pattern: '^[A-Za-z0-9_-]{43}$' };

export const STEP_UP_QUESTION = open({ nonce: SECRET, expiresAt: INSTANT });

export const STEP_UP_ANSWER = closed({ idToken: text(MAX_TOKEN) });

export const STEP_UP_SESSION = open({
  token: { type: 'string', pattern: '^[A-Za-z0-9_-]{43}\\.[A-Za-z0-9_-]{43}$' },
  subject: SUBJECT_ID,
  roles: list(text(100), { max: 10 }),
  groups: list(text(200), { max: 1000 }),
  expiresAt: INSTANT,
  loggedInAt: INSTANT,
});

export const STEP_UP_STATEMENT_REQUEST = closed({ agent: HASH, challenge: SECRET });

export const SIGNED_STEP_UP = closed({
  statement: open({ agent: HASH, challenge: SECRET, subject: SUBJECT_ID, loggedInAt: INSTANT }),
  signature: SIGNATURE,
});

/** An answer of an agent. */
export const STEP_UP_CHALLENGE: JsonSchema = {
  type: 'object',
  required: ['kind'],
  oneOf: [
    open({
      ...{ kind: oneOf('login'), agent: HASH, challenge: SECRET },
      ...{ collector: text(500), expiresAt: INSTANT },
    }),
    open({ kind: oneOf('believed') }),
  ],
};

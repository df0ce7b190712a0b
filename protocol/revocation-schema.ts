import { REVOCATION_KINDS } from './revocation.ts';
import {
  closed,
  HASH,
  INSTANT,
  type JsonSchema,
  list,
  oneOf,
  open,
  optional,
  SIGNATURE,
  text,
  textOrEmpty,
  whole,
} from './schema.ts';

const KIND = oneOf(...REVOCATION_KINDS);
const COUNT = whole(0, Number.MAX_SAFE_INTEGER);
export const MAX_REVOCATIONS = 10_000;

export const SIGNED_REVOCATIONS: JsonSchema = open({
  statement: open({
    version: COUNT,
    issuedAt: INSTANT,
    revoked: {
      ...list(open({ kind: KIND, digest: HASH }), { max: MAX_REVOCATIONS }),
      type: ['array', 'null'],
    },
  }),
  signature: SIGNATURE,
});

export const REVOKE_REQUEST = closed({ kind: KIND, target: text(200), reason: text(1000) });

const OF_REVOCATION = {
  id: COUNT,
  kind: KIND,
  target: text(200),
  reason: textOrEmpty(1000),
  by: text(200),
  at: INSTANT,
};

export const REVOCATION = open(OF_REVOCATION);

export const REVOKED = open({ ...OF_REVOCATION, isRecorded: { type: 'boolean' } });

export const REVOCATIONS_ANSWER = open({ revocations: list(REVOCATION, { max: MAX_REVOCATIONS }) });

const DIGITS: JsonSchema = { type: 'string', pattern: '^(?:0|[1-9][0-9]{0,15})$' };

/** `wait=no` is answered at once. */
export const REVOCATIONS_QUERY = optional({ after: DIGITS, wait: oneOf('no') });

export const REVOCATION_PARAMS = closed({ id: DIGITS });

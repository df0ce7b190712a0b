import type { FastifyError } from 'fastify';
import { CanonicalJsonError } from '../protocol/canonical-json.ts';
import type { ApiError, ApiErrorCode } from '../protocol/collector-api.ts';
import { printablePrefix } from '../protocol/printable.ts';
import { RetentionError } from './retention/retention-error.ts';
import { StoreError } from './store/store-error.ts';

/** A request that gets no answer but an error. The message is for the caller: no secret, nobody else's content. */
export class ApiFault extends Error {
  readonly code: ApiErrorCode;

  constructor(code: ApiErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ApiFault';
    this.code = code;
  }
}

/** A caller reads a sentence, not a page. */
const MAX_MESSAGE = 300;

/** What waits is stored by then, unless the disk or the database stands still. */
const RETRY_AFTER_S = 1;

export interface ApiFailure {
  readonly status: number;
  readonly body: ApiError;
  /** Null: trying again soon is of no use. */
  readonly retryAfterS: number | null;
}

/** What a caller sees of an error, whatever threw it. Nothing of an error that was not foreseen is shown. */
export function apiFailure(error: unknown): ApiFailure {
  if (error instanceof ApiFault) return failure(error.code, error.message);
  if (error instanceof StoreError && error.code === 'overloaded') return failure('overloaded', error.message);
  if (error instanceof RetentionError) return failure('policy-unreadable', error.message);
  if (error instanceof CanonicalJsonError) return failure('invalid', error.message);
  if (isFromFastify(error)) return fastifyFailure(error);
  return failure('internal', 'the collector failed to answer this request');
}

const ERRORS: Readonly<Record<ApiErrorCode, { readonly status: number; readonly hint: string }>> = {
  unauthenticated: { status: 401, hint: 'send Authorization: Bearer with a token from the tokens folder' },
  forbidden: { status: 403, hint: 'use the token of a role that may do this' },
  'own-request': { status: 403, hint: 'ask somebody else to decide: nobody approves their own request' },
  'stale-login': {
    status: 403,
    hint: 'log in again and decide then: on the pages, or with countersign login --fresh',
  },
  'not-found': { status: 404, hint: 'check the address; what you may not see is not found either' },
  invalid: { status: 400, hint: 'send what the API describes, and nothing besides' },
  'too-large': { status: 413, hint: 'send less at once' },
  'sequence-gap': { status: 409, hint: 'send the records from the expected number on' },
  'sequence-fork': { status: 409, hint: 'the chain of this agent is broken: tell the auditor' },
  'bad-signature': { status: 400, hint: 'records are signed with the key that the agent enrolled with' },
  'not-pending': { status: 409, hint: 'look at the approval again: it was decided or has ended' },
  'not-granted': { status: 409, hint: 'ask for the approval again' },
  'not-claimed': { status: 409, hint: 'only the exchange that claimed a grant spends it' },
  expired: { status: 409, hint: 'ask for the approval again' },
  'too-many': { status: 429, hint: 'wait until some of those that are open have ended' },
  revoked: { status: 403, hint: 'ask whoever runs the collector' },
  overloaded: { status: 503, hint: 'try again after the time that Retry-After says' },
  indexing: {
    status: 503,
    hint: 'try again later; what is asked for by agent, session, exchange, event or time alone is found meanwhile',
  },
  'identity-away': { status: 503, hint: 'try again in a moment; who is signed in stays so' },
  'policy-unreadable': {
    status: 503,
    hint: "publish the policy feed anew, or set how long content is kept in the collector's settings; nothing is destroyed meanwhile",
  },
  internal: { status: 500, hint: "the collector's log says why" },
};

function failure(code: ApiErrorCode, message: string): ApiFailure {
  const { status, hint } = ERRORS[code];
  // Names of groups and rules come from whoever asked.
  const body = { error: { code, message: printablePrefix(message, MAX_MESSAGE), hint } };
  return { status, body, retryAfterS: code === 'overloaded' ? RETRY_AFTER_S : null };
}

function isFromFastify(error: unknown): error is FastifyError {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('FST_');
}

/** Only errors that a request causes; any other one is a fault of ours. */
function fastifyFailure(error: FastifyError): ApiFailure {
  if (error.code === 'FST_ERR_VALIDATION') return failure('invalid', error.message);
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return failure('too-large', 'the body is too large');
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return failure('invalid', 'the request cannot be read: expected a body of JSON in UTF-8');
  }
  return failure('internal', 'the collector failed to answer this request');
}

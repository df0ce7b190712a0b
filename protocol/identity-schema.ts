import { SUBJECT_ID } from './approval-schema.ts';
import { IDENTITY_KINDS } from './identity.ts';
import { HASH, INSTANT, type JsonSchema, list, oneOf, open, SIGNATURE, text, textOrEmpty } from './schema.ts';

const SUBJECT_OR_NULL: JsonSchema = { ...SUBJECT_ID, type: ['string', 'null'] };

const CI_CLAIM = textOrEmpty(500);

const CI_OR_NULL: JsonSchema = {
  ...open({
    provider: oneOf('github-actions', 'gitlab-ci', 'azure-pipelines', 'other'),
    ...{ repository: CI_CLAIM, repositoryId: CI_CLAIM, ref: CI_CLAIM, environment: CI_CLAIM },
    ...{ workflow: CI_CLAIM, event: CI_CLAIM, runId: CI_CLAIM },
  }),
  type: ['object', 'null'],
};

const CLAIMS_OR_NULL: JsonSchema = {
  type: ['object', 'null'],
  maxProperties: 50,
  additionalProperties: list(textOrEmpty(500), { max: 100 }),
};

/** JSON Schema of `SignedIdentity`. */
export const SIGNED_IDENTITY: JsonSchema = open({
  statement: open({
    agent: HASH,
    subject: SUBJECT_ID,
    groups: list(text(200), { max: 1000 }),
    kind: oneOf(...IDENTITY_KINDS),
    actsFor: SUBJECT_OR_NULL,
    claims: CLAIMS_OR_NULL,
    ci: CI_OR_NULL,
    expiresAt: INSTANT,
  }),
  signature: SIGNATURE,
});

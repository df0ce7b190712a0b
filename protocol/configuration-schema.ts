import { INSTANT, type JsonSchema, list, oneOf, open, text, whole } from './schema.ts';

/** Schemas of the types in configuration.ts. */
const COUNT = whole(0, Number.MAX_SAFE_INTEGER);
const TEXT_OR_NULL: JsonSchema = { type: ['string', 'null'], maxLength: 500 };
const INSTANT_OR_NULL: JsonSchema = { ...INSTANT, type: ['string', 'null'] };
const ROLE = oneOf('agent', 'developer', 'reviewer', 'auditor', 'policy-publisher', 'gateway', 'admin');
const MAX_TARGETS = 100;
const MAX_TOKENS = 10_000;

export const CONFIGURATION_VIEW = open({
  url: TEXT_OR_NULL,
  isEncrypted: { type: 'boolean' },
  provider: TEXT_OR_NULL,
  limits: { type: 'object', additionalProperties: COUNT },
  targets: list(open({ name: text(200), kind: oneOf('webhook', 'slack', 'email'), problem: TEXT_OR_NULL }), {
    max: MAX_TARGETS,
  }),
  tokens: list(open({ name: text(200), role: ROLE, subject: text(500), expiresAt: INSTANT_OR_NULL }), {
    max: MAX_TOKENS,
  }),
});

const FEED_ROLE = open({
  role: oneOf('root', 'timestamp', 'snapshot', 'targets'),
  version: COUNT,
  expires: INSTANT,
});

const FEED = open({ roles: list(FEED_ROLE, { max: 4 }), policyFile: TEXT_OR_NULL });

export const FEED_VIEW = open({ feed: { anyOf: [FEED, { type: 'null' }] } });

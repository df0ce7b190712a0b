import {
  closed,
  HASH,
  INSTANT,
  type JsonSchema,
  list,
  oneOf,
  open,
  optional,
  text,
  textOrEmpty,
  whole,
} from './schema.ts';

/** Schemas of the types in dry-run.ts, and of the questions for them. */
const COUNT = whole(0, Number.MAX_SAFE_INTEGER);
const MAX_POLICIES = 1000;
const MAX_CHANGES = 100;
const MAX_EXAMPLES = 10;
const MAX_RULES = 1000;

const POLICY = open({ file: HASH, hash: { ...HASH, type: ['string', 'null'] }, rules: COUNT });

export const PUBLISHED_POLICIES = open({ policies: list(POLICY, { max: MAX_POLICIES }) });

export const DRY_RUN_PARAMS = closed({ file: HASH });

const DAYS: JsonSchema = { type: 'string', pattern: '^[1-9][0-9]{0,2}$' };

export const DRY_RUN_QUERY = optional({ days: DAYS });

const VERDICT = oneOf('allow', 'require_approval', 'deny');

const EXAMPLE = open({
  at: INSTANT,
  session: { ...textOrEmpty(200), type: ['string', 'null'] },
  subject: textOrEmpty(500),
  kind: text(100),
  what: textOrEmpty(500),
});

const CHANGE = open({
  rule: text(200),
  before: VERDICT,
  after: VERDICT,
  count: COUNT,
  examples: list(EXAMPLE, { max: MAX_EXAMPLES }),
});

export const DRY_RUN = open({
  policy: POLICY,
  since: INSTANT,
  end: oneOf('reached', 'too-many-records', 'out-of-time'),
  records: COUNT,
  decisions: COUNT,
  same: COUNT,
  changed: COUNT,
  untold: COUNT,
  changes: list(CHANGE, { max: MAX_CHANGES }),
  blindRules: list(text(200), { max: MAX_RULES }),
});

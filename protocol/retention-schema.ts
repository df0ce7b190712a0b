import { closed, INSTANT, type JsonSchema, list, oneOf, open, requiring, text, whole } from './schema.ts';

const COUNT = whole(0, Number.MAX_SAFE_INTEGER);
const NAME = text(500);
const KIND = oneOf('prompt', 'answer', 'review');
export const MAX_HOLDS = 1000;

function orNull(schema: JsonSchema): JsonSchema {
  return { ...schema, type: [schema['type'] as string, 'null'] };
}

/** A hold that names nothing would keep everything for good, by a slip. */
export const HOLD_REQUEST: JsonSchema = {
  ...requiring(['reason'], {
    subject: NAME,
    session: NAME,
    repository: NAME,
    since: INSTANT,
    until: INSTANT,
    reason: text(1000),
  }),
  minProperties: 2,
};

export const HOLD = open({
  id: COUNT,
  subject: orNull(NAME),
  session: orNull(NAME),
  repository: orNull(NAME),
  since: orNull(INSTANT),
  until: orNull(INSTANT),
  reason: text(1000),
  by: text(500),
  at: INSTANT,
});

export const HOLDS_ANSWER = open({ holds: list(HOLD, { max: MAX_HOLDS }) });
export const HOLD_PARAMS = closed({ id: { type: 'string', pattern: '^[1-9][0-9]{0,14}$' } });

export const RETENTION_VIEW = open({
  keep: list(
    open({
      side: KIND,
      keepMs: orNull(COUNT),
      source: { ...orNull(KIND), enum: ['settings', 'policy', null] },
    }),
    { max: 3 },
  ),
  due: list(open({ side: KIND, isHeld: { type: 'boolean' }, sessions: COUNT, records: COUNT }), { max: 6 }),
  sweeping: COUNT,
  lastRunAt: orNull(INSTANT),
});

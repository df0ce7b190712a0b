import { OVERVIEW_WINDOWS } from './overview.ts';
import { INSTANT, list, oneOf, open, optional, textOrEmpty, whole } from './schema.ts';

/** Schemas of the types in overview.ts, and of the question for one. */
const COUNT = whole(0, Number.MAX_SAFE_INTEGER);
const MAX_BUCKETS = 1000;
const MAX_SERIES = 100;
const COUNTS = list(COUNT, { max: MAX_BUCKETS });
const NAME = textOrEmpty(500);

export const OVERVIEW_QUERY = optional({ window: oneOf(...OVERVIEW_WINDOWS) });

const MEASURE = open({
  totals: COUNTS,
  series: list(open({ name: NAME, total: COUNT, counts: COUNTS }), { max: MAX_SERIES }),
});

const ROWS = list(open({ name: NAME, count: COUNT, waitedMs: COUNT }), { max: MAX_SERIES });

export const OVERVIEW = open({
  window: oneOf(...OVERVIEW_WINDOWS),
  since: INSTANT,
  until: INSTANT,
  bucketMs: whole(1, Number.MAX_SAFE_INTEGER),
  uncounted: COUNT,
  operations: MEASURE,
  decisions: MEASURE,
  masked: MEASURE,
  waited: MEASURE,
  repositories: ROWS,
  rules: ROWS,
});

import { HIDDEN_CONTENTS } from './push-diff.ts';
import { closed, type JsonSchema, list, oneOf, text, textOrEmpty, whole } from './schema.ts';

/** Schema of PushDiff. Lengths are of printable text, in which one character can be ten. */
const COUNT = whole(0, Number.MAX_SAFE_INTEGER);

const LINE: JsonSchema = { type: 'string', pattern: '^[-+ ]', minLength: 1, maxLength: 10_001 };

const HUNK = closed({
  oldStart: COUNT,
  newStart: COUNT,
  lines: list(LINE, { min: 1, max: 10_000 }),
});

const CONTENT: JsonSchema = {
  type: 'object',
  required: ['kind'],
  oneOf: [
    closed({ kind: oneOf('lines'), hunks: list(HUNK, { max: 10_000 }), moreLines: COUNT }),
    closed({ kind: oneOf('hidden'), why: oneOf(...HIDDEN_CONTENTS) }),
  ],
};

const FILE = closed({
  commit: text(64),
  path: textOrEmpty(10_241),
  kind: oneOf('added', 'modified', 'deleted', 'type-changed'),
  content: CONTENT,
});

export const PUSH_DIFF = closed({
  files: list(FILE, { max: 1000 }),
  moreFiles: COUNT,
  moreCommits: COUNT,
});

export const PUSH_DIFF_OR_NULL: JsonSchema = { ...PUSH_DIFF, type: ['object', 'null'] };

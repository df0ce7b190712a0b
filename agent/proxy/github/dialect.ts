import { statusOf, words } from '../answer.ts';
import type { Dialect } from '../event-stream-answer.ts';

/**
 * A refusal as GitHub's own errors are written, so that its clients show the message. They read no event stream: one
 * that is held waits without a byte, and one that gave up asks again and passes once it is approved.
 */
export const GITHUB_DIALECT: Dialect = {
  waits: false,
  say: (refusal) => ({
    status: statusOf(refusal.code),
    type: 'application/json; charset=utf-8',
    body: JSON.stringify({
      message: words(refusal),
      errors: [{ type: 'FORBIDDEN', message: words(refusal), code: refusal.code }],
      documentation_url: '',
    }),
  }),
  event: () => null,
};

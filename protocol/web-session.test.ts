import { expect, test } from 'vitest';
import { SESSION_KEY_HEADER } from './web-session.ts';

/** Fetch, "CORS-safelisted request-header": a page of another origin may send these without being asked. */
const SAFELISTED = ['accept', 'accept-language', 'content-language', 'content-type', 'range'];

test('the key travels in a header that no other page may send unasked, spelled as servers see it', () => {
  expect(SAFELISTED).not.toContain(SESSION_KEY_HEADER);
  expect(SESSION_KEY_HEADER).toMatch(/^x-[a-z-]+$/);
});

import { defineConfig } from 'vitest/config';

/** What needs a browser; `npm run test:editor` has one installed and builds the pages before. */
export default defineConfig({
  test: {
    include: ['test/browser/*.browser.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Windows of others are driven from outside, and both sides are in a hurry: what failed is tried once more, and the
    // report says so.
    retry: 1,
    // A machine that is busy makes what is waited for late, not wrong.
    expect: { poll: { timeout: 30_000 } },
  },
});

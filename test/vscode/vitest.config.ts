import { defineConfig } from 'vitest/config';

/** What needs a real VS Code, one editor at a time: two would wait for each other on two cores. */
export default defineConfig({
  test: {
    include: ['test/vscode/*.editor.ts'],
    testTimeout: 240_000,
    hookTimeout: 180_000,
    fileParallelism: false,
    // Windows of others are driven from outside, and both sides are in a hurry: what failed is tried once more, and the
    // report says so.
    retry: 1,
  },
});

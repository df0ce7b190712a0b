import { defineConfig } from 'vitest/config';

/** What needs a real VS Code; main.ts runs a file at a time, since two editors would wait for each other on two cores. */
export default defineConfig({
  test: {
    include: ['test/vscode/*.editor.ts'],
    testTimeout: 240_000,
    hookTimeout: 180_000,
    fileParallelism: false,
    // Each test of a file goes on where the one before it ended.
    bail: 1,
  },
});

import { defineConfig } from 'vitest/config';

/** What needs a real VS Code, one editor at a time: two would wait for each other on two cores. */
export default defineConfig({
  test: {
    include: ['test/vscode/*.editor.ts'],
    testTimeout: 240_000,
    hookTimeout: 180_000,
    fileParallelism: false,
  },
});

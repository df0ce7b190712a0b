import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{protocol,policy,agent,collector,cli,webview-ui,scripts,test}/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: true,
  },
});

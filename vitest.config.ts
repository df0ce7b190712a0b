import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{protocol,policy,agent,collector,cli,scripts,test}/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: true,
  },
});

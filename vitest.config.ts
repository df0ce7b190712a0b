import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{protocol,policy,agent,collector,cli,extension,webview-ui,scripts,test}/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A machine that is busy makes what is waited for late, not wrong.
    expect: { poll: { timeout: 30_000 } },
    // Much of a test's time is waiting for git, disks and sockets: a core more than vitest's own choice, which leaves
    // one idle, is not too many even on a machine with two.
    maxWorkers: '100%',
  },
});

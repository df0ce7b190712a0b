import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Files of one folder each, tests beside the code. */
function testsBelow(...folders: readonly string[]): readonly string[] {
  return folders.map((folder) => `${folder}/**/*.test.ts`);
}

/** What starts programs, servers with state of their own, or changes its process: each file alone in a process. */
const ALONE = testsBelow('agent/{audit,ca,git}', 'cli', 'test');

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    globalSetup: 'test/support/temporary-folder.ts',
    // A machine that is busy makes what is waited for late, not wrong.
    expect: { poll: { timeout: 30_000 } },
    // Much of a test's time is waiting for git, disks, sockets and reviewers who do not come: with no more than one
    // file a core, half of every core is idle.
    maxWorkers: 2 * availableParallelism(),
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          // Loading what a file imports costs more than most of these tests: files share a process, and modules in it.
          isolate: false,
          include: [
            ...testsBelow('protocol', 'policy', 'agent', 'collector', 'extension', 'webview-ui', 'scripts'),
          ],
          exclude: [...ALONE],
        },
      },
      { extends: true, test: { name: 'whole', include: [...ALONE] } },
    ],
  },
});

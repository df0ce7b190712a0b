import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Files of one folder each, tests beside the code. */
function testsBelow(...folders: readonly string[]): readonly string[] {
  return folders.map((folder) => `${folder}/**/*.test.ts`);
}

/** What changes its process, or stands in for its disk: each file alone in a process. */
const ALONE = [
  ...testsBelow('agent/{audit,ca}', 'test/{eval,support}'),
  'cli/{ca,ci,login,uninstall}.test.ts',
  'test/bypass/feed-keys.test.ts',
];

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
    // Loading what a file imports costs more than most of the tests: files share a process where they can, and modules
    // in it.
    projects: [
      {
        extends: true,
        test: {
          // Begins first: nothing that takes long is to be left when all else is done.
          name: 'across',
          isolate: false,
          include: [...testsBelow('test')],
          exclude: [...ALONE],
        },
      },
      {
        extends: true,
        test: {
          name: 'parts',
          isolate: false,
          include: [
            ...testsBelow(
              'protocol',
              'policy',
              'agent',
              'collector',
              'cli',
              'extension',
              'webview-ui',
              'scripts',
            ),
          ],
          exclude: [...ALONE],
        },
      },
      { extends: true, test: { name: 'whole', include: [...ALONE] } },
    ],
  },
});

import type { JsonObject } from '../../../protocol/json.ts';

/** As long as that of a push with one ref. */
export function intentDetail(number: number): JsonObject {
  return {
    subject: `developer-${number % 997}`,
    groups: ['developers'],
    actor: 'mixed',
    program: 'git',
    operation: {
      kind: 'git.push',
      host: 'git.example',
      port: 443,
      repository: `git.example/octo-org/demo-${number % 211}`,
    },
    policy: 'c'.repeat(64),
    decisions: [
      {
        action: {
          kind: 'git.push',
          ref: `refs/heads/topic-${number % 5003}`,
          change: 'update',
          oldId: '1'.repeat(40),
        },
        verdict: {
          kind: 'accepted',
          rules: [{ id: `rule-${number % 50}`, hash: 'd'.repeat(64) }],
          approval: null,
        },
      },
    ],
  };
}

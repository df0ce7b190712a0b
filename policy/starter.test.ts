import { expect, test } from 'vitest';
import type { FileChange, Operation } from '../protocol/operation.ts';
import type { Actor } from '../protocol/subject.ts';
import {
  answer,
  apiCall,
  apiWrite,
  change,
  chat,
  commit,
  fetchOf,
  mcpCall,
  push,
  read,
  service,
  sha256,
  telemetry,
  tunnel,
} from '../test/support/operation.ts';
import { compilePolicy } from './compile.ts';
import { hostKind } from './hosts.ts';
import { STARTER_POLICY, starterPolicy } from './starter.ts';

const POLICY = compilePolicy(STARTER_POLICY, sha256);

/** The rules behind the verdict: the one that allows or refuses, or all that ask. */
function decide(operation: Operation): string {
  const { verdict } = POLICY.evaluate(operation);
  if (verdict.kind === 'require_approval')
    return `hold: ${verdict.requirements.map(({ rule }) => rule.id).join(', ')}`;
  return `${verdict.kind}: ${verdict.rule?.id ?? 'default'}`;
}

function touching(path: string, more: Partial<FileChange> = {}): Operation {
  return push('refs/heads/feature/x', { changes: [change('README.md'), change(path, more)] });
}

const FREE = 'allow: branches-and-tags';

test.each([
  ['a change on a feature branch', push('refs/heads/feature/x'), FREE],
  ['a new feature branch', push('refs/heads/feature/x', { change: 'create' }), FREE],
  ['a forced feature branch', push('refs/heads/feature/x', { forced: true }), FREE],
  [
    'a deleted feature branch',
    push('refs/heads/feature/x', { change: 'delete', changes: [], commits: [] }),
    FREE,
  ],
  ['a new tag', push('refs/tags/v1', { change: 'create' }), FREE],
  ['a change of main', push('refs/heads/main'), 'hold: protected-branches'],
  ['a new main', push('refs/heads/main', { change: 'create' }), 'hold: protected-branches'],
  ['master', push('refs/heads/master'), 'hold: protected-branches'],
  ['a release branch', push('refs/heads/release/1.2'), 'hold: protected-branches'],
  ['the release branch itself', push('refs/heads/release'), 'hold: protected-branches'],
  ['a branch below a release branch', push('refs/heads/release/1/hot/fix'), 'hold: protected-branches'],
  [
    'a move of main without a new commit',
    push('refs/heads/main', { changes: [], commits: [] }),
    'hold: protected-branches',
  ],
  ['a forced main', push('refs/heads/main', { forced: true }), 'deny: protected-history'],
  [
    'a deleted main',
    push('refs/heads/main', { change: 'delete', changes: [], commits: [] }),
    'deny: protected-history',
  ],
  ['a deleted release branch', push('refs/heads/release/1', { change: 'delete' }), 'deny: protected-history'],
  [
    'a forced main with a deployment',
    push('refs/heads/main', { forced: true, changes: [change('deploy/a')] }),
    'deny: protected-history',
  ],
  ['a moved tag', push('refs/tags/v1', { change: 'update' }), 'hold: moved-tags'],
  ['a deleted tag', push('refs/tags/v1', { change: 'delete' }), 'hold: moved-tags'],
  ['a note', push('refs/notes/commits'), 'deny: default'],
  ['a pull request ref', push('refs/pull/1/head'), 'deny: default'],
  ['a replacement', push('refs/replace/1'), 'deny: default'],
  ['a ref without a family', push('HEAD'), 'deny: default'],
  ['a branch family in capitals', push('refs/Heads/main'), 'deny: default'],
  ['a fetch', fetchOf('octo/demo'), 'allow: fetch'],
  ['a page', read('GET', '/octo/demo'), 'allow: pages'],
  ['a read of the API', apiCall(), 'allow: api-reads'],
  ['a file on a feature branch', apiWrite('refs/heads/x'), FREE],
  ['a file on main', apiWrite('refs/heads/main'), 'hold: protected-branches'],
  [
    'a secret in a file',
    apiWrite('refs/heads/x', {}, { changes: [change('a', { secrets: [{ rule: 'key', line: 1 }] })] }),
    'deny: secrets-in-pushes',
  ],
  ['a merge into a feature branch', apiWrite('refs/heads/x', { name: 'pulls.merge' }), 'hold: merges'],
  [
    'a merge into main',
    apiWrite('refs/heads/main', { name: 'merges.create' }),
    'hold: merges, protected-branches',
  ],
  ['a merge later', apiWrite('refs/heads/x', { name: 'pulls.auto_merge' }), 'deny: merges-later'],
  ['a comment', apiCall({ name: 'issues.comments.create', access: 'write' }), 'allow: api-conversation'],
  [
    'an approval of a pull request',
    apiCall({ name: 'pulls.reviews.write', access: 'write' }),
    'hold: api-administration',
  ],
  [
    'a release at a tag of its own',
    apiWrite('refs/tags/v2', { name: 'releases.create' }, { change: 'create' }),
    'hold: api-administration',
  ],
  ['a blob', apiCall({ name: 'git.blobs.create', access: 'write' }), 'allow: api-objects'],
  ...[
    'actions.workflow_dispatch',
    'actions.secrets.write',
    'repository_dispatch',
    'branches.protection.update',
    'rulesets.delete',
    'collaborators.add',
    'keys.create',
    'hooks.create',
    'repos.transfer',
    'statuses.create',
  ].map((name): [string, Operation, string] => [
    name,
    apiCall({ name, access: 'write' }),
    'hold: api-administration',
  ]),
  ['an organisation', apiCall({ name: 'orgs.update', access: 'write' }), 'deny: default'],
])('%s', (_, operation, expected) => {
  expect(decide(operation)).toBe(expected);
});

test.each([
  'Main',
  'MAIN',
  'mAsTeR',
  'Release/1',
  'ｍａｉｎ',
  'ma\u200bin',
  'ma\u00adin',
  '\ufeffmain',
  'main.',
  'main ',
  'main\u202e',
  '𝗺𝗮𝗶𝗻',
  'releaſe/1',
])('branch %j counts as protected, and is not forced', (name) => {
  const ref = `refs/heads/${name}`;
  expect(decide(push(ref))).toContain('protected-branches');
  expect(decide(push(ref, { forced: true }))).toBe('deny: protected-history');
});

test.each(['refs/heads/main', 'heads/main', 'origin/main', 'HEAD', 'mаin', 'mαster', '1'.repeat(40)])(
  'branch %j looks like another and is held',
  (name) => {
    expect(decide(push(`refs/heads/${name}`))).toBe('hold: odd-names');
  },
);

test.each([
  'deploy/prod.yml',
  'deploy',
  'DEPLOY/prod.yml',
  'Deploy\\prod.yml',
  'deploy./prod.yml',
  'deploy /prod.yml',
  'deploy//prod.yml',
  './deploy/prod.yml',
  'ｄeploy/prod.yml',
  'dep\u200cloy/prod.yml',
  'DEPLOY~1/prod.yml',
  'DEPLOY~2/PROD~1.YML',
  'deploy::$INDEX_ALLOCATION/prod.yml',
  'deploy／prod.yml',
  'deploy/a\nb',
  'deploy/"quoted"',
  'deploy/\\xff',
])('%j is a deployment', (path) => {
  expect(decide(touching(path))).toContain('deployment');
});

test.each([
  '.github/workflows/ci.yml',
  '.GitHub/Workflows/CI.yml',
  'GITHUB~1/WORKFL~1/ci.yml',
  '.github./workflows/ci.yml',
  '.github/actions/build/action.yml',
  'tools/action.yml',
  '.gitlab-ci.yml',
  'GITLAB~1.YML',
  '.gitlab-ci.yml::$DATA',
  '.circleci/config.yml',
  '.buildkite/pipeline.yml',
  'azure-pipelines.yml',
  'Azure-Pipelines.yml',
  'Jenkinsfile',
  'jenkinsfile',
  'ci/Jenkinsfile',
  'Jenkinsfile.release',
  'JENKIN~1',
  'CODEOWNERS',
  '.github/CODEOWNERS',
  'docs/codeowners',
])('%j is a pipeline', (path) => {
  expect(decide(touching(path))).toContain('pipelines');
});

test.each([
  'src/deploy.ts',
  'docs/deployment.md',
  'src/deploy/x.ts',
  'redeploy/x',
  '.github/ISSUE_TEMPLATE/bug.md',
  'docs/Jenkinsfile.md',
  'src/codeowners.ts',
])('%j is free', (path) => {
  expect(decide(touching(path))).toBe(FREE);
});

test.each(['DOCS~1/x', 'docs./x', 'a/../b', '.git/hooks/pre-commit', 'src/а.ts\u200b', 'srс/x.ts'])(
  '%j is odd and is held',
  (path) => {
    expect(decide(touching(path))).toBe('hold: odd-names');
  },
);

test.each<readonly [string, Partial<FileChange>, string]>([
  ['a symbolic link', { mode: 'symlink' }, 'hold: opaque-changes'],
  ['a binary', { opaque: 'binary' }, 'hold: opaque-changes'],
  ['an LFS pointer', { opaque: 'lfs' }, 'hold: opaque-changes'],
  ['a submodule', { opaque: 'submodule', mode: 'submodule' }, 'hold: opaque-changes'],
  ['an archive', { opaque: 'archive' }, 'hold: opaque-changes'],
  ['a file too large to read', { opaque: 'large' }, 'hold: opaque-changes'],
  ['an added password', { terms: ['password'] }, 'hold: passwords'],
  ['a deleted file', { kind: 'deleted', mode: 'none' }, FREE],
  ['an executable', { mode: 'executable' }, FREE],
])('%s', (_, more, expected) => {
  expect(decide(touching('src/a', more))).toBe(expected);
});

test('a password in a message, in any of the commits, is held', () => {
  const commits = [commit(), commit({ terms: ['password'] })];
  expect(decide(push('refs/heads/x', { commits }))).toBe('hold: passwords');
});

test('all that asks is asked at once', () => {
  const changes = [change('deploy/a', { terms: ['password'], opaque: 'binary' }), change('.gitlab-ci.yml')];
  expect(decide(push('refs/heads/main', { changes }))).toBe(
    'hold: deployment, opaque-changes, passwords, pipelines, protected-branches',
  );
});

test('the inspection looks for what the rules ask', () => {
  expect(POLICY.diffTerms).toEqual(['password']);
});

test.each<readonly [Actor, string, number, string]>([
  ['human', 'example.com', 443, 'allow: tunnels'],
  ['human', 'example.com', 8443, 'allow: tunnels'],
  ['ci', 'example.com', 22, 'allow: tunnels'],
  ['mixed', 'example.com', 443, 'deny: default'],
  ['mixed', 'marketplace.visualstudio.com', 443, 'allow: tunnels-of-editors'],
  ['mixed', 'registry.npmjs.org', 443, 'allow: tunnels-of-ai'],
  ['ai', 'example.com', 443, 'deny: default'],
  ['ai', 'marketplace.visualstudio.com', 443, 'deny: default'],
  ['ai', 'registry.npmjs.org', 443, 'allow: tunnels-of-ai'],
  ['ai', 'registry.npmjs.org', 22, 'deny: default'],
  ['ai', 'registry.npmjs.org.evil.example', 443, 'deny: default'],
  ['ai', 'evilcrates.io', 443, 'deny: default'],
  ['human', '192.0.2.1', 443, 'deny: default'],
  ['human', '::1', 443, 'deny: default'],
])('%s to %s:%i', (actor, host, port, expected) => {
  expect(decide(tunnel(host, { actor }, port))).toBe(expected);
});

test.each([
  ['a question', chat(), 'allow: copilot', 'everything'],
  ['a completion', chat({ kind: 'copilot.completion' }), 'allow: copilot', 'everything'],
  ['text to be indexed', chat({ kind: 'copilot.embedding' }), 'allow: copilot', 'everything'],
  ['a piece of an answer', answer({ kind: 'text', text: 'x' }), 'allow: copilot', 'everything'],
  ['a question for models', service('GET', '/models'), 'allow: copilot', 'everything'],
  ['telemetry', telemetry(), 'allow: telemetry', 'everything'],
  ['a tool that reads', mcpCall('get_file_contents', '{}'), 'allow: mcp-reads', 'everything'],
  ['a tool that looks for something', mcpCall('search_code', '{}'), 'allow: mcp-reads', 'everything'],
])('%s passes with its secrets masked', (_, operation, expected, mask) => {
  expect(decide(operation)).toBe(expected);
  expect(POLICY.evaluate(operation).obligations).toEqual({
    mask: { kind: mask },
    capture: 'masked',
    scope: null,
  });
});

test.each([
  'push_files',
  'create_or_update_file',
  'delete_file',
  'merge_pull_request',
  'create_branch',
  'add_issue_comment',
  'Push_Files',
  'get_and_delete',
  'mark_all_notifications_read',
  'list_then_merge_all',
  'unheard_of',
  '',
])('the tool %j is reviewed', (tool) => {
  expect(decide(mcpCall(tool, '{}'))).toBe('hold: mcp-writes');
});

test('a secret in a push is refused and told by file, line and detector', () => {
  const operation = touching('src/a.ts', { secrets: [{ rule: 'github-pat', line: 12 }] });
  expect(POLICY.evaluate(operation).verdict).toMatchObject({
    kind: 'deny',
    rule: { id: 'secrets-in-pushes' },
    reason: 'what is pushed holds secrets: src/a.ts:12 (github-pat)',
  });
});

test('so is one in a commit message', () => {
  const operation = push('refs/heads/topic', {
    commits: [commit({ secrets: [{ rule: 'github-pat', line: 3 }] })],
  });
  expect(POLICY.evaluate(operation).verdict).toMatchObject({
    kind: 'deny',
    rule: { id: 'secrets-in-pushes' },
    reason: 'what is pushed holds secrets: commit 222222222222:3 (github-pat)',
  });
});

test('the starter governs the hosts it is given', () => {
  const { hosts } = compilePolicy(starterPolicy({ hosts: ['localhost', '.git.example.com'] }), sha256);
  expect([
    hostKind(hosts, 'localhost'),
    hostKind(hosts, 'a.git.example.com'),
    hostKind(hosts, 'github.com'),
  ]).toEqual(['git', 'git', null]);
  expect(hostKind(POLICY.hosts, 'GitHub.com')).toBe('git');
  expect(hostKind(POLICY.hosts, 'api.business.githubcopilot.com')).toBe('copilot');
});

test('approvers are the group of the identity provider', () => {
  const { verdict } = POLICY.evaluate(push('refs/heads/main'));
  expect(verdict).toMatchObject({
    requirements: [{ approvers: ['reviewers'], holdMs: 900_000, validForMs: 3_600_000 }],
  });
});

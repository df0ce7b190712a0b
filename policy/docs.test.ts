import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Operation } from '../protocol/operation.ts';
import {
  answer,
  apiCall,
  apiWrite,
  change,
  chat,
  commit,
  fetchOf,
  mcpCall,
  part,
  push,
  sha256,
  tunnel,
} from '../test/support/operation.ts';
import { ACTION_KINDS } from './action-kind.ts';
import { attributeRows } from './attributes.ts';
import { compilePolicy } from './compile.ts';
import { hostKind } from './hosts.ts';
import { POLICY_LIMITS } from './limits.ts';
import { SIGNATURES } from './signatures.ts';

const read = (name: string): string => readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8');
const DOCUMENT = read('policy.md');
/** Pages in which every YAML block is a policy, or rules of one. */
const PAGES = DOCUMENT + read('github.md');
const EXAMPLES = new Map(
  [...PAGES.matchAll(/```yaml example=(\S+)\n(.*?)```/gsu)].map(([, name = '', text = '']) => [name, text]),
);

function compileExample(name: string) {
  const text = EXAMPLES.get(name) ?? '';
  const isWhole = text.startsWith('version:');
  const head =
    'version: 1\nhosts: []\ngroups: { reviewers: ["group:leads"], security: ["group:sec"], oncall: ["user:otto"] }\nrules:\n';
  return compilePolicy(isWhole ? text : `${head}${text.replaceAll(/^/gmu, '  ')}`, sha256);
}

const CASES: readonly (readonly [string, string, Operation, string])[] = [
  ['whole', 'a fetch', fetchOf('octo/demo'), 'allow reading'],
  ['whole', 'a feature branch', push('refs/heads/x'), 'allow branches'],
  ['whole', 'main', push('refs/heads/Main'), 'hold main'],
  ['whole', 'a forced main', push('refs/heads/main', { forced: true }), 'deny no-rewriting'],
  ['whole', 'a deleted branch', push('refs/heads/x', { change: 'delete' }), 'deny default'],
  ['whole', 'a tag', push('refs/tags/main'), 'deny default'],
  ['paths', 'a deployment', push('refs/heads/x', { changes: [change('Deploy/x')] }), 'hold deployment'],
  ['paths', 'an image', push('refs/heads/x', { changes: [change('a/b/dockerfile')] }), 'hold deployment'],
  ['paths', 'another odd name', push('refs/heads/x', { changes: [change('.git/x')] }), 'deny odd-names'],
  ['paths', 'another file', push('refs/heads/x', { changes: [change('a/b.tf')] }), 'deny default'],
  [
    'words',
    'a word',
    push('refs/heads/x', { changes: [change('a', { terms: ['password'] })] }),
    'hold passwords',
  ],
  [
    'words',
    'a message',
    push('refs/heads/x', { commits: [commit({ terms: ['password'] })] }),
    'hold passwords',
  ],
  [
    'subjects',
    'too much',
    push('refs/heads/x', { changes: Array.from({ length: 501 }, () => change('a')) }),
    'deny ai-stays-small',
  ],
  [
    'subjects',
    'a writer',
    push('refs/heads/x', { changes: [change('docs/a')] }, { groups: ['writers'] }),
    'allow docs-by-writers',
  ],
  ['subjects', 'a writer elsewhere', push('refs/heads/x', {}, { groups: ['writers'] }), 'deny default'],
  ['scope', 'a push', push('refs/heads/x'), 'allow topics, scope contents=write'],
  ['approvers', 'production', push('refs/heads/production'), 'hold production'],
  ['secrets', 'a prompt', chat(), 'allow assistants, mask everything'],
  [
    'secrets',
    'a push',
    push('refs/heads/x', { changes: [change('a', { secrets: [{ rule: 'acme-token', line: 3 }] })] }),
    'deny secrets-in-pushes',
  ],
  ['copilot', 'a prompt', chat({ model: 'GPT-9' }), 'allow prompts'],
  ['copilot', 'another model', chat({ model: 'other' }), 'deny default'],
  [
    'copilot',
    'a file',
    chat({ model: 'gpt-9', parts: [part('x', { path: '/home/dev/a/.ENV' })] }),
    'deny kept-back',
  ],
  ['copilot', 'a text', chat({ parts: [part('a'), part('INTERNAL only')] }), 'deny kept-back'],
  [
    'copilot',
    'a command',
    answer({ kind: 'tool-call', tool: 'run_bash', arguments: '{"c":"\\u0063url x"}' }),
    'deny commands',
  ],
  ['copilot', 'a write', mcpCall('delete_file', '{}'), 'deny remote-writes'],
  [
    'modes',
    'a large file',
    push('refs/heads/x', { changes: [change('a', { size: 1e8 })] }),
    'deny default, warn large-files',
  ],
  [
    'modes',
    'a merge',
    push('refs/heads/x', { commits: [commit({ merge: true })] }),
    'deny default, observe merges',
  ],
  ['github', 'a read', apiCall(), 'allow reads, mask everything'],
  ['github', 'an archive', apiCall({ name: 'archive.read' }), 'allow reads'],
  [
    'github',
    'a merge',
    apiWrite('refs/heads/topic/x', { name: 'pulls.merge' }),
    'hold merges, mask everything',
  ],
  [
    'github',
    'a pipeline',
    apiWrite('refs/heads/topic/x', {}, { changes: [change('.github/workflows/ci.yml')] }),
    'hold pipelines, mask everything',
  ],
  [
    'github',
    'a dispatch',
    apiCall({ name: 'actions.workflow_dispatch', access: 'write' }),
    'hold what-runs, mask everything',
  ],
  ['github', 'a file', apiWrite('refs/heads/topic/x'), 'allow topic-branches, mask everything'],
  ['github', 'a hook', apiCall({ name: 'hooks.create', access: 'write' }), 'deny default, mask everything'],
  [
    'read-any',
    'a search',
    apiCall({ name: 'search.read_any' }, { repository: null }),
    'deny across-repositories',
  ],
  ['read-any', 'a file', apiCall(), 'deny default'],
  ['tunnels', 'a registry', tunnel('files.pythonhosted.org'), 'allow registries'],
  ['tunnels', 'another port', tunnel('pypi.org', {}, 22), 'deny default'],
];

function decide(name: string, operation: Operation): string {
  const { verdict, matched, obligations } = compileExample(name).evaluate(operation);
  const words =
    verdict.kind === 'require_approval'
      ? `hold ${verdict.requirements.map(({ rule }) => rule.id).join(' ')}`
      : `${verdict.kind} ${verdict.rule?.id ?? 'default'}`;
  const told = matched
    .filter(({ mode }) => mode !== 'enforce')
    .map(({ mode, rule }) => `, ${mode} ${rule.id}`);
  const mask = obligations.mask.kind === 'nothing' ? '' : `, mask ${obligations.mask.kind}`;
  const { scope } = obligations;
  const permissions = Object.entries(scope?.permissions ?? {}).map(([name, level]) => `${name}=${level}`);
  const narrowed = scope === null ? '' : `, scope ${permissions.join(' ')}`;
  return words + told.join('') + mask + narrowed;
}

test.each(CASES)('example %s: %s', (name, _, operation, expected) => {
  expect(decide(name, operation)).toBe(expected);
});

test('every example is tried, and every YAML block is an example', () => {
  expect([...EXAMPLES.keys()].toSorted()).toEqual([...new Set(CASES.map(([name]) => name))].toSorted());
  expect(PAGES.match(/```yaml(?! file=)/gu)).toHaveLength(EXAMPLES.size);
});

test('the whole example governs what it says', () => {
  const { hosts } = compileExample('whole');
  expect(hostKind(hosts, 'eu.git.example.com')).toBe('git');
});

test.each([
  ['kinds', Object.entries(ACTION_KINDS).map(([kind, description]) => `| \`${kind}\` | ${description} |`)],
  [
    'attributes',
    attributeRows().map(
      ({ name, type, kinds, description }) => `| \`${name}\` | ${type} | ${kinds} | ${description} |`,
    ),
  ],
])('the table of %s is that of the code', (name, rows) => {
  const [, table = ''] = new RegExp(`<!-- ${name} -->\n(.*?)<!-- /${name} -->`, 'su').exec(DOCUMENT) ?? [];
  expect(table.trimEnd().split('\n').slice(2)).toEqual(rows);
});

test('every function is named', () => {
  for (const name of Object.keys(SIGNATURES).filter((each) => /^[a-z]/u.test(each))) {
    expect(DOCUMENT).toMatch(new RegExp(`\\b${name}\\(`, 'u'));
  }
});

test('the bounds are those of the code', () => {
  const { maxDocumentBytes, maxRules, maxExpressionChars, maxExpressionDepth, maxMacroDepth } = POLICY_LIMITS;
  expect(DOCUMENT).toContain(
    `at most ${maxDocumentBytes / 1024} KiB and ${maxRules} rules; a condition ${maxExpressionChars} characters, ${maxExpressionDepth} brackets and ${maxMacroDepth} macros`,
  );
  expect(DOCUMENT).toContain(`${POLICY_LIMITS.maxEvaluationSteps / 1e6} million steps`);
  expect(DOCUMENT).toContain(`At most ${POLICY_LIMITS.maxDiffTerms} different words`);
});

test('the example of approvers asks for what it says', () => {
  const { verdict } = compileExample('approvers').evaluate(push('refs/heads/production'));
  expect(verdict).toMatchObject({
    requirements: [
      {
        approvers: ['leads', 'sec', 'user:ana@example.com'],
        quorum: {
          count: 3,
          sets: [['leads', 'user:ana@example.com'], ['sec']],
          reasonRequired: true,
          breakGlass: ['user:otto'],
          freshLoginMs: 300_000,
        },
      },
    ],
  });
});

import { expect, test } from 'vitest';
import { ONE_APPROVER } from '../protocol/quorum.ts';
import {
  answer,
  apiCall,
  change,
  chat,
  commit,
  fetchOf,
  mcpCall,
  part,
  push,
  read,
  service,
  sha256,
  telemetry,
  tunnel,
} from '../test/support/operation.ts';
import { compilePolicy } from './compile.ts';

/** A policy of these rules, each a YAML flow mapping. */
function policy(rules: readonly string[], head = ''): ReturnType<typeof compilePolicy> {
  const groups = 'groups: { reviewers: ["group:leads"], others: ["user:ana"] }';
  return compilePolicy(
    `version: 1\nhosts: []\n${groups}\n${head}\nrules:${rules.map((rule) => `\n  - ${rule}`).join('') || ' []'}\n`,
    sha256,
  );
}

const ALLOW = '{ id: allow, on: [git.push], effect: allow }';
const DENY = '{ id: deny, on: [git.push], effect: deny, message: no }';
const ASK = '{ id: ask, on: [git.push], effect: require_approval, approvers: [reviewers] }';
const PUSH = push('refs/heads/x');

test.each([
  ['nothing', [], 'deny', null],
  ['allow', [ALLOW], 'allow', 'allow'],
  ['deny after allow', [ALLOW, DENY], 'deny', 'deny'],
  ['deny before allow', [DENY, ALLOW], 'deny', 'deny'],
  ['the first of two that refuse', [DENY, DENY.replace('id: deny', 'id: other')], 'deny', 'deny'],
  ['the first of two that allow', [ALLOW, ALLOW.replace('id: allow', 'id: other')], 'allow', 'allow'],
  ['a rule on something else', ['{ id: a, on: [tunnel], effect: allow }'], 'deny', null],
  ['a condition that does not hold', [ALLOW.replace('effect', 'when: ref.forced, effect')], 'deny', null],
  ['an alias', [ALLOW.replace('git.push', 'repo.write')], 'allow', 'allow'],
  ['a wildcard', [ALLOW.replace('git.push', '"*"')], 'allow', 'allow'],
  ['a refusal beside an approval', [ASK, DENY], 'deny', 'deny'],
])('%s', (_, rules, kind, rule) => {
  const { verdict } = policy(rules).evaluate(PUSH);
  expect(verdict.kind).toBe(kind);
  if (verdict.kind !== 'require_approval') expect(verdict.rule?.id ?? null).toBe(rule);
});

test('an approval beats what allows, and every rule that asks is a requirement, sorted by id', () => {
  const second =
    '{ id: "also", on: [git.push], effect: require_approval, approvers: [others, reviewers], hold: 5m, valid_for: 2d, message: why }';
  const { verdict } = policy([ALLOW, ASK, second]).evaluate(PUSH);
  const hash = expect.stringMatching(/^[0-9a-f]{64}$/u) as unknown;
  expect(verdict).toEqual({
    kind: 'require_approval',
    requirements: [
      {
        rule: { id: 'also', hash },
        message: 'why',
        approvers: ['leads', 'user:ana'],
        quorum: ONE_APPROVER,
        holdMs: 300_000,
        validForMs: 172_800_000,
      },
      {
        rule: { id: 'ask', hash },
        message: 'rule ask asks for an approval',
        approvers: ['leads'],
        quorum: ONE_APPROVER,
        holdMs: 900_000,
        validForMs: 3_600_000,
      },
    ],
  });
});

test('the default may allow, and then names itself', () => {
  const { verdict } = policy([], 'default: allow').evaluate(PUSH);
  expect(verdict).toMatchObject({ kind: 'allow', rule: { id: 'default' } });
  expect(policy([DENY], 'default: allow').evaluate(PUSH).verdict.kind).toBe('deny');
});

test.each(['warn', 'observe'])('a rule that only %ss decides nothing and is told', (mode) => {
  const rules = [ALLOW, DENY, ASK].map((rule) => rule.replace('effect', `mode: ${mode}, effect`));
  const { verdict, matched } = policy(rules).evaluate(PUSH);
  expect(verdict).toEqual({ kind: 'deny', rule: null, reason: 'no rule allows this' });
  expect(
    matched.map(({ rule, effect, mode: seen, message, fault }) => [rule.id, effect, seen, message, fault]),
  ).toEqual([
    ['allow', 'allow', mode, 'allowed by rule allow', null],
    ['deny', 'deny', mode, 'no', null],
    ['ask', 'require_approval', mode, 'rule ask asks for an approval', null],
  ]);
});

test.each([
  ['deny', 'deny', 'error'],
  ['require_approval, approvers: [reviewers]', 'require_approval', 'error'],
  ['allow', 'deny', null],
])('a rule to %s that cannot be evaluated', (effect, kind, fault) => {
  const rule = `{ id: a, on: [git.push], when: "changes[7].odd", effect: ${effect} }`;
  const { verdict, matched } = policy([rule, ...(effect === 'allow' ? [] : [ALLOW])]).evaluate(PUSH);
  expect(verdict.kind).toBe(kind);
  expect(matched.find(({ rule: { id } }) => id === 'a')?.fault ?? null).toBe(fault);
});

test.each([
  ['division by zero', '1 / (changes.size() - 1) == 1'],
  ['an index that is not there', 'changes[1].odd'],
  ['an overflow', '9223372036854775807 + changes.size() > 0'],
])('%s refuses', (_, when) => {
  const { verdict } = policy([ALLOW, `{ id: a, on: [git.push], when: '${when}', effect: deny }`]).evaluate(
    PUSH,
  );
  expect(verdict).toMatchObject({
    kind: 'deny',
    reason: 'refused by rule a (its condition could not be evaluated)',
  });
});

test.each([
  ['deny', 'deny'],
  ['require_approval, approvers: [reviewers]', 'require_approval'],
  ['allow', 'deny'],
])('a push too large to judge under a rule to %s ends as if the worst were true', (effect, kind) => {
  const changes = Array.from({ length: 5000 }, (_, index) => change(`src/${index}`));
  const when = '"changes.exists(a, changes.exists(b, a.path == b.path && a.odd))"';
  const decision = policy([`{ id: a, on: [git.push], when: ${when}, effect: ${effect} }`]).evaluate(
    push('refs/heads/x', { changes }),
  );
  expect(decision.verdict.kind).toBe(kind);
  expect(decision.matched.map(({ fault }) => fault)).toEqual(effect === 'allow' ? [] : ['cost']);
});

test('text functions count against the same budget', () => {
  const changes = Array.from({ length: 3000 }, (_, index) => change(`${'aa/'.repeat(2000)}${index}`));
  const when = `"changes.exists(c, c.path.glob('${'**/a*a/'.repeat(30)}*b'))"`;
  const { matched } = policy([`{ id: a, on: [git.push], when: ${when}, effect: deny }`]).evaluate(
    push('refs/heads/x', { changes: [...changes, change('b')] }),
  );
  expect(matched.map(({ fault }) => fault)).toEqual(['cost']);
});

test('a budget is of one operation, not of the policy', () => {
  const compiled = policy([
    '{ id: a, on: [git.push], when: "changes.exists(c, c.path.glob(\'nothing\'))", effect: allow }',
  ]);
  const changes = Array.from({ length: 5000 }, (_, index) => change(`src/${index}`));
  for (let round = 0; round < 100; round++) {
    expect(compiled.evaluate(push('refs/heads/x', { changes })).matched).toEqual([]);
  }
});

test.each([
  ['127.0.0.1', 'deny'],
  ['10.9.8.7', 'allow'],
  ['::1', 'allow'],
  ['::2', 'deny'],
  ['2130706433', 'deny'],
  ['0x0a.1', 'deny'],
  ['10.1', 'deny'],
  ['example.com', 'allow'],
])('a tunnel to %s: %s', (host, kind) => {
  const compiled = policy(
    ['{ id: a, on: [tunnel], effect: allow }'],
    'tunnels: { ip_literals: [10.0.0.0/8, "::1"] }',
  );
  expect(compiled.evaluate(tunnel(host)).verdict.kind).toBe(kind);
});

test('an address that is not listed is refused whatever rules and default say', () => {
  const compiled = policy(['{ id: a, on: ["*"], effect: allow }'], 'default: allow');
  const decision = compiled.evaluate(tunnel('192.0.2.1'));
  expect(decision).toEqual({
    verdict: { kind: 'deny', rule: null, reason: expect.stringContaining('ip_literals') as unknown },
    obligations: { mask: { kind: 'nothing' }, capture: 'masked', scope: null },
    matched: [],
  });
});

test.each([
  ['a fetch', fetchOf('octo/demo')],
  ['a page', read('GET', '/')],
  ['a prompt', chat()],
  ['a piece of an answer', answer({ kind: 'text', text: 'x' })],
  ['a question for models', service('GET', '/models')],
  ['telemetry', telemetry()],
  ['a call of a tool', mcpCall('push_files', '{}')],
  ['a tunnel', tunnel('example.com')],
])('%s is judged by rules on everything', (_, operation) => {
  expect(policy(['{ id: a, on: ["*"], effect: allow }']).evaluate(operation).verdict.kind).toBe('allow');
});

test.each([
  ['subject.groups.exists(g, g == "reviewers")', ['leads'], true],
  ['"reviewers" in subject.groups', ['reviewers'], false],
  ['subject.actor == "ai" && subject.id == "dev" && session.program == "git"', [], true],
  ['repository.path.glob("Octo/*") && host == "github.com" && action == "git.push"', [], true],
  [
    'commits.exists(k, k.author.email.glob("*@example.com") && !k.merge && k.message.matches("^Fix"))',
    [],
    true,
  ],
  ['changes.exists(c, c.adds("Secret")) && commits.all(k, !k.says("secret"))', [], true],
  ['changes.map(c, c.added)[0] + changes.size() == 4', [], true],
])('%s for a subject of %j: %s', (when, groups, matches) => {
  const operation = push(
    'refs/heads/x',
    { changes: [change('a', { terms: ['secret'] })], commits: [commit({ message: 'Fix it' })] },
    { groups },
  );
  const { matched } = policy([`{ id: a, on: [git.push], when: '${when}', effect: deny }`]).evaluate(
    operation,
  );
  expect(matched.map(({ fault }) => fault)).toEqual(matches ? [null] : []);
});

const LARGE = chat({ parts: [part('x'.repeat(200_000)), part(`${'y'.repeat(200_000)} Password`)] });

test('a thousand searches of a large prompt cost less than one operation may', () => {
  const rules = Array.from(
    { length: 1000 },
    (_, index) => `{ id: r${index}, on: [copilot.chat], when: prompt.says("none${index}"), effect: deny }`,
  );
  expect(policy(rules).evaluate(LARGE).matched).toEqual([]);
});

test.each([
  ['prompt.says("PASSWORD")', true],
  ['prompt.parts[0].says("password")', false],
  ['prompt.parts[1].says("password")', true],
  ['prompt.parts.exists(p, p.text.contains("Password"))', true],
  ['prompt.parts.exists(p, p.text.contains("password"))', false],
  ['prompt.parts[0].text.size() == 200000 && size(prompt.parts[0].text) == prompt.parts[0].size', true],
])('%s of a large prompt: %s', (when, matches) => {
  const { matched } = policy([`{ id: a, on: [copilot.chat], when: '${when}', effect: deny }`]).evaluate(
    LARGE,
  );
  expect(matched.map(({ fault }) => fault)).toEqual(matches ? [null] : []);
});

test('characters are counted as the language counts them', () => {
  const compiled = policy([
    "{ id: a, on: [copilot.answer], when: 'answer.text.size() == 4 && size(answer.text) == 4', effect: deny }",
  ]);
  const { matched } = compiled.evaluate(answer({ kind: 'text', text: 'a😀\udc00\ud800' }));
  expect(matched).toHaveLength(1);
});

test.each([
  ['answer.says("RM -rf")', answer({ kind: 'text', text: 'now rm -RF /' })],
  ['answer.says("rm -rf")', answer({ kind: 'tool-call', tool: 't', arguments: '"\\u0072m -rf"' })],
  ['mcp.says("main")', mcpCall('t', '{"branch":"Main"}')],
])('%s finds a word in what it is asked of', (when, operation) => {
  const { matched } = policy([
    `{ id: a, on: ["${operation.action.kind}"], when: '${when}', effect: deny }`,
  ]).evaluate(operation);
  expect(matched.map(({ fault }) => fault)).toEqual([null]);
});

const MASK = '{ id: mask, on: [copilot.chat], effect: mask }';
const MASK_SOME = '{ id: some, on: [copilot.chat], effect: mask, detectors: [b, a] }';
const MASK_MORE = '{ id: more, on: [copilot.chat], effect: mask, detectors: [b, c] }';
const EVERYTHING = { kind: 'everything' };
const NOTHING = { kind: 'nothing' };

test.each<readonly [string, readonly string[], unknown]>([
  ['no rule', [], NOTHING],
  ['a rule for all detectors', [MASK], EVERYTHING],
  ['a rule for some', [MASK_SOME], { kind: 'detectors', detectors: ['a', 'b'] }],
  ['two rules for some', [MASK_SOME, MASK_MORE], { kind: 'detectors', detectors: ['a', 'b', 'c'] }],
  ['a rule for some and one for all', [MASK_SOME, MASK], EVERYTHING],
  ['a rule that does not hold', [MASK.replace('effect', 'when: "tools.size() > 0", effect')], NOTHING],
  [
    'a rule that cannot be evaluated',
    [MASK_SOME.replace('effect', 'when: "tools[3] == model", effect')],
    EVERYTHING,
  ],
  ['a rule that only observes', [MASK.replace('effect', 'mode: observe, effect')], NOTHING],
  ['a rule that only warns', [MASK.replace('effect', 'mode: warn, effect')], NOTHING],
])('%s masks accordingly, and decides nothing', (_, rules, mask) => {
  const alone = policy(rules).evaluate(chat());
  expect(alone.obligations).toEqual({ mask, capture: 'masked', scope: null });
  expect(alone.verdict.kind).toBe('deny');
  const allowed = policy([...rules, '{ id: allow, on: [copilot.chat], effect: allow }']).evaluate(chat());
  expect(allowed.obligations.mask).toEqual(mask);
  expect(allowed.verdict).toMatchObject({ kind: 'allow', rule: { id: 'allow' } });
});

test('what waits for an approval is masked once it goes through', () => {
  const ask = ASK.replace('git.push', 'copilot.chat');
  const { verdict, obligations } = policy([ask, MASK]).evaluate(chat());
  expect(verdict.kind).toBe('require_approval');
  expect(obligations.mask).toEqual(EVERYTHING);
});

test.each(['full', 'masked', 'metadata'])('the document says that records keep %s', (capture) => {
  expect(policy([ALLOW], `capture: ${capture}`).evaluate(PUSH).obligations).toEqual({
    mask: NOTHING,
    capture,
    scope: null,
  });
});

test('a detector in a push is named by its id', () => {
  const operation = push('refs/heads/x', { changes: [change('a', { secrets: [{ rule: 'key', line: 3 }] })] });
  const rule = '{ id: a, on: [git.push], when: \'changes.exists(c, "key" in c.secrets)\', effect: deny }';
  expect(policy([ALLOW, rule]).evaluate(operation).verdict.kind).toBe('deny');
  expect(policy([ALLOW, rule]).evaluate(PUSH).verdict.kind).toBe('allow');
});

const SCOPE =
  '{ id: narrow, on: [git.push], effect: scope, scope: { permissions: { contents: write, issues: read } } }';
const NARROWER =
  '{ id: narrower, on: ["git.*"], effect: scope, scope: { reach: owner, permissions: { contents: admin }, lifetime: 1m } }';
const NARROWED = {
  reach: 'repository',
  permissions: { contents: 'write', issues: 'read' },
  lifetimeMs: 600_000,
};

test.each<readonly [string, readonly string[], unknown]>([
  ['no rule', [], null],
  ['a rule', [SCOPE], NARROWED],
  [
    'two rules',
    [SCOPE, NARROWER],
    { reach: 'repository', permissions: { contents: 'write' }, lifetimeMs: 60_000 },
  ],
  ['a rule that does not hold', [SCOPE.replace('effect', 'when: ref.forced, effect')], null],
  ['a rule that only observes', [SCOPE.replace('effect', 'mode: observe, effect')], null],
])('%s narrows the credential accordingly, and decides nothing', (_, rules, scope) => {
  expect(policy(rules).evaluate(PUSH)).toMatchObject({
    verdict: { kind: 'deny', rule: null },
    obligations: { scope },
  });
  expect(policy([...rules, ALLOW]).evaluate(PUSH)).toMatchObject({
    verdict: { kind: 'allow' },
    obligations: { scope },
  });
});

test('a rule on credentials that cannot be evaluated denies', () => {
  const broken = SCOPE.replace('effect', "when: 'changes[9].odd', effect");
  expect(policy([ALLOW, broken]).evaluate(PUSH).verdict).toMatchObject({
    kind: 'deny',
    rule: { id: 'narrow' },
  });
  const observed = broken.replace('effect', 'mode: observe, effect');
  expect(policy([ALLOW, observed]).evaluate(PUSH).verdict.kind).toBe('allow');
});

const CLAIMS = 'claims: { department: "https://idp.test/department", level: lvl }';
const BY_CLAIM =
  '{ id: claim, on: [git.push], when: \'"eng" in subject.claim("department")\', effect: allow }';
const BY_LACK =
  '{ id: lack, on: [git.push], when: \'!("eng" in subject.claim("department"))\', effect: deny }';

test.each<readonly [string, Readonly<Record<string, readonly string[]>> | null, string]>([
  ['that the token has', { 'https://idp.test/department': ['ops', 'eng'] }, 'allow claim'],
  ['of another value', { 'https://idp.test/department': ['ops'] }, 'deny lack'],
  ['that the token has not', { lvl: ['1'] }, 'deny lack'],
  ['of another name in the token', { department: ['eng'] }, 'deny lack'],
  ['that nobody vouches for', null, 'deny lack'],
])('a claim %s', (_, claims, expected) => {
  const operation = { ...PUSH, circumstances: { ...PUSH.circumstances, claims } };
  const { verdict } = policy([BY_CLAIM, BY_LACK], CLAIMS).evaluate(operation);
  expect(verdict.kind === 'require_approval' ? '' : `${verdict.kind} ${verdict.rule?.id}`).toBe(expected);
});

test.each([
  ['secrets/key.pem', 'deny'],
  ['SECRETS\\key', 'deny'],
  ['/home/dev/a/.ENV', 'deny'],
  ['src/a.ts', 'allow'],
  [null, 'allow'],
])('a prompt with content of %s, where some is excluded, gets %s', (path, expected) => {
  const exclusions = 'content_exclusions: ["secrets/**", "**/.env"]';
  const rules = ['{ id: a, on: [copilot.prompt], effect: allow }'];
  const operation = chat({ parts: [part('x'), part('y', { path })] });
  expect(policy(rules, exclusions).evaluate(operation).verdict.kind).toBe(expected);
  expect(policy(rules).evaluate(operation).verdict.kind).toBe('allow');
});

const WIDE_READ = apiCall({ name: 'graphql.read_any', route: 'graphql' }, { repository: null });

test.each<[string, string, string, readonly (string | null)[]]>([
  ['repository.path.glob("octo/secret")', 'deny', 'deny', ['error']],
  ['repository.path == "octo/secret"', 'deny', 'deny', ['error']],
  ['repository.id in ["a", "b"]', 'deny', 'deny', ['error']],
  ['repository.path.glob("octo/demo")', 'allow', 'deny', []],
  ['api.access == "write" && repository.path == "octo/secret"', 'deny', 'deny', []],
  ['repository.path == "octo/secret" && api.access == "write"', 'deny', 'deny', []],
  ['api.name.glob("*.read_any")', 'allow', 'allow', [null]],
  ['api.access == "read" || repository.path == "octo/demo"', 'allow', 'allow', [null]],
])('a read of which nobody knows the repository, under a rule on %s to %s', (when, effect, kind, faults) => {
  const compiled = policy([`{ id: a, on: [github.api], when: '${when}', effect: ${effect} }`]);
  const { verdict, matched } = compiled.evaluate(WIDE_READ);
  expect(verdict.kind).toBe(kind);
  expect(matched.map(({ fault }) => fault)).toEqual(faults);
});

test('a read of no repository has one without a name', () => {
  const compiled = policy([
    '{ id: a, on: [github.api], when: repository.path == "octo/secret", effect: deny }',
    '{ id: b, on: [github.api], when: repository.path == "", effect: allow }',
  ]);
  const { verdict } = compiled.evaluate(apiCall({ name: 'user.read' }, { repository: null }));
  expect(verdict).toMatchObject({ kind: 'allow', rule: { id: 'b' } });
});

test.each<[string, string]>([
  ['2026-11-21T03:59:59Z', 'allow'],
  ['2026-11-21T04:00:00Z', 'deny'],
  ['2026-11-22T23:59:59Z', 'deny'],
  ['2026-11-23T00:00:00Z', 'allow'],
])('a rule on the time of day, at %s: %s', (at, kind) => {
  const weekend = 'time.weekday == "sunday" || time.weekday == "saturday" && time.hour >= 4';
  const compiled = policy([ALLOW, `{ id: rest, on: [git.push], when: '${weekend}', effect: deny }`]);
  const circumstances = { ...PUSH.circumstances, atMs: Date.parse(at) };
  expect(compiled.evaluate({ ...PUSH, circumstances }).verdict.kind).toBe(kind);
});

test('where nobody knows the time, a rule on it cannot be evaluated, and refuses', () => {
  const compiled = policy([ALLOW, `{ id: rest, on: [git.push], when: time.hour < 4, effect: deny }`]);
  expect(compiled.evaluate(PUSH)).toMatchObject({
    verdict: { kind: 'deny' },
    matched: [{}, { fault: 'error' }],
  });
});

test.each([
  'repository.path == "octo/secret"',
  'repository.path.startsWith("octo/")',
  'repository.id == "github.com/octo/secret"',
  'repository.path.matches("^octo/s")',
])('a denial by %s is not escaped by another letter case', (when) => {
  const policy = compilePolicy(
    `version: 1\nhosts: []\ndefault: allow\nrules:\n  - { id: a, on: [git.fetch], when: '${when}', effect: deny }\n`,
    sha256,
  );
  expect(policy.evaluate(fetchOf('OCTO/Secret')).verdict.kind).toBe('deny');
  expect(policy.evaluate(fetchOf('else/demo')).verdict.kind).toBe('allow');
});

import { expect, it } from 'vitest';
import { ONE_APPROVER } from '../../../protocol/quorum.ts';
import type { Verdict } from '../../../protocol/verdict.ts';
import { fetchOf, push } from '../../../test/support/operation.ts';
import type { ExchangePorts } from '../ports.ts';
import type { Parsed } from '../stages.ts';
import { evaluate } from './evaluate.ts';

const RULE = { id: 'frozen', hash: 'a'.repeat(64) };
const ALLOW: Verdict = { kind: 'allow', rule: RULE };
const DENY: Verdict = { kind: 'deny', rule: RULE, reason: 'main is frozen' };
const ASK: Verdict = {
  kind: 'require_approval',
  requirements: [
    {
      rule: RULE,
      message: 'reviewed',
      approvers: ['reviewers'],
      quorum: ONE_APPROVER,
      holdMs: 1000,
      validForMs: 1000,
    },
  ],
};

interface Scene {
  readonly operations: readonly ReturnType<typeof push>[];
  readonly verdicts: readonly Verdict[];
  readonly atomic?: boolean;
  readonly signed?: boolean;
  readonly scannedFor?: readonly string[];
  readonly warnings?: readonly string[];
}

/** The verdicts are given in the order of the actions. */
function scene(given: Scene) {
  const { operations, verdicts, atomic = false, signed = false, scannedFor = [], warnings = [] } = given;
  const said: string[] = [];
  const isPush = operations.some(({ action }) => action.kind === 'git.push');
  const request = {
    certificate: signed ? new Uint8Array() : null,
    capabilities: new Map(atomic ? [['atomic', true]] : []),
  };
  const parsed = {
    session: { id: 's1', program: 'git', vouched: null, subject: operations[0]?.subject },
    answer: { progress: (text: string) => said.push(text) },
    payload: isPush ? { kind: 'push', request } : { kind: 'stream' },
    actions: operations.map(({ action }) => action),
    scannedFor,
  } as unknown as Parsed;
  let count = 0;
  const policy = {
    hash: 'h',
    version: 3,
    diffTerms: ['password'],
    rules: [],
    evaluate: () => {
      const verdict = verdicts[count];
      count += 1;
      return { verdict, matched: warnings.map((message) => ({ mode: 'warn', message, rule: RULE })) };
    },
  };
  const evaluator = { evaluate: async () => policy.evaluate() };
  const ports = {
    policy: async () => policy,
    clock: () => new Date(0),
    evaluator,
    repositoryPolicies: { of: async () => ({ kind: 'policy', policy, workspace: null }) },
  } as unknown as ExchangePorts;
  return { run: () => evaluate(parsed, ports), said };
}

const SCANNED = { scannedFor: ['password'] };
const MAIN = push('refs/heads/main');
const FREE = push('refs/heads/free');
const FETCH = fetchOf('o/r');

const REFUSED: readonly (readonly [what: string, scene: Scene, refusal: object])[] = [
  [
    'a push that was not searched for what the policy asks',
    { operations: [MAIN], verdicts: [ALLOW] },
    { code: 'no-policy' },
  ],
  [
    'the only ref',
    { operations: [MAIN], verdicts: [DENY], ...SCANNED },
    { code: 'denied', message: 'main is frozen', rule: RULE, enforced: { hash: 'h', version: 3 } },
  ],
  [
    'one ref of an atomic push',
    { operations: [FREE, MAIN], verdicts: [ALLOW, DENY], atomic: true, ...SCANNED },
    {
      code: 'denied',
      refs: new Map([
        ['refs/heads/free', 'atomic push failure: another ref was refused'],
        ['refs/heads/main', 'main is frozen'],
      ]),
    },
  ],
  [
    'one ref of a signed push, whose certificate is for all of them',
    { operations: [FREE, MAIN], verdicts: [ALLOW, DENY], signed: true, ...SCANNED },
    { code: 'denied', message: 'main is frozen' },
  ],
  ['a fetch that a rule denies', { operations: [FETCH], verdicts: [DENY] }, { code: 'denied' }],
  [
    'a fetch that a rule wants approved',
    { operations: [FETCH], verdicts: [ASK] },
    { code: 'denied', message: 'this needs an approval, and a git.fetch cannot be held for one' },
  ],
];

it.each(REFUSED)('refuses %s', async (_what, given, refusal) => {
  await expect(scene(given).run()).rejects.toMatchObject({ step: 'evaluate', ...refusal });
});

it('goes on while one ref of a push may', async () => {
  const { run } = scene({ operations: [MAIN, FREE], verdicts: [DENY, ALLOW], ...SCANNED });
  const { judged, enforced } = await run();
  expect(enforced).toEqual({ hash: 'h', version: 3, workspaces: [] });
  expect(judged.map(({ decision }) => decision.verdict.kind)).toEqual(['deny', 'allow']);
});

it('leaves a push that needs an approval to the hold', async () => {
  const { run } = scene({ operations: [MAIN], verdicts: [ASK], ...SCANNED });
  expect((await run()).judged[0]?.decision.verdict).toBe(ASK);
});

it('says what only warns', async () => {
  const { run, said } = scene({
    operations: [MAIN],
    verdicts: [ALLOW],
    warnings: ['soon to be reviewed'],
    ...SCANNED,
  });
  await run();
  expect(said).toEqual(['countersign: warning: soon to be reviewed (rule frozen)']);
});

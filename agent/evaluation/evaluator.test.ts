import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compilePolicy } from '../../policy/compile.ts';
import { tightenPolicy } from '../../policy/workspace.ts';
import { change, chat, part, push, sha256 } from '../../test/support/operation.ts';
import { DEFAULT_EVALUATION_LIMITS, type EvaluationLimits, Evaluator } from './evaluator.ts';

const POLICY = compilePolicy(
  `version: 1
hosts: []
default: allow
rules:
  - { id: deny, on: ["*"], when: 'action == "tunnel"', effect: deny }
  - { id: mask, on: [copilot.chat], when: model == "never", effect: mask }
  - { id: odd, on: [git.push], when: 'changes.exists(c, c.path.glob("odd/**"))', effect: deny }
`,
  sha256,
);
const LARGE = push('refs/heads/main', {
  changes: Array.from({ length: 100 }, (_, index) => change(`a/${index}`)),
});

let folder: string;
let faults: unknown[];
let evaluator: Evaluator | null = null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-evaluation-'));
  faults = [];
});

afterEach(async () => {
  await evaluator?.close();
  await rm(folder, { recursive: true });
});

function open(limits: Partial<EvaluationLimits>, body?: URL): Evaluator {
  const all = { ...DEFAULT_EVALUATION_LIMITS, ...limits };
  const fault = (cause: unknown) => void faults.push(cause);
  evaluator = new Evaluator(body === undefined ? { limits: all, fault } : { limits: all, fault, body });
  return evaluator;
}

/** A worker with another body: one that hangs, dies or says what nobody asked. */
async function bodyOf(text: string): Promise<URL> {
  const path = join(folder, 'body.mjs');
  await writeFile(path, `import { parentPort } from 'node:worker_threads';\n${text}\n`);
  return pathToFileURL(path);
}

const TIGHTENED = tightenPolicy(
  compilePolicy('version: 1\nhosts: []\ndefault: allow\nrules: []\n', sha256),
  'version: 1\nrules:\n  - { id: odd, on: [git.push], when: "changes.exists(c, c.path.contains(\'odd\'))", effect: deny }\n',
  sha256,
);

const OTHER = compilePolicy('version: 1\nhosts: []\nrules: []\n', sha256);

test.each([
  ['at once', DEFAULT_EVALUATION_LIMITS.maxInlineSteps],
  ['in a worker', 0],
])('operations are judged %s, under the policy of that moment, and alike', async (_, maxInlineSteps) => {
  const judge = open({ maxInlineSteps });
  for (const policy of [POLICY, OTHER, TIGHTENED, POLICY]) {
    for (const operation of [LARGE, chat(), push('refs/heads/x', { changes: [change('odd/\ud800')] })]) {
      expect(await judge.evaluate(policy, operation)).toEqual(policy.evaluate(operation));
    }
  }
  expect(faults).toEqual([]);
});

test('a worker that was made ready is the one that judges', async () => {
  const said =
    'parentPort.postMessage(kind === "policy" ? { kind: "ready" } : { kind: "decision", decision: told });';
  const judge = open(
    { maxInlineSteps: 0 },
    await bodyOf(`let told = 0; parentPort.on("message", ({ kind }) => { told += 1; ${said} });`),
  );
  judge.prepare(POLICY);
  expect(await judge.evaluate(POLICY, LARGE)).toBe(2);
  expect(await judge.evaluate(POLICY, LARGE)).toBe(3);
});

test('a worker that cannot be made ready is told of, and the next one judges', async () => {
  const judge = open(
    { maxInlineSteps: 0, readyMs: 100 },
    await bodyOf('parentPort.once("message", () => undefined);'),
  );
  judge.prepare(POLICY);
  expect(await judge.evaluate(POLICY, LARGE)).toEqual(POLICY.presume(LARGE));
  expect(faults).toHaveLength(2);
  await judge.close();
  judge.prepare(POLICY);
  expect(faults).toHaveLength(2);
});

const READY = 'const ready = { kind: "ready" };';
const BAD_BODIES = [
  [
    'hangs over an operation',
    `${READY} parentPort.on("message", ({ kind }) => { if (kind === "policy") parentPort.postMessage(ready); else for (;;); });`,
  ],
  ['hangs over a policy', 'parentPort.on("message", () => { for (;;); });'],
  [
    'dies',
    `${READY} parentPort.on("message", ({ kind }) => { if (kind === "policy") parentPort.postMessage(ready); else process.exit(3); });`,
  ],
  ['throws', 'parentPort.on("message", () => { throw new Error("no"); });'],
  ['cannot be started', 'import "./missing.mjs";'],
  [
    'runs out of memory',
    'const all = []; parentPort.on("message", () => { for (;;) all.push(new Array(1e6).fill({})); });',
  ],
  ['answers another question', `${READY} parentPort.on("message", () => parentPort.postMessage(ready));`],
] as const;

test.each(BAD_BODIES)('when the worker %s, what refuses bites', async (_, body) => {
  const limits = { maxInlineSteps: 0, evaluationMs: 300, readyMs: 500, maxWorkerMb: 32 };
  const judge = open(limits, await bodyOf(body));
  const decision = await judge.evaluate(POLICY, LARGE);
  expect(decision).toMatchObject({ verdict: { kind: 'deny', rule: { id: 'deny' } } });
  expect(decision.matched.map(({ rule, fault }) => [rule.id, fault])).toEqual([
    ['deny', 'deadline'],
    ['odd', 'deadline'],
  ]);
  expect(faults).toHaveLength(1);
});

test('after a breach there is a new worker', async () => {
  const judge = open({ maxInlineSteps: 0, evaluationMs: 400 });
  const when = 'prompt.parts.exists(p, prompt.parts.exists(q, p.text + q.text == "b"))';
  const slow = compilePolicy(
    `version: 1\nhosts: []\nrules:\n  - { id: slow, on: [copilot.chat], when: '${when}', effect: deny }\n`,
    sha256,
  );
  const endless = chat({ parts: Array.from({ length: 700 }, () => part('a')) });
  expect(await judge.evaluate(slow, endless)).toMatchObject({
    verdict: { kind: 'deny', reason: expect.stringContaining('no time') as unknown },
  });
  expect((await judge.evaluate(POLICY, LARGE)).verdict.kind).toBe('allow');
});

test('more operations than may wait are judged as ones that could not be', async () => {
  const judge = open({ maxInlineSteps: 0, maxWaiting: 1, readyMs: 200 }, await bodyOf(''));
  const decisions = [judge.evaluate(POLICY, LARGE), judge.evaluate(POLICY, LARGE)];
  expect((await Promise.all(decisions)).map(({ verdict }) => verdict.kind)).toEqual(['deny', 'deny']);
  expect(faults).toHaveLength(1);
});

test('once it is closed, what is large is refused', async () => {
  const judge = open({ maxInlineSteps: 0 });
  await judge.close();
  expect((await judge.evaluate(POLICY, LARGE)).verdict.kind).toBe('deny');
});

test('what an ordinary push costs is judged at once', () => {
  const ordinary = push('refs/heads/x', {
    changes: Array.from({ length: 50 }, (_, index) => change(`src/${index}`)),
  });
  expect(POLICY.stepsFor(ordinary)).toBeLessThan(1000);
});

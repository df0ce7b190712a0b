import { celEnv, isCelError, parse, plan } from '@bufbuild/cel';
import { expect, test } from 'vitest';
import type { FoundSecret } from '../protocol/copilot.ts';
import type { CiClaims, Operation } from '../protocol/operation.ts';
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
  read,
  service,
  telemetry,
  tunnel,
} from '../test/support/operation.ts';
import { ALL_KINDS } from './action-kind.ts';
import { VARIABLES } from './attributes.ts';
import { bindingsOf } from './bindings.ts';
import type { Shape } from './shape.ts';

const SECRET: FoundSecret = { rule: 'key', placeholder: 'CSG_KEY_1', where: 'user', count: 2 };

const CI: CiClaims = {
  provider: 'other',
  repository: 'octo/demo',
  repositoryId: '1',
  ref: 'refs/heads/main',
  environment: '',
  workflow: 'w',
  event: 'push',
  runId: '2',
};

const OPERATIONS = [
  push('refs/heads/main', {
    changes: [change('a', { terms: ['t'], secrets: [{ rule: 'key', line: 3 }], aiLines: 1 })],
    commits: [commit({ terms: ['t'], secrets: [{ rule: 'key', line: 1 }] })],
  }),
  fetchOf('octo/demo'),
  read('GET', '/octo'),
  chat({
    parts: [part('x', { origin: 'tool', path: 'a.ts', tool: 'read' })],
    tools: ['read'],
    secrets: [SECRET],
  }),
  chat({ kind: 'copilot.completion', tools: ['x'], secrets: [SECRET] }),
  chat({ kind: 'copilot.embedding', tools: ['x'], secrets: [SECRET] }),
  chat({ kind: 'copilot.agent', tools: ['x'], secrets: [SECRET] }),
  answer({ kind: 'text', text: 'x' }),
  service('GET', '/models'),
  telemetry(),
  mcpCall('push_files', '{}', { secrets: [SECRET] }),
  apiCall({ secrets: [SECRET] }),
  apiWrite(
    'refs/heads/main',
    { secrets: [SECRET] },
    {
      changes: [change('a', { terms: ['t'], secrets: [{ rule: 'key', line: 3 }], aiLines: 1 })],
      commits: [commit({ terms: ['t'], secrets: [{ rule: 'key', line: 1 }] })],
    },
  ),
  tunnel('example.com'),
].map((each): Operation => ({ ...each, circumstances: { atMs: 0, claims: {}, ci: CI } }));

test.each(OPERATIONS)(
  'an operation has the attributes that are documented for it, and no other',
  (operation) => {
    const { kind } = operation.action;
    const documented = Object.entries(VARIABLES).filter(([, { kinds }]) => kinds.includes(kind));
    expect(Object.keys(bindingsOf(operation, {})).toSorted()).toEqual(
      documented.map(([name]) => name).toSorted(),
    );
  },
);

test('every kind of operation is tried', () => {
  expect(OPERATIONS.map(({ action }) => action.kind).toSorted()).toEqual(ALL_KINDS.toSorted());
});

const TYPE_OF = { bool: 'bool', int: 'int', string: 'string' } as const;

/** An expression that is true when the value at `path` has the shape that is documented. */
function assertion(path: string, shape: Shape, depth = 0): string {
  switch (shape.kind) {
    case 'record':
      return Object.entries(shape.fields)
        .map(([name, field]) => assertion(`${path}.${name}`, field.shape, depth))
        .join(' && ');
    case 'list':
      return `${path}.size() > 0 && ${path}.all(x${depth}, ${assertion(`x${depth}`, shape.of, depth + 1)})`;
    case 'unknown':
      return 'false';
    case 'bool':
    case 'int':
    case 'string': {
      const values = shape.kind === 'string' ? shape.values : null;
      const among = values === null ? 'true' : `${path} in ${JSON.stringify(values)}`;
      return `type(${path}) == ${TYPE_OF[shape.kind]} && ${among}`;
    }
  }
}

test.each(OPERATIONS)('every attribute has the type that is documented', (operation) => {
  const bindings = bindingsOf(operation, {});
  for (const [name, variable] of Object.entries(VARIABLES)) {
    if (!variable.kinds.includes(operation.action.kind)) continue;
    const result = plan(celEnv(), parse(assertion(name, variable.shape)))(bindings);
    expect(isCelError(result) ? result.message : result, name).toBe(true);
  }
});

test.each([
  ['ci.environment == ""', 'ci'],
  ['time.hour == 0', 'time'],
])('what is not known is not there: %s', (text, name) => {
  const unknown = bindingsOf(tunnel('example.com'), {});
  expect(Object.keys(unknown)).not.toContain(name);
  expect(isCelError(plan(celEnv(), parse(text))(unknown))).toBe(true);
});

test('the lines of an assistant are an error where nobody knows of them', () => {
  const unknown = bindingsOf(push('refs/heads/main'), {});
  expect(isCelError(plan(celEnv(), parse('changes.exists(c, c.ai_lines > 0)'))(unknown))).toBe(true);
});

test('what every object inherits is no attribute', () => {
  for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
    expect(bindingsOf(tunnel('example.com'), {})[name]).toBe(undefined);
  }
});

test.each([
  ['refs/heads/main', 'ref.branch == "main" && ref.tag == "" && ref.short == "main"'],
  ['refs/tags/v1', 'ref.branch == "" && ref.tag == "v1" && ref.short == "v1"'],
  ['refs/notes/x', 'ref.branch == "" && ref.tag == "" && ref.short == "refs/notes/x"'],
  ['refs/heads/refs/heads/main', 'ref.odd'],
])('%s: %s', (ref, text) => {
  expect(plan(celEnv(), parse(text))(bindingsOf(push(ref), {}))).toBe(true);
});

test('what can be read as text has no opacity', () => {
  const operation = push('refs/heads/x', {
    changes: [change('a'), change('b', { opaque: 'lfs' }), change('c~1')],
  });
  const text = 'changes.map(c, c.opaque) == ["", "lfs", ""] && changes.map(c, c.odd) == [false, false, true]';
  expect(plan(celEnv(), parse(text))(bindingsOf(operation, {}))).toBe(true);
});

test.each([
  [answer({ kind: 'text', text: 'hi' }), 'answer.kind == "text" && answer.text == "hi" && answer.tool == ""'],
  [
    answer({ kind: 'tool-call', tool: 'run', arguments: '{"a":"\\u0072m"}' }),
    'answer.kind == "tool-call" && answer.text == "" && answer.arguments.contains("rm")',
  ],
  [mcpCall('t', '{"a":"\\u0072m"}'), 'mcp.tool == "t" && mcp.arguments.contains("rm")'],
  [chat({ parts: [part('ab'), part('c')], opaqueAttachments: 2 }), 'prompt.size == 3 && prompt.opaque == 2'],
  [chat({ secrets: [SECRET] }), 'prompt.secrets[0].count == 2 && prompt.parts[0].path == ""'],
])('%j: %s', (operation, text) => {
  expect(plan(celEnv(), parse(text))(bindingsOf(operation, {}))).toBe(true);
});

import { expect, test } from 'vitest';
import type { SessionView, Turn } from '../../protocol/panel-view.ts';
import { summaryMarkdown } from './summary.ts';

const at = '2026-11-21T08:00:00.000Z';
const turn = (change: Partial<Turn>): Turn => ({
  ...{ exchange: 'x', at, operation: 'git.push', where: 'git.example/a/b', what: ['main'], said: [] },
  ...{ secrets: 0, decisions: [], state: { kind: 'passed', at } },
  ...change,
});
const refused = (reason: string): Turn['state'] => ({
  ...{ kind: 'refused', at, step: 'evaluate', code: 'denied', reason, rule: null },
});
const session = (turns: readonly Turn[]): SessionView => ({
  ...{ id: 's', program: 'pipeline', actor: 'ci', openedAt: at, closedAt: null, dropped: 0 },
  turns,
  quiet: [{ operation: 'git.fetch', count: 3 }],
});
const job = {
  subject: 'github-actions:repository_id:74',
  collector: 'https://c.example',
  records: 9,
  left: 0,
};

test('counts what went through by operation, and names what was refused', () => {
  const turns = [
    turn({}),
    turn({ state: refused('no') }),
    turn({ state: { kind: 'failed', at, reason: '' } }),
  ];
  const text = summaryMarkdown({ ...job, sessions: [session(turns)] });
  expect(text).toContain('All 9 records are at the collector.');
  expect(text).toContain('| git.push | 1 | 1 | 1 |\n');
  expect(text).toContain('| git.fetch | 3 | 0 | 0 |\n');
  expect(text).toContain('| git.push | git.example/a/b main | no &#40;denied&#41; |\n');
});

test('says how many records are not at the collector', () => {
  expect(summaryMarkdown({ ...job, left: 2, sessions: [] })).toContain('**2 of 9 records are not');
});

test.each(['<img src=x>', '[a](https://b)', '| x |', '`x`', '**x**', '\n# x', '![x](y)', '\u202Ex'])(
  'what others wrote is no markup: %j',
  (text) => {
    const written = summaryMarkdown({ ...job, sessions: [session([turn({ state: refused(text) })])] });
    const row = written.split('\n').find((line) => line.includes('denied')) ?? '';
    expect(row.split(' | ')).toHaveLength(3);
    expect(row.split(' | ')[2]).not.toMatch(/[<>[\]()`*!\u202E]|^#/);
  },
);

test('a job of many refusals has a summary of a bounded length', () => {
  const turns = Array.from({ length: 1000 }, () => turn({ state: refused('x'.repeat(1000)) }));
  const text = summaryMarkdown({ ...job, sessions: [session(turns)] });
  expect(text).toContain('| 950 more |');
  expect(text.length).toBeLessThan(20_000);
});

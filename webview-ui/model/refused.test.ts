import { expect, test } from 'vitest';
import type { SessionView, Turn } from '../../protocol/panel-view.ts';
import { refusedIn } from './refused.ts';

function turn(exchange: string, at: string | null): Turn {
  const refused = {
    kind: 'refused',
    at: at ?? '',
    step: 'evaluate',
    code: 'denied',
    reason: 'no',
    rule: null,
  } as const;
  const state = at === null ? ({ kind: 'passed', at: '9' } as const) : refused;
  return {
    exchange,
    at: '',
    operation: 'tunnel',
    where: '',
    what: [],
    said: [],
    secrets: 0,
    decisions: [],
    state,
  };
}

function session(...turns: readonly Turn[]): SessionView {
  return { id: 's', program: '', actor: 'ai', openedAt: '', closedAt: null, turns, quiet: [], dropped: 0 };
}

test('what was refused in any session is told, the newest first', () => {
  const sessions = [session(turn('a', '1'), turn('b', null)), session(turn('c', '2'))];
  expect(refusedIn({ sessions }).map(({ turn: { exchange } }) => exchange)).toEqual(['c', 'a']);
});

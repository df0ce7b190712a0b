import { expect, test } from 'vitest';
import { panelMessage, readToPanel, type ToPanel } from '../../../protocol/panel.ts';
import type { AgentCall } from './panel-asks.ts';
import { PanelSession } from './panel-session.ts';

const CONNECTED = { kind: 'connected', subject: 'dana', notes: [] } as const;
const APPROVAL = 'a'.repeat(20);

function session() {
  const [posted, calls, commands, log]: [ToPanel[], AgentCall[], string[], string[]] = [[], [], [], []];
  let holds: readonly unknown[] = [];
  const answers = (): Readonly<Record<string, unknown>> => ({
    '/v1/holds': { holds },
    '/v1/masked': { secrets: [] },
    '/v1/activity': { sessions: [] },
    '/v1/policy': { state: { kind: 'none', reason: '', origin: 'file' }, rules: [], workspace: null },
    [`/v1/holds/${APPROVAL}/cancel`]: { withdrawn: true },
  });
  const panel = new PanelSession({
    call: async (call) => {
      calls.push(call);
      // A question for news stays open.
      if (call.path.startsWith('/v1/changes')) return new Promise(() => undefined);
      return answers()[call.path];
    },
    sessionAuthorization: async () => null,
    reviewerAuthorization: async () => null,
    workspace: async () => ({ remote: null, branch: null }),
    pause: () => Promise.resolve(),
    post: (message) => void posted.push(readToPanel(message)),
    command: (command) => void commands.push(command),
    log: (text) => void log.push(text),
  });
  const parts = () => posted.map((message) => (message.kind === 'slice' ? message.slice.part : message.kind));
  const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
  return { panel, posted, parts, calls, commands, log, settle, fail: () => (holds = [1]) };
}

const ready = panelMessage({ kind: 'ready' } as const);

test('a panel that is drawn is told everything, and drawn again everything again', async () => {
  const { panel, parts, settle, posted } = session();
  panel.connected(CONNECTED);
  expect(posted).toEqual([]);
  for (const round of [1, 2]) {
    await panel.receive(ready);
    await settle();
    expect([round, parts().splice(-6)]).toEqual([
      round,
      ['connection', 'holds', 'inbox', 'masked', 'activity', 'policy'],
    ]);
  }
  panel.close();
});

test('it is told nothing twice, and what has changed at once', async () => {
  const { panel, parts, settle, fail } = session();
  panel.connected(CONNECTED);
  await panel.receive(ready);
  await settle();
  const before = parts().length;
  await panel.refresh();
  expect(parts()).toHaveLength(before);
  fail();
  await panel.refresh();
  expect(parts().slice(before)).toEqual(['holds']);
  panel.close();
});

test('without an agent only that is told', async () => {
  const { panel, parts, calls, settle } = session();
  await panel.receive(ready);
  panel.connected({ kind: 'away', message: 'm', hint: '' });
  await settle();
  expect([parts(), calls]).toEqual([['connection', 'connection'], []]);
  panel.connected(CONNECTED);
  await settle();
  expect(parts()).toContain('policy');
  panel.close();
});

test('what is asked is answered by its number, and what it changed is told', async () => {
  const { panel, posted, calls, settle } = session();
  panel.connected(CONNECTED);
  await panel.receive(ready);
  await settle();
  const looks = calls.length;
  await panel.receive(panelMessage({ kind: 'ask', id: 7, ask: { kind: 'cancel', approval: APPROVAL } }));
  expect(posted.at(-1)).toMatchObject({ kind: 'answer', id: 7, answer: { kind: 'done' } });
  expect(calls.slice(looks).map(({ path }) => path)).toEqual([
    `/v1/holds/${APPROVAL}/cancel`,
    ...['/v1/holds', '/v1/masked', '/v1/activity', '/v1/policy'],
  ]);
  panel.close();
});

test('commands go to the editor, and what is no message goes nowhere', async () => {
  const { panel, commands, log, calls } = session();
  await panel.receive(panelMessage({ kind: 'command', command: 'doctor' }));
  await panel.receive({ v: 1, kind: 'ask', id: 1, ask: { kind: 'original', of: 'hunter2' } });
  await panel.receive({ v: 2, kind: 'ready' });
  expect([commands, calls]).toEqual([['doctor'], []]);
  expect(log).toHaveLength(2);
  expect(log.join()).not.toContain('hunter2');
});

test('a panel that was closed is told nothing', async () => {
  const { panel, posted, settle } = session();
  await panel.receive(ready);
  panel.close();
  panel.connected(CONNECTED);
  panel.show('masked', null);
  await settle();
  expect(posted).toHaveLength(1);
});

test('what is to be shown before a panel is drawn is shown once, when it is', async () => {
  const { panel, posted } = session();
  panel.show('approvals', APPROVAL);
  expect(posted).toEqual([]);
  await panel.receive(ready);
  await panel.receive(ready);
  expect(posted.filter(({ kind }) => kind === 'show')).toEqual([
    expect.objectContaining({ section: 'approvals', approval: APPROVAL }),
  ]);
  panel.close();
});

import { expect, it } from 'vitest';
import type { ClientRequest } from '../client.ts';
import { Refusal, type RefusalCode } from '../refusal.ts';
import { promptDialect } from './dialect.ts';

const EDITOR = ['User-Agent', 'GitHubCopilotChat/0.67.0'];

function said(rawHeaders: readonly string[], code: RefusalCode) {
  const dialect = promptDialect(
    { rawHeaders } as unknown as ClientRequest,
    { kind: 'chat-completions' },
    true,
  );
  return dialect.say(new Refusal('evaluate', code, 'no', { hint: 'ask' }));
}

it.each<[RefusalCode, boolean]>([
  ['denied', true],
  ['cannot-mask', true],
  ['no-policy', false],
  ['journal-full', false],
])(
  "the editor's chat is told of %s in words, and that what was said before comes again: %s",
  (code, again) => {
    const { status, type, body } = said(EDITOR, code);
    expect([status, type]).toEqual([451, 'text/plain; charset=utf-8']);
    expect(body).toMatch(/^countersign: no \(ask\)/);
    expect(String(body).includes('start a new one')).toBe(again);
  },
);

it('another client is told in JSON, with the code', () => {
  expect(JSON.parse(String(said([], 'denied').body))).toEqual({
    error: { message: 'countersign: no (ask)', code: 'countersign_denied' },
  });
});

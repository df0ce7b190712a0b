import { expect, test } from 'vitest';
import { createContext, summaryOf } from './context.ts';
import { LIMITS, OPTIONS } from './test-support.ts';

test('the summary keeps no more of a text than it may', () => {
  const context = createContext({ ...OPTIONS, limits: { ...LIMITS, maxSummaryChars: 3 } });
  context.channels.get('a', 'text').write('abcdef ');
  context.channels.get('empty', 'text');
  expect(summaryOf(context)).toEqual({
    model: '',
    finishReasons: [],
    usage: new Map(),
    toolCalls: [],
    texts: [{ channel: 'a', kind: 'text', text: 'abc', truncated: true, denied: false }],
  });
});

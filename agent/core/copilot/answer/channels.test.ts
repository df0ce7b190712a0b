import { expect, test } from 'vitest';
import { AnswerError } from './answer-error.ts';
import { Channels } from './channels.ts';
import { LIMITS, OPTIONS, OWN_PLACEHOLDER, OWN_SECRET, PLACEHOLDER, SECRET } from './test-support.ts';

const code = (expected: string) => expect.objectContaining({ constructor: AnswerError, code: expected });

test('a copy is what its channel showed, wherever it is stated', () => {
  const channels = new Channels(OPTIONS);
  const shown = channels.get('a', 'text').write(`x${OWN_PLACEHOLDER}`) + channels.get('a', 'text').end();
  expect(channels.copy('elsewhere', 'text', `x${OWN_PLACEHOLDER}`)).toBe(shown);
  expect(channels.summaries(99)).toHaveLength(1);
});

test('a copy that says something else is a text of its own', () => {
  const channels = new Channels(OPTIONS);
  channels.get('a', 'text').write('x');
  channels.get('a', 'text').end();
  expect(channels.copy('a', 'text', `${SECRET}${OWN_PLACEHOLDER}`)).toBe(PLACEHOLDER + OWN_SECRET);
  expect(channels.copy('a', 'text', '')).toBe('');
  expect(channels.summaries(99).map(({ channel }) => channel)).toEqual(['a', 'a again']);
});

test('other strings are masked and not kept', () => {
  const channels = new Channels(OPTIONS);
  expect([channels.maskOther(SECRET), channels.maskOther(OWN_PLACEHOLDER), channels.maskOther('')]).toEqual([
    PLACEHOLDER,
    OWN_PLACEHOLDER,
    '',
  ]);
  expect(channels.summaries(99)).toEqual([]);
});

test('there are bounds for channels and for text', () => {
  const channels = new Channels({ ...OPTIONS, limits: { ...LIMITS, maxChannels: 2, maxTextChars: 10 } });
  channels.get('a', 'text').write('12345');
  channels.get('b', 'text').write('12345');
  expect(() => channels.get('c', 'text')).toThrow(code('too-many-channels'));
  expect(() => channels.get('a', 'text').write('1')).toThrow(code('too-large'));
});

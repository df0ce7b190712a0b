import { expect, test } from 'vitest';
import { AnswerError } from './answer-error.ts';
import { choiceEvent, readChoices } from './choices.ts';
import { readEvent } from './stream-shape.ts';
import { LIMITS } from './test-support.ts';

const read = (data: string) => readEvent({ kind: 'event', event: null, id: '7', data }, LIMITS.json);

test.each([
  ['{"choices":[{},{}]}', 2],
  ['{"choices":[]}', 0],
  ['{"error":{"message":"a"}}', 0],
  ['{"copilot_references":[],"copilot_errors":[]}', 0],
  ['{"choices":null,"id":"a","copilot_confirmation":{}}', 0],
])('%s has %d choices', (data, count) => {
  expect(readChoices(read(data).root)).toHaveLength(count);
});

test.each([
  ['{}', 'unknown-event'],
  ['{"text":"a"}', 'unknown-event'],
  ['{"choices":null}', 'unknown-event'],
  ['{"choices":{}}', 'unknown-shape'],
])('%s is not known', (data, code) => {
  expect(() => readChoices(read(data).root)).toThrow(
    expect.objectContaining({ constructor: AnswerError, code }),
  );
});

test('an event of our own looks like the one before, without what it said', () => {
  const from = read('{"created": 1.0,"choices":[{"text":"a"}],"id":"x","usage":{"total":3},"model":"m"}');
  expect(choiceEvent(from, '{}')).toEqual({
    ...from.event,
    data: '{"created":1.0,"choices":[{}],"id":"x","model":"m"}',
  });
});

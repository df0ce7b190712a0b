import { describe, expect, test } from 'vitest';
import { encodePushCapabilities, objectFormatOf, parsePushCapabilities } from './push-capabilities.ts';
import { PushRequestError } from './push-request.ts';

const code = (expected: string) => expect.objectContaining({ constructor: PushRequestError, code: expected });

test('names and values are read and written', () => {
  const list = ' report-status-v2 side-band-64k object-format=sha256 agent=git/2.39.5 session-id=a=b';
  const capabilities = parsePushCapabilities(list);
  expect([...capabilities]).toEqual([
    ['report-status-v2', true],
    ['side-band-64k', true],
    ['object-format', 'sha256'],
    ['agent', 'git/2.39.5'],
    ['session-id', 'a=b'],
  ]);
  expect(encodePushCapabilities(capabilities)).toBe(list);
});

test.each(['report-status', '  report-status  ', 'report-status atomic=', 'report-status __proto__'])(
  '%j is taken',
  (list) => {
    expect(parsePushCapabilities(list).has('report-status')).toBe(true);
  },
);

describe('refuses', () => {
  test.each([
    ['a name twice', 'report-status atomic atomic', 'bad-capability'],
    ['a name with two values', 'report-status object-format=sha1 object-format=sha256', 'bad-capability'],
    ['a value without a name', 'report-status =x', 'bad-capability'],
    ['a tab, which git takes for a space', 'report-status\tatomic', 'bad-capability'],
    ['a line feed', 'report-status\natomic', 'bad-capability'],
    ['a letter beyond ASCII', 'report-status \u00e9', 'bad-capability'],
    ['a list without report-status', 'side-band-64k', 'no-report-status'],
    ['an empty list', '', 'no-report-status'],
  ])('%s', (_, list, expected) => {
    expect(() => parsePushCapabilities(list)).toThrow(code(expected));
  });
});

describe('the object format', () => {
  test.each([
    ['report-status', 'sha1'],
    ['report-status object-format=sha1', 'sha1'],
    ['report-status object-format=sha256', 'sha256'],
  ])('of %j is %s', (list, expected) => {
    expect(objectFormatOf(parsePushCapabilities(list))).toBe(expected);
  });

  test.each(['object-format', 'object-format=', 'object-format=md5', 'object-format=SHA256'])(
    '%s is refused',
    (token) => {
      expect(() => objectFormatOf(parsePushCapabilities(`report-status ${token}`))).toThrow(
        code('bad-capability'),
      );
    },
  );
});

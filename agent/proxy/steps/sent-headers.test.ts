import { expect, test } from 'vitest';
import { sentHeaders } from './sent-headers.ts';

const HEADERS = [
  'Accept',
  '*/*',
  'AUTHORIZATION',
  'Basic eDp5',
  'Cookie',
  'a=b',
  'Private-Token',
  'x',
  'Private_Token',
  'x',
  'job_token',
  'x',
  'Accept',
  'a/b',
];

test("the client's own credential goes out as it came", () => {
  expect(sentHeaders({ kind: 'passthrough' }, HEADERS)).toEqual(HEADERS);
});

test('a brokered credential goes out alone', () => {
  const credential = { kind: 'brokered', authorization: 'Basic bmFycm93' } as const;
  expect(sentHeaders(credential, HEADERS)).toEqual([
    'Accept',
    '*/*',
    'Accept',
    'a/b',
    'Authorization',
    'Basic bmFycm93',
  ]);
});

import { expect, test } from 'vitest';
import { stepUpJson } from './step-up.ts';

test('every member is signed, those of a newer collector too', () => {
  const statement = { agent: 'a', challenge: 'c', subject: 's', loggedInAt: 'l', more: 1 };
  expect(stepUpJson(statement)).toEqual(statement);
});

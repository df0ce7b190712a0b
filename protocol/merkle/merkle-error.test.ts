import { expect, test } from 'vitest';
import { MerkleError } from './merkle-error.ts';

test('it is told from other errors by name and code', () => {
  const error = new MerkleError('wrong-root', 'seen');
  expect(error).toMatchObject({ name: 'MerkleError', code: 'wrong-root', message: 'seen' });
});

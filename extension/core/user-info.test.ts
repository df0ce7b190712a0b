import { expect, it } from 'vitest';
import { sessionOf, userInfoOf, withoutSecret } from './user-info.ts';

const URL = 'http://abc_-1:s3cret@127.0.0.1:7420';

it('takes session and secret apart', () => {
  expect(userInfoOf(URL)).toEqual({ id: 'abc_-1', secret: 's3cret' });
  expect(sessionOf(`${URL}/`)).toBe('abc_-1');
  expect(withoutSecret(URL)).toBe('http://abc_-1@127.0.0.1:7420');
});

it.each([
  ['http://proxy.corp.example:8080'],
  ['http://user:pass@proxy.corp.example:8080'],
  ['http://127.0.0.1:7420'],
  ['https://a:b@127.0.0.1:7420'],
  [''],
  [undefined],
  [7],
])('takes %s for nobody of ours', (text) => {
  expect(sessionOf(text)).toBeNull();
});

it('quotes no foreign URL', () => {
  expect(() => userInfoOf('http://user:hunter2@proxy.corp.example')).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
  );
});

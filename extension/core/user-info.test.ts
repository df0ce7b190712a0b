import { expect, it } from 'vitest';
import { userInfoOf, withPort } from './user-info.ts';

const URL = 'http://abc_-1:s3cret@127.0.0.1:7420';

it('takes a proxy URL apart, and puts it on another port', () => {
  expect(userInfoOf(URL)).toEqual({ id: 'abc_-1', secret: 's3cret', port: 7420 });
  expect(withPort(URL, 7421)).toBe('http://abc_-1:s3cret@127.0.0.1:7421');
  expect(withPort(URL, 7420)).toBe(URL);
});

it.each([
  ['http://user:hunter2@proxy.corp.example'],
  ['http://127.0.0.1:7420/hunter2'],
  ['https://a:hunter2@127.0.0.1:7420'],
])('takes %s for nobody of ours, and quotes nothing of it', (text) => {
  expect(() => userInfoOf(text)).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
  );
});

import { expect, it } from 'vitest';
import type { Released } from '../stages.ts';
import { mask } from './mask.ts';

const SECRET = 'c2Vzc2lvbi1zZWNyZXQtb2YtdGhlLXRlc3Q';

function released(path: string, rawHeaders: readonly string[]): Released {
  const client = { kind: 'request', credentials: { user: 's', password: SECRET }, path, rawHeaders };
  return { client, payload: { kind: 'none' } } as unknown as Released;
}

it('lets pass what does not carry the secret', () => {
  expect(mask(released('/o/r.git/info/refs', ['Authorization', 'Basic eDp5'])).outgoing).toBe(null);
});

it.each([
  ['in the path', `/o/${SECRET}`, []],
  ['in a header', '/', ['X-Debug', `proxy ${SECRET}`]],
  ['in a header, as base64', '/', ['X-Debug', Buffer.from(SECRET).toString('base64')]],
])('refuses a request that carries its session secret %s', (_where, path, headers) => {
  expect(() => mask(released(path, headers))).toThrow(
    expect.objectContaining({ step: 'mask', code: 'cannot-mask' }),
  );
});

it('does not repeat the secret in the refusal', () => {
  expect(() => mask(released(`/${SECRET}`, []))).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining(SECRET) }),
  );
});

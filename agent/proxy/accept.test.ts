import { describe, expect, test } from 'vitest';
import { acceptHead, type Origin } from './accept.ts';
import { proxyCredentials } from './credentials.ts';

const INSIDE: Origin = {
  kind: 'tunnel',
  target: { scheme: 'https', host: 'a.test', port: 443 },
  credentials: { user: 'u', password: 'p' },
};
const head = (target: string, ...rawHeaders: readonly string[]) => ({ method: 'GET', target, rawHeaders });

describe('acceptHead', () => {
  test('takes the credentials of the CONNECT, and leaves none in the headers', () => {
    const accepted = acceptHead(
      head('/x', 'Host', 'a.test', 'Proxy-Authorization', 'Basic eDp5'),
      INSIDE,
      () => false,
    );
    expect(accepted).toEqual({
      kind: 'accepted',
      via: 'proxy',
      target: INSIDE.kind === 'tunnel' ? INSIDE.target : null,
      credentials: { user: 'u', password: 'p' },
      method: 'GET',
      path: '/x',
      rawHeaders: ['Host', 'a.test'],
    });
  });

  test.each([
    ['no framing that can be told', head('/', 'Host', 'a.test', 'Host', 'a.test'), 400, 'close'],
    ['another host', head('/', 'Host', 'b.test'), 421, 'keep'],
    ['another server', head('https://b.test/', 'Host', 'b.test'), 400, 'close'],
    ['no path', head('x', 'Host', 'a.test'), 400, 'close'],
    ['a star that is no OPTIONS', head('*', 'Host', 'a.test'), 400, 'close'],
    ['another protocol', head('/', 'Host', 'a.test', 'Upgrade', 'h2c, websocket'), 403, 'keep'],
  ])('refuses %s', (_, given, status, connection) => {
    expect(acceptHead(given, INSIDE, () => true)).toMatchObject({ kind: 'refused', status, connection });
  });

  test.each([
    ['without credentials', [], null],
    ['with credentials', ['Proxy-Authorization', 'Basic dTpwOnE='], { user: 'u', password: 'p:q' }],
  ])('asks for those of the request %s', (_, headers, expected) => {
    let seen: unknown = 'nothing';
    const accepted = acceptHead(
      head('http://a.test/', 'Host', 'a.test', ...headers),
      { kind: 'proxy' },
      (given) => {
        seen = given;
        return given !== null;
      },
    );
    expect(seen).toEqual(expected);
    expect(accepted).toMatchObject(
      expected === null ? { status: 407 } : { kind: 'accepted', credentials: expected },
    );
  });
});

describe('proxyCredentials', () => {
  test.each([
    ['Basic dTpw', { user: 'u', password: 'p' }],
    ['bAsIc dTpw', { user: 'u', password: 'p' }],
    ['Basic dTo=', { user: 'u', password: '' }],
    ['Basic OnA=', { user: '', password: 'p' }],
    ['Basic dQ==', null],
    ['Basic', null],
    ['Basic dTpw extra', null],
    ['Basic dT*w', null],
    ['Bearer dTpw', null],
    [`Basic ${'A'.repeat(5000)}`, null],
  ])('%s', (value, expected) => {
    expect(proxyCredentials(['proxy-AUTHORIZATION', value])).toEqual(expected);
  });
});

import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Target } from './client.ts';
import { proxyFor, proxySettings, refuseOwnProxy } from './corporate.ts';

const HTTPS = (host: string, port = 443): Target => ({ scheme: 'https', host, port });
const HTTP = (host: string, port = 80): Target => ({ scheme: 'http', host, port });

describe('proxySettings', () => {
  test.each([
    ['http://p.test:3128', { scheme: 'http', host: 'p.test', port: 3128 }, []],
    ['p.test:3128', { scheme: 'http', host: 'p.test', port: 3128 }, []],
    ['HTTPS://P.test/', { scheme: 'https', host: 'p.test', port: 443 }, []],
    ['http://[::1]:8080', { scheme: 'http', host: '::1', port: 8080 }, []],
    [
      'http://u:p%40ss@p.test',
      { scheme: 'http', host: 'p.test', port: 80 },
      ['Proxy-Authorization', 'Basic dTpwQHNz'],
    ],
    ['http://u@p.test', { scheme: 'http', host: 'p.test', port: 80 }, ['Proxy-Authorization', 'Basic dTo=']],
  ])('%s', (url, address, authorization) => {
    const proxy = proxyFor(proxySettings({ HTTPS_PROXY: url }), HTTPS('a.test'));
    expect(proxy).toMatchObject(address);
    expect(proxy?.authorization()).toEqual(authorization);
  });

  test.each([
    ['socks5://p.test:1080', 'unsupported-scheme'],
    ['http://p.test:99999', 'malformed-proxy'],
    ['http://p.test/path', 'malformed-proxy'],
    ['http://u:%zz@p.test', 'malformed-proxy'],
    ['http://', 'malformed-proxy'],
    ['secret secret', 'malformed-proxy'],
  ])('refuses %s without repeating it', (url, code) => {
    let fault: unknown;
    try {
      proxySettings({ HTTPS_PROXY: url });
    } catch (error) {
      fault = error;
    }
    expect(fault).toMatchObject({ code });
    expect(inspect(fault)).not.toMatch(/p\.test|%zz|secret secret/);
  });

  test.each([
    [{}, null],
    [{ HTTPS_PROXY: '' }, null],
    [{ https_proxy: '', HTTPS_PROXY: 'http://upper.test' }, null],
    [{ https_proxy: 'http://lower.test', HTTPS_PROXY: 'http://upper.test' }, 'lower.test'],
    [{ HTTP_PROXY: 'http://plain.test' }, null],
  ])('%j', (environment, host) => {
    expect(proxyFor(proxySettings(environment), HTTPS('a.test'))?.host ?? null).toBe(host);
  });

  test('the two schemes have a proxy each', () => {
    const settings = proxySettings({ HTTPS_PROXY: 'http://s.test', http_proxy: 'http://p.test' });
    expect(proxyFor(settings, HTTPS('a.test'))?.host).toBe('s.test');
    expect(proxyFor(settings, HTTP('a.test'))?.host).toBe('p.test');
  });

  test('credentials show in no print', () => {
    const settings = proxySettings({ HTTPS_PROXY: 'http://user:hunter2@p.test' });
    expect(inspect(settings, { depth: 9 }) + JSON.stringify(settings)).not.toMatch(/hunter2|dXNlc/);
  });
});

describe('NO_PROXY', () => {
  test.each([
    ['*', HTTPS('a.test'), true],
    ['a.test', HTTPS('a.test'), true],
    ['A.TEST', HTTPS('a.test'), true],
    ['a.test', HTTPS('b.a.test'), true],
    ['a.test', HTTPS('ba.test'), false],
    ['.a.test', HTTPS('b.a.test'), true],
    ['*.a.test', HTTPS('b.a.test'), true],
    ['a.test:443', HTTPS('a.test'), true],
    ['a.test:444', HTTPS('a.test'), false],
    ['a.test:80', HTTP('b.a.test'), true],
    ['x.test, a.test', HTTPS('a.test'), true],
    ['x.test a.test', HTTPS('a.test'), true],
    ['10.0.0.1', HTTPS('10.0.0.1'), true],
    ['0.0.1', HTTPS('10.0.0.1'), false],
    ['::1', HTTPS('::1'), true],
    ['[::1]:443', HTTPS('::1'), true],
    ['[::1]:444', HTTPS('::1'), false],
    ['', HTTPS('a.test'), false],
    ['.*', HTTPS('a.test'), false],
    ['__proto__', HTTPS('constructor'), false],
  ])('%j', (list, target, direct) => {
    const settings = proxySettings({
      HTTPS_PROXY: 'http://p.test',
      HTTP_PROXY: 'http://p.test',
      NO_PROXY: list,
    });
    expect(proxyFor(settings, target) === null).toBe(direct);
  });
});

describe('a proxy that is the agent itself', () => {
  const refuse = (url: string) => () => refuseOwnProxy(proxySettings({ HTTPS_PROXY: url }), 7420);

  test.each([
    'http://127.0.0.1:7420',
    'http://127.8.9.10:7420',
    'http://localhost:7420',
    'http://LOCALHOST.:7420',
    'http://x.localhost:7420',
    'http://[::1]:7420',
    'http://[::ffff:127.0.0.1]:7420',
    'http://0.0.0.0:7420',
    'http://[::]:7420',
    '127.0.0.1:7420',
  ])('is refused: %s', (url) => {
    expect(refuse(url)).toThrow(expect.objectContaining({ code: 'own-proxy' }));
  });

  test.each([
    'http://127.0.0.1:7421',
    'http://proxy.example:7420',
    'http://localhost.example:7420',
    'http://12.7.0.1:7420',
    'http://[2001:db8::1]:7420',
  ])('is not %s', (url) => {
    expect(refuse(url)).not.toThrow();
  });

  test('is no matter where there is none', () => {
    expect(() => refuseOwnProxy(null, 7420)).not.toThrow();
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gatewaySegment, readGatewayPath } from './gateway-path.ts';

describe('a path of a gateway', () => {
  it.each<[string, string, number, string]>([
    ['/github.com/octo/demo.git', 'github.com', 443, '/octo/demo.git'],
    [
      '/git.example.com:8443/a/b.git/info/refs?service=x',
      'git.example.com',
      8443,
      '/a/b.git/info/refs?service=x',
    ],
    ['/api.github.com/', 'api.github.com', 443, '/'],
    ['/api.github.com/repos/o/r/branches/a%2Fb', 'api.github.com', 443, '/repos/o/r/branches/a%2Fb'],
    ['/api.github.com/x/.github/..a?b=../c', 'api.github.com', 443, '/x/.github/..a?b=../c'],
  ])('%s is of a host, and a path there', (target, host, port, path) => {
    expect(readGatewayPath(target)).toEqual({ origin: { scheme: 'https', host, port }, path });
  });

  it.each([
    ['no path there', '/github.com'],
    ['nothing at all', '/'],
    ['a host in upper case', '/GitHub.com/octo/demo.git'],
    ['a dot at the end of the host', '/github.com./octo/demo.git'],
    ['the usual port', '/github.com:443/octo/demo.git'],
    ['a port with a zero before it', '/github.com:08443/octo/demo.git'],
    ['no port behind the colon', '/github.com:/octo/demo.git'],
    ['a user before the host', '/me@github.com/octo/demo.git'],
    ['an escaped host', '/github%2ecom/octo/demo.git'],
    ['an escaped slash behind the host', '/github.com%2focto/demo.git'],
    ['an IPv4 address', '/127.0.0.1/octo/demo.git'],
    ['an IPv4 address as one number', '/2130706433/octo/demo.git'],
    ['an IPv6 address', '/[::1]/octo/demo.git'],
    ['an empty segment in front', '//github.com/octo/demo.git'],
    ['an empty segment', '/github.com//octo/demo.git'],
    ['a way up', '/github.com/../api.github.com/user'],
    ['a way up at the end', '/github.com/octo/..'],
    ['a dot', '/github.com/./octo/demo.git'],
    ['an escaped way up', '/github.com/%2e%2E/api.github.com/user'],
    ['half an escaped way up', '/github.com/.%2e/x'],
    ['a way up, escaped twice', '/github.com/%252e%252e/x'],
    ['a way up behind an escaped slash', '/github.com/a%2f..%2fx'],
    ['a way up with a parameter', '/github.com/..;a=b/x'],
    ['a backslash', '/github.com/a\\..\\x'],
    ['an escaped backslash', '/github.com/a%5cx'],
    ['a fragment', '/github.com/a#b'],
    ['a space', '/github.com/a b'],
    ['an absolute form', 'https://github.com/octo/demo.git'],
    ['an asterisk', '*'],
  ])('%s is refused', (_what, target) => {
    expect(readGatewayPath(target)).toBeNull();
  });

  it('is written back as it was read', () => {
    fc.assert(
      fc.property(fc.webPath(), fc.domain(), fc.integer({ min: 1, max: 65_535 }), (path, host, port) => {
        const segment = gatewaySegment({ host: host.toLowerCase(), port });
        const read = readGatewayPath(`/${segment}${path}`);
        if (read !== null) expect(`/${gatewaySegment(read.origin)}${read.path}`).toBe(`/${segment}${path}`);
      }),
      { numRuns: 30 },
    );
  });
});

import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { exportLines, sessionEnvironment } from './environment.ts';

const GRANT = {
  id: 'session-1',
  proxyUrl: 'http://session-1:secret@127.0.0.1:4000',
  caFile: '/home/o/root.pem',
  caBundleFile: "/home/o'brien/bundle.pem",
};

describe('sessionEnvironment', () => {
  it.each(['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'])(
    'sets %s to the proxy of the session',
    (name) => {
      expect(sessionEnvironment(GRANT)[name]).toBe(GRANT.proxyUrl);
    },
  );

  it.each(['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'GIT_SSL_CAINFO', 'CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE'])(
    'sets %s to a file that holds the system roots too',
    (name) => {
      expect(sessionEnvironment(GRANT)[name]).toBe(GRANT.caBundleFile);
    },
  );

  it('sends only loopback past the proxy, whatever was inherited', () => {
    expect(sessionEnvironment(GRANT)).toMatchObject({
      NO_PROXY: 'localhost,127.0.0.1,::1',
      no_proxy: 'localhost,127.0.0.1,::1',
    });
  });
});

describe('exportLines', () => {
  it.each(["it's", '$(touch /nowhere)', '`id`', 'a b', '"', '\\', "''"])('survives a shell: %s', (value) => {
    const script = `${exportLines({ GIVEN: value })}printf %s "$GIVEN"`;
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(value);
  });
});

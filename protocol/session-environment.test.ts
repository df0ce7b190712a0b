import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sessionEnvironment } from './session-environment.ts';

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
      expect(sessionEnvironment(GRANT, {})[name]).toBe(GRANT.proxyUrl);
    },
  );

  it.each(['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'GIT_SSL_CAINFO', 'CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE'])(
    'sets %s to a file that holds the system roots too',
    (name) => {
      expect(sessionEnvironment(GRANT, {})[name]).toBe(GRANT.caBundleFile);
    },
  );

  it('sends only loopback past the proxy, whatever was inherited', () => {
    expect(sessionEnvironment(GRANT, {})).toMatchObject({
      NO_PROXY: 'localhost,127.0.0.1,::1',
      no_proxy: 'localhost,127.0.0.1,::1',
    });
  });
});

describe('git', () => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'countersign-environment-'));
    await writeFile(
      join(home, '.gitconfig'),
      '[http]\n\tproxy = http://elsewhere:1\n\tproxyAuthMethod = ntlm\n',
    );
  });
  afterAll(() => rm(home, { recursive: true }));

  const configured = (key: string, inherited: Readonly<Record<string, string>>): string => {
    const env = {
      PATH: process.env['PATH'],
      HOME: home,
      ...inherited,
      ...sessionEnvironment(GRANT, inherited),
    };
    return execFileSync('git', ['config', '--get', key], { cwd: home, env, encoding: 'utf8' }).trim();
  };
  const OTHERS = {
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: 'http.proxy',
    GIT_CONFIG_VALUE_0: 'http://elsewhere:2',
    GIT_CONFIG_KEY_1: 'user.name',
    GIT_CONFIG_VALUE_1: 'Dev Eloper',
  };

  it.each([
    ['its configuration', {}],
    ['its environment', OTHERS],
    ['an environment that cannot be read', { GIT_CONFIG_COUNT: 'many' }],
  ])('goes by the proxy of the session, whatever %s names', (_, inherited) => {
    expect(configured('http.proxy', inherited)).toBe(GRANT.proxyUrl);
    expect(configured('http.proxyAuthMethod', inherited)).toBe('basic');
  });

  it('keeps what else its environment says', () => {
    expect(configured('user.name', OTHERS)).toBe('Dev Eloper');
  });

  it('does not pile up what an evaluated `countersign env` left', () => {
    const once = sessionEnvironment(GRANT, OTHERS);
    expect(sessionEnvironment(GRANT, once)).toEqual(once);
  });
});

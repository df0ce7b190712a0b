import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readSettings } from './settings.ts';

const directory = mkdtempSync(join(tmpdir(), 'countersign-settings-'));
const path = join(directory, 'collector.yaml');
writeFileSync(join(directory, 'secret'), 'hunter2\n');
writeFileSync(join(directory, 'pem'), 'PEM');

afterAll(() => rmSync(directory, { recursive: true }));

const GOOD = `
url: https://countersign.example.com
listen: { port: 7421 }
identity:
  issuer: https://login.example.com/
  clientId: countersign
  clientSecretFile: secret
  roles: { developer: [dev], reviewer: [sec], auditor: [audit] }
`;

function read(source: string) {
  writeFileSync(path, source);
  return readSettings(path);
}

test('what is left out has a default, and files are looked for beside it', () => {
  const { url, ...settings } = read(GOOD);
  expect(url.href).toBe('https://countersign.example.com/');
  expect(settings).toEqual({
    host: '127.0.0.1',
    port: 7421,
    tls: null,
    identity: {
      issuer: 'https://login.example.com/',
      clientId: 'countersign',
      clientSecret: 'hunter2',
      audience: null,
      scopes: ['openid', 'profile', 'email'],
      native: null,
      subjectClaim: 'sub',
      groupsClaim: 'groups',
      roles: { developer: ['dev'], reviewer: ['sec'], auditor: ['audit'] },
    },
  });
});

test('the example of the manual is one', () => {
  const [, example = ''] = /```yaml\n(.*?)```/s.exec(readFileSync('docs/operate.md', 'utf8')) ?? [];
  writeFileSync(join(directory, 'client-secret'), 'x');
  expect(read(example).identity.audience).toBe('https://countersign.example.com/api');
});

test('other machines are served with a certificate', () => {
  const shared = GOOD.replace('port: 7421', 'host: 0.0.0.0, port: 443');
  const { host, tls } = read(`${shared}tls: { certificate: pem, key: pem }`);
  expect([host, tls?.cert.toString()]).toEqual(['0.0.0.0', 'PEM']);
});

describe('refused, with the place', () => {
  test.each<[string, string, string]>([
    ['an empty file', '', '/ must be object'],
    ['no YAML', 'a: [', 'line 1, column 5'],
    ['an alias bomb', 'a: &a [x]\nb: [*a, *a]', 'aliases'],
    ['an unknown member', `${GOOD}tracing: true`, 'tracing'],
    ['no identity', GOOD.slice(0, GOOD.indexOf('identity')), "'identity'"],
    ['a role that nobody has', GOOD.replace('auditor:', 'admin:'), '/identity/roles'],
    ['a port that is none', GOOD.replace('7421', '70000'), '/listen/port'],
    ['an address with a path', GOOD.replace('example.com\n', 'example.com/x\n'), '/url'],
    ['an address with a password', GOOD.replace('https://c', 'https://a:hunter2@c'), '/url'],
    ['an address in the clear', GOOD.replace('https://c', 'http://c'), '/url is http'],
    ['other machines in the clear', GOOD.replace('port:', 'host: 0.0.0.0, port:'), 'without /tls'],
    ['a provider in the clear', GOOD.replace('https://login', 'http://login'), '/identity/issuer is http'],
    [
      'tokens that are also for signing in',
      GOOD.replace('roles:', 'audience: countersign\n  roles:'),
      '/audience',
    ],
    [
      'programs that bring tokens for nothing',
      GOOD.replace('roles:', 'native: { clientId: cli }\n  roles:'),
      '/native',
    ],
    ['no OpenID', GOOD.replace('roles:', 'scopes: [email]\n  roles:'), '/identity/scopes'],
    ['a secret that is not there', GOOD.replace('File: secret', 'File: none'), 'cannot be read'],
    ['a certificate that is not there', `${GOOD}tls: { certificate: none, key: pem }`, 'cannot be read'],
  ])('%s', (_name, source, message) => {
    expect(() => read(source)).toThrow(
      expect.objectContaining({
        code: 'bad-settings',
        message: expect.stringContaining(message),
        hint: expect.stringMatching(/./),
      }),
    );
    expect(() => read(source)).not.toThrow(/hunter2/);
  });
});

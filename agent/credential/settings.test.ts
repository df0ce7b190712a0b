import { generateKeyPairSync } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keepToken } from '../keychain/kept-token.ts';
import type { OpenEntry } from '../keychain/keychain.ts';
import { keychain } from '../keychain/test-support.ts';
import { readCredentialSettings } from './settings.ts';

let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'countersign-credentials-'));
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { privateKey: other } = generateKeyPairSync('ed25519');
  const files = {
    'app.pem': privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    'other.pem': other.export({ type: 'pkcs8', format: 'pem' }).toString(),
    token: 'ghp_hunter2\n',
    empty: '',
  };
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(home, name), content, { mode: 0o600 });
  }
  await writeFile(join(home, 'open'), 'ghp_hunter2', { mode: 0o644 });
});

afterAll(() => rm(home, { recursive: true, force: true }));

async function read(source: string, open?: OpenEntry) {
  await writeFile(join(home, 'credentials.yaml'), source, { mode: 0o600 });
  return readCredentialSettings(home, open);
}

test('the example of the manual is one', async () => {
  const [, example = ''] = /```yaml\n(.*?)```/s.exec(await readFile('docs/credentials.md', 'utf8')) ?? [];
  await writeFile(join(home, 'gitlab-token'), 'x', { mode: 0o600 });
  const { open } = keychain();
  await keepToken({ home, name: 'codeberg', open }, 'x');
  expect((await read(example, open)).map(({ provider }) => provider)).toEqual([
    ...['github-app', 'command', 'stored', 'stored'],
  ]);
});

test('no file: no broker', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'countersign-credentials-'));
  expect(await readCredentialSettings(empty)).toEqual([]);
  await rm(empty, { recursive: true });
});

test('each provider, with what is left out at its default', async () => {
  const settings = await read(`
credentials:
  - { provider: github-app, hosts: [GitHub.com, api.github.com], appId: '12345', privateKeyFile: app.pem }
  - { provider: command, hosts: ['git.example:8443'], command: [/usr/bin/helper, --store] }
  - { provider: stored, hosts: [gitlab.example], user: oauth2, tokenFile: token }
`);
  expect(settings).toMatchObject([
    {
      provider: 'github-app',
      hosts: [
        { host: 'github.com', port: 443 },
        { host: 'api.github.com', port: 443 },
      ],
      appId: '12345',
      installation: null,
      permissions: {},
      api: new URL('https://api.github.com'),
    },
    {
      provider: 'command',
      hosts: [{ host: 'git.example', port: 8443 }],
      command: ['/usr/bin/helper', '--store'],
    },
    { provider: 'stored', user: 'oauth2', token: 'ghp_hunter2' },
  ]);
});

test('a token of the keychain, by its name', async () => {
  const { open } = keychain();
  const source = 'credentials: [{ provider: keychain, hosts: [gitlab.example], token: gitlab }]';
  await expect(read(source, open)).rejects.toMatchObject({
    code: 'bad-settings',
    message: expect.stringContaining('countersign keychain set gitlab'),
  });
  await keepToken({ home, name: 'gitlab', open }, 'ghp_hunter2');
  expect(await read(source, open)).toMatchObject([
    { provider: 'stored', user: 'x-access-token', token: 'ghp_hunter2' },
  ]);
  const locked = () => Promise.reject(new Error('it is locked'));
  await expect(read(source, locked)).rejects.toMatchObject({
    code: 'bad-settings',
    message: expect.stringContaining('it is locked'),
  });
});

describe('refused, with the place and without a secret', () => {
  const one = (entry: string) => `credentials: [${entry}]`;
  const app = (change: string) =>
    one(`{ provider: github-app, hosts: [h], appId: '1', privateKeyFile: app.pem, ${change} }`);
  test.each([
    ['no YAML', 'credentials: [', 'line 1'],
    ['nothing', '', '/ must be object'],
    ['aliases', 'credentials: &a []\nmore: *a', 'aliases'],
    ['a member that nobody knows', 'credentials: []\nmore: 1', 'more'],
    ['a provider that nobody knows', one('{ provider: vault, hosts: [h] }'), '/credentials/0'],
    ['no hosts', one('{ provider: command, hosts: [], command: [x] }'), '/credentials/0/hosts'],
    ['a pattern as host', one("{ provider: command, hosts: ['*'], command: [x] }"), '/credentials/0/hosts/0'],
    [
      'one host twice',
      one('{ provider: command, hosts: [h, H], command: [x] }'),
      'two entries are for h:443',
    ],
    ['a token that is not there', one('{ provider: stored, hosts: [h], tokenFile: none }'), 'not there'],
    ['a token that is empty', one('{ provider: stored, hosts: [h], tokenFile: empty }'), 'holds no token'],
    ['a token that others can read', one('{ provider: stored, hosts: [h], tokenFile: open }'), 'mode 0644'],
    ['an API in the clear', app('api: http://api.example'), '/credentials/0/api'],
    ['a permission that is none', app('permissions: { git.write: { contents: owner } }'), '/credentials/0'],
    ['a purpose that is none', app('permissions: { git.push: { contents: write } }'), '/credentials/0'],
    ['a key of another kind', app('').replace('app.pem', 'other.pem'), 'no RSA private key'],
    ['a key that is none', app('').replace('app.pem', 'token'), 'no RSA private key'],
  ])('%s', async (_name, source, message) => {
    const failure = read(source);
    await expect(failure).rejects.toMatchObject({
      code: 'bad-settings',
      message: expect.stringContaining(message),
      hint: expect.stringMatching(/./),
    });
    await expect(failure).rejects.not.toThrow(/hunter2/);
  });

  test('a file that others can read', async () => {
    await read('credentials: []');
    await chmod(join(home, 'credentials.yaml'), 0o640);
    await expect(readCredentialSettings(home)).rejects.toMatchObject({ code: 'bad-settings' });
    await rm(join(home, 'credentials.yaml'));
  });
});

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

writeFileSync(join(directory, 'long'), `whsec_${Buffer.from('a secret of tests').toString('base64')}`);

const DAY_MS = 24 * 60 * 60_000;
const MAIL = '{ kind: email, name: x, server: m.example, from: a@x, to: [b@x] }';

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
    notify: [],
    metrics: null,
    database: null,
    signingKey: null,
    ci: [],
    retention: { prompt: null, answer: null, review: null },
    identity: {
      issuer: 'https://login.example.com/',
      clientId: 'countersign',
      clientSecret: 'hunter2',
      audience: null,
      scopes: ['openid', 'profile', 'email'],
      native: null,
      subjectClaim: 'sub',
      groupsClaim: 'groups',
      claims: [],
      serviceAccounts: [],
      roles: { developer: ['dev'], reviewer: ['sec'], auditor: ['audit'] },
    },
  });
});

test('the examples of the manual are some', () => {
  const manual = readFileSync('docs/operate.md', 'utf8');
  const [example, retention, store, notify, metrics] = [...manual.matchAll(/```yaml\n(.*?)```/gs)].map(
    ([, yaml]) => yaml,
  );
  writeFileSync(join(directory, 'client-secret'), 'x');
  writeFileSync(join(directory, 'slack-url'), 'https://hooks.slack.example/x');
  writeFileSync(
    join(directory, 'pager-secret'),
    `whsec_${Buffer.from('a secret of tests').toString('base64')}`,
  );
  for (const name of ['smtp-password', 'db-password', 'db-ca.pem', 'signing-key.pem']) {
    writeFileSync(join(directory, name), 'x');
  }
  const settings = read(`${example}${retention}${store}${notify}${metrics}`);
  expect(settings.database).toMatchObject({ host: 'db.example.com', user: 'countersign' });
  expect(settings.identity.audience).toBe('https://countersign.example.com/api');
  expect(settings.metrics).toEqual({ host: '127.0.0.1', port: 9464 });
  expect(settings.retention).toEqual({ prompt: 90 * DAY_MS, answer: 30 * DAY_MS, review: 60 * DAY_MS });
  expect(settings.notify.map(({ kind }) => kind)).toEqual(['slack', 'webhook', 'email']);
});

test('what reviewers were shown is kept as long as what was asked, unless the settings say otherwise', () => {
  expect(read(`${GOOD}\nretention: { prompts: 90d }\n`).retention).toMatchObject({ review: 90 * DAY_MS });
});

test('the example of the manual of pipelines is one', () => {
  const [, example = ''] = /```yaml\n(ci:.*?)```/s.exec(readFileSync('docs/ci.md', 'utf8')) ?? [];
  expect(read(`${GOOD}\n${example}`).ci.map(({ provider }) => provider)).toEqual([
    'github-actions',
    'gitlab-ci',
    'azure-pipelines',
  ]);
});

test('other machines are served with a certificate', () => {
  const shared = GOOD.replace('port: 7421', 'host: 0.0.0.0, port: 443');
  const { host, tls } = read(`${shared}tls: { certificate: pem, key: pem }`);
  expect([host, tls?.cert.toString()]).toEqual(['0.0.0.0', 'PEM']);
});

test('who is told of approvals, with secrets from files', () => {
  writeFileSync(join(directory, 'slack'), 'https://hooks.slack.example/services/hunter2\n');

  const { notify } = read(`${GOOD}
notify:
  - { kind: slack, name: reviewers, urlFile: slack }
  - { kind: webhook, name: pager, url: https://pager.example/in, secretFile: long }
  - { kind: email, name: mail, server: smtp.example, from: a@example.com, to: [b@example.com], user: u, passwordFile: secret }
`);
  expect(notify).toEqual([
    {
      kind: 'slack',
      name: 'reviewers',
      url: new URL('https://hooks.slack.example/services/hunter2'),
      allowPrivate: false,
    },
    {
      kind: 'webhook',
      name: 'pager',
      url: new URL('https://pager.example/in'),
      secret: expect.stringMatching(/^whsec_/),
      allowPrivate: false,
    },
    {
      kind: 'email',
      name: 'mail',
      server: 'smtp.example',
      port: 587,
      login: { user: 'u', password: 'hunter2' },
      from: 'a@example.com',
      to: ['b@example.com'],
      requireTls: true,
    },
  ]);
});

test('a database is named with its password and its authority in files', () => {
  const store =
    '{ kind: postgresql, host: db.example, database: c, user: u, passwordFile: secret, tls: { ca: pem } }';
  const { database, signingKey } = read(`${GOOD}store: ${store}\nsigningKeyFile: pem\n`);
  expect(database).toEqual({
    ...{ host: 'db.example', port: 5432, database: 'c', user: 'u', password: 'hunter2', maxConnections: 10 },
    tls: { ca: Buffer.from('PEM') },
  });
  expect(signingKey).toEqual(Buffer.from('PEM'));
});

test.each(['localhost', '127.0.0.1', '::1', '/run/postgresql'])(
  'a database of this machine, at %s, is spoken to in the clear',
  (host) => {
    const { database } = read(`${GOOD}store: { kind: postgresql, host: '${host}', database: c, user: c }`);
    expect(database).toMatchObject({ host, tls: null, password: null });
  },
);

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
    [
      'a pipeline known by its name alone',
      `${GOOD}ci: [{ provider: github-actions, audience: x, require: { repository: [octo-org/demo] } }]`,
      '/ci/0/require',
    ],
    [
      'every pipeline there is',
      `${GOOD}ci: [{ provider: github-actions, audience: x, require: {} }]`,
      '/ci/0/require',
    ],
    [
      'a pipeline of no issuer',
      `${GOOD}ci: [{ provider: gitlab-ci, audience: x, require: { project_id: ['1'] } }]`,
      '/ci/0/issuer',
    ],
    [
      'keys of a pipeline in the clear',
      `${GOOD}ci: [{ provider: gitlab-ci, issuer: 'http://gitlab.example', audience: x, require: { project_id: ['1'] } }]`,
      '/ci/0/issuer',
    ],
    ['two targets of one name', `${GOOD}notify: [${MAIL}, ${MAIL}]`, '/notify/1/name'],
    ['a target of no kind', `${GOOD}notify: [{ kind: sms, name: x }]`, '/notify/0'],
    [
      'a webhook in the clear',
      `${GOOD}notify: [{ kind: webhook, name: x, url: http://h.example, secretFile: long }]`,
      '/notify/0/url',
    ],
    [
      'a webhook with a weak secret',
      `${GOOD}notify: [{ kind: webhook, name: x, url: https://h.example, secretFile: secret }]`,
      '/notify/0/secretFile',
    ],
    [
      'an address of Slack that is none',
      `${GOOD}notify: [{ kind: slack, name: x, urlFile: secret }]`,
      '/notify/0/urlFile',
    ],
    [
      'mail in the clear',
      `${GOOD}notify: [{ kind: email, name: x, server: m.example, from: a@x, to: [b@x], tls: false }]`,
      '/notify/0/tls',
    ],
    [
      'a database across a network in the clear',
      `${GOOD}store: { kind: postgresql, host: db.example, database: c, user: c, passwordFile: secret }`,
      '/store/host',
    ],
    [
      'a socket of a database with TLS',
      `${GOOD}store: { kind: postgresql, host: /run/postgresql, database: c, user: c, tls: {} }`,
      '/store/tls',
    ],
    [
      'a database of no kind',
      `${GOOD}store: { kind: mysql, host: localhost, database: c, user: c }`,
      '/store/kind',
    ],
    [
      'a password in the settings',
      `${GOOD}store: { kind: postgresql, host: localhost, database: c, user: c, password: hunter2 }`,
      '/store',
    ],
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

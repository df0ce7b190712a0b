import { generateKeyPairSync } from 'node:crypto';
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPolicyFolder, type PolicyFolder } from '../../test/support/policy-folder.ts';
import { publish, renew } from './publish.ts';
import { openSigner } from './signer.ts';

let folder: PolicyFolder;

const POLICY = `version: 1
hosts: [{ suffix: git.test, kind: git }]
rules:
  - { id: reads, on: [git.fetch], effect: allow }
tests:
  - name: a fetch
    operation: { action: git.fetch }
    expect: allow
`;

beforeEach(async () => {
  folder = await openPolicyFolder();
  await folder.write('policy.yaml', POLICY);
});

afterEach(() => folder.remove());

async function ok(...args: readonly string[]): Promise<string> {
  const { exitCode, out } = await folder.run(...args);
  expect(exitCode, out).toBe(0);
  return out;
}

async function ceremony(): Promise<void> {
  for (const name of ['a', 'b', 'team', 'publisher']) await ok('keygen', `./${name}`);
  await ok(
    'rotate',
    './feed',
    '--root',
    './a.pub',
    './b.pub',
    '--root-threshold',
    '2',
    '--targets',
    './team.pub',
    '--publisher',
    './publisher.pub',
  );
  await ok('sign', './feed', '--key', './a');
  await ok('sign', './feed', '--key', './b');
}

async function published(): Promise<void> {
  await ceremony();
  await ok('sign', './feed', '--policy', './policy.yaml', '--key', './team');
  await ok('publish', './feed', '--key', './publisher');
}

async function status(): Promise<{
  ok: boolean;
  roles: { role: string; version: number }[];
  drafts: object[];
}> {
  return JSON.parse((await folder.run('status', './feed', '--json')).out);
}

async function versions(): Promise<string> {
  return (await status()).roles.map(({ role, version }) => `${role} ${version}`).join(', ');
}

test('a team makes keys, signs a root and a policy, publishes them and renews the timestamp', async () => {
  await published();
  expect(await versions()).toBe('root 1, targets 1, snapshot 1, timestamp 1');
  await ok('timestamp', './feed', '--key', './publisher');
  expect(await versions()).toBe('root 1, targets 1, snapshot 1, timestamp 2');
  await folder.write('policy.yaml', POLICY.replace('git.test, kind', 'other.test, kind'));
  await ok('sign', './feed', '--policy', './policy.yaml', '--key', './team', '--max-stale', '2d');
  await ok('publish', './feed', '--key', './publisher');
  expect(await versions()).toBe('root 1, targets 2, snapshot 2, timestamp 3');
  const files = await readdir(folder.path('feed/published'), { recursive: true });
  expect(files.filter((name) => name.endsWith('.json')).toSorted()).toEqual([
    '1.root.json',
    '1.snapshot.json',
    '1.targets.json',
    '2.snapshot.json',
    '2.targets.json',
    'timestamp.json',
  ]);
});

test('keys are rotated by the old ones together with the new', async () => {
  await published();
  await ok('keygen', './c');
  await ok('keygen', './team2');
  await ok('rotate', './feed', '--root', './b.pub', './c.pub', '--targets', './team2.pub');
  await ok('sign', './feed', '--key', './b');
  await ok('sign', './feed', '--key', './c');
  await ok('sign', './feed', '--policy', './policy.yaml', '--key', './team2');
  const early = folder.run('publish', './feed', '--key', './publisher');
  await expect(early).rejects.toMatchObject({ code: 'not-enough-signatures' });
  expect(await status()).toMatchObject({
    drafts: [
      { role: 'root', missing: 1 },
      { role: 'targets', missing: 0 },
    ],
  });
  await ok('sign', './feed', '--key', './a');
  await ok('publish', './feed', '--key', './publisher');
  expect(await versions()).toBe('root 2, targets 2, snapshot 2, timestamp 2');
});

test('a key that never leaves where it is kept signs by a command', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await folder.write('kms.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  await folder.write('kms.pub', publicKey.export({ type: 'spki', format: 'pem' }).toString());
  for (const name of ['a', 'publisher']) await ok('keygen', `./${name}`);
  await ok(
    'rotate',
    './feed',
    '--root',
    './a.pub',
    '--targets',
    './kms.pub',
    '--publisher',
    './publisher.pub',
  );
  await ok('sign', './feed', '--key', './a');
  const command = `openssl dgst -sha256 -sign ${folder.path('kms.pem')} | base64`;
  await ok('sign', './feed', '--policy', './policy.yaml', '--sign-command', command, '--public', './kms.pub');
  await ok('publish', './feed', '--key', './publisher');
  expect(await status()).toMatchObject({ ok: true });
});

describe('nothing is signed or published that is wrong', () => {
  const WAYS: readonly (readonly [what: string, code: string, args: readonly string[]])[] = [
    ['a key that is there already', 'exists', ['keygen', './team']],
    ['a key that may sign nothing here', 'not-a-signer', ['sign', './feed', '--key', './stranger']],
    ['a publication by somebody else', 'not-a-signer', ['publish', './feed', '--key', './team']],
    [
      'a second draft over the first',
      'draft-waits',
      ['sign', './feed', '--policy', './policy.yaml', '--key', './team'],
    ],
    [
      'a policy whose tests fail',
      'tests-failed',
      ['sign', './feed', '--policy', './failing.yaml', '--key', './team'],
    ],
    [
      'a policy without tests',
      'tests-failed',
      ['sign', './feed', '--policy', './untested.yaml', '--key', './team'],
    ],
    ['no key', 'not-a-key', ['sign', './feed']],
    ['a key that others can read', 'unsafe-key', ['sign', './feed', '--key', './open']],
    ['a public key to sign with', 'not-a-key', ['sign', './feed', '--key', './team.pub']],
    ['a private key to be published', 'not-a-key', ['rotate', './feed', '--root', './team']],
    ['more signatures than keys', 'bad-threshold', ['rotate', './feed', '--targets-threshold', '2']],
    [
      'a command that fails',
      'sign-command',
      ['sign', './feed', '--sign-command', 'exit 3', '--public', './team.pub'],
    ],
    [
      'a command that prints no signature',
      'sign-command',
      ['sign', './feed', '--sign-command', 'echo "?"', '--public', './team.pub'],
    ],
    [
      'a command that signs with another key',
      'wrong-signature',
      ['sign', './feed', '--sign-command', 'echo AAAA', '--public', './team.pub'],
    ],
    [
      'a life that is no duration',
      'bad-duration',
      ['publish', './feed', '--key', './publisher', '--timestamp-for', 'soon'],
    ],
    ['a folder of something else', 'no-feed', ['status', './']],
  ];

  let before: string;

  test('each is refused, and what is published and what waits stays', async () => {
    await published();
    await ok('sign', './feed', '--policy', './policy.yaml', '--key', './team');
    await ok('keygen', './stranger');
    await writeFile(folder.path('open'), await readFile(folder.path('team')));
    await chmod(folder.path('open'), 0o644);
    await chmod(folder.path('team.pub'), 0o600);
    await folder.write('failing.yaml', POLICY.replace('expect: allow', 'expect: deny'));
    await folder.write('untested.yaml', POLICY.slice(0, POLICY.indexOf('tests:')));
    before = JSON.stringify(await status());
    for (const [what, code, args] of WAYS) {
      await expect(folder.run(...args), what).rejects.toMatchObject({ code });
    }
    expect(JSON.stringify(await status())).toBe(before);
  });

  test('a policy that does not compile is told with its place, and not signed', async () => {
    await ceremony();
    await folder.write('wrong.yaml', 'version: 2\n');
    const { exitCode, out } = await folder.run(
      'sign',
      './feed',
      '--policy',
      './wrong.yaml',
      '--key',
      './team',
    );
    expect(exitCode).toBe(1);
    expect(out).toContain('line 1, column');
    expect((await status()).drafts).toMatchObject([{ role: 'root' }]);
  });
});

test('a publication that was cut off before its drafts were removed is not repeated', async () => {
  await published();
  const draft = await readFile(folder.path('feed/published/1.targets.json'));
  await writeFile(folder.path('feed/drafts/targets.json'), draft);
  const again = folder.run('publish', './feed', '--key', './publisher');
  await expect(again).rejects.toMatchObject({ code: 'nothing-waits' });
  await rm(folder.path('feed/drafts/targets.json'));
});

test('a policy that expired while it waited is not published', async () => {
  await ceremony();
  await ok('sign', './feed', '--policy', './policy.yaml', '--key', './team', '--expires', '1h');
  const signer = await openSigner({ key: folder.path('publisher') });
  const now = new Date(Date.now() + 2 * 3_600_000);
  const late = publish(folder.path('feed'), { signer, timestampLifeMs: 1000, snapshotLifeMs: 1000, now });
  await expect(late).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining('targets expired'),
  });
});

test('what expired after it was published ends in exit code 1', async () => {
  await published();
  const now = new Date(Date.now() - 2 * 3_600_000);
  const signer = await openSigner({ key: folder.path('publisher') });
  await renew(folder.path('feed'), { signer, timestampLifeMs: 3_600_000, snapshotLifeMs: 1000, now });
  const { exitCode, out } = await folder.run('status', './feed');
  expect(exitCode).toBe(1);
  expect(out).toMatch(/timestamp +2 +\S+, EXPIRED/u);
});

import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseRootCertificate, type RootCertificate } from '../root-certificate.ts';
import { mintRoot } from '../root-mint.ts';
import { type DebianPaths, debianStore } from './debian.ts';
import { macosStore } from './macos.ts';
import { type RhelPaths, rhelStore } from './rhel.ts';
import type { CommandResult, RunCommand, SystemCommand } from './run.ts';
import { anchorName, installVerified, type TrustStore, uninstallVerified } from './trust-store.ts';
import { windowsStore } from './windows.ts';

let folder: string;
let root: RootCertificate;
let other: RootCertificate;

beforeAll(async () => {
  const [one, two] = await Promise.all([
    mintRoot(['a.example'], new Date()),
    mintRoot(['b.example'], new Date()),
  ]);
  root = parseRootCertificate(one.pem, '/home/dev/.countersign/ca/root.pem');
  other = parseRootCertificate(two.pem, '/elsewhere/root.pem');
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-stores-'));
});

afterEach(() => rm(folder, { recursive: true }));

const OK: CommandResult = { exitCode: 0, stdout: '', stderr: '' };

type Effect = (command: SystemCommand) => Promise<Partial<CommandResult> | undefined>;

/** Runs nothing: keeps each command as a line, `root` before those that need its right. */
function recorder(effect: Effect = async () => undefined) {
  const lines: string[] = [];
  const run: RunCommand = async (command) => {
    lines.push([...(command.asRoot ? ['root'] : []), command.program, ...command.args].join(' '));
    return { ...OK, ...(await effect(command)) };
  };
  return { lines, run };
}

const upper = (text: string): string => text.replaceAll(':', '').toUpperCase();

describe('Red Hat', () => {
  let paths: RhelPaths;

  beforeEach(async () => {
    paths = { anchors: join(folder, 'anchors'), bundle: join(folder, 'bundle.pem') };
    await mkdir(paths.anchors);
    await writeFile(paths.bundle, other.pem);
  });

  it('copies the certificate to the anchors and extracts', async () => {
    const { lines, run } = recorder(async ({ program }) => {
      if (program.endsWith('update-ca-trust')) await writeFile(paths.bundle, `${other.pem}${root.pem}`);
      return undefined;
    });
    const store = rhelStore(run, paths);
    expect(await store.detect()).toBe(true);
    expect(await store.isInstalled(root)).toBe(false);
    await installVerified(store, root);
    expect(lines).toEqual([
      `root /usr/bin/install -m 0644 -- ${root.path} ${join(paths.anchors, anchorName(root, '.pem'))}`,
      'root /usr/bin/update-ca-trust extract',
    ]);
  });

  it('takes it from the anchors and extracts', async () => {
    await writeFile(paths.bundle, `${root.pem}${other.pem}`);
    const { lines, run } = recorder(async ({ program }) => {
      if (program.endsWith('update-ca-trust')) await writeFile(paths.bundle, other.pem);
      return undefined;
    });
    expect(await uninstallVerified(rhelStore(run, paths), root)).toBe(true);
    expect(lines).toEqual([
      `root /bin/rm -f -- ${join(paths.anchors, anchorName(root, '.pem'))}`,
      'root /usr/bin/update-ca-trust extract',
    ]);
  });

  it('is not this system without its anchors', async () => {
    expect(await rhelStore(recorder().run, { ...paths, anchors: join(folder, 'none') }).detect()).toBe(false);
  });
});

describe('Debian', () => {
  let paths: DebianPaths;
  let bundle: string;

  beforeEach(async () => {
    paths = {
      anchors: join(folder, 'anchors'),
      certificates: join(folder, 'certs'),
      configuration: join(folder, 'ca-certificates.conf'),
    };
    bundle = join(paths.certificates, 'ca-certificates.crt');
    await mkdir(paths.anchors);
    await mkdir(paths.certificates);
    await writeFile(paths.configuration, 'mozilla/Some_Root.crt');
    await writeFile(bundle, other.pem);
  });

  it('copies the certificate to the anchors and updates', async () => {
    const { lines, run } = recorder(async ({ program }) => {
      if (program.endsWith('update-ca-certificates')) await writeFile(bundle, `${other.pem}${root.pem}`);
      return undefined;
    });
    const store = debianStore(run, paths);
    expect(await store.detect()).toBe(true);
    await installVerified(store, root);
    expect(lines).toEqual([
      `root /usr/bin/install -m 0644 -- ${root.path} ${join(paths.anchors, anchorName(root, '.crt'))}`,
      'root /usr/sbin/update-ca-certificates',
    ]);
  });

  it('deselects it in a copy of the configuration, so that hooks hear of its removal', async () => {
    await writeFile(bundle, `${other.pem}${root.pem}`);
    const configurations: string[] = [];
    const { lines, run } = recorder(async ({ args }) => {
      if (args[0] !== '--certsconf') return undefined;
      configurations.push(await readFile(args[1] ?? '', 'utf8'));
      await writeFile(bundle, other.pem);
      return undefined;
    });
    await uninstallVerified(debianStore(run, paths), root);
    expect(lines).toEqual([
      `root /bin/rm -f -- ${join(paths.anchors, anchorName(root, '.crt'))}`,
      expect.stringMatching(
        /^root \/usr\/sbin\/update-ca-certificates --certsconf \/.*\/ca-certificates\.conf$/,
      ),
    ]);
    expect(configurations).toEqual([`mozilla/Some_Root.crt\n!${anchorName(root, '.crt')}\n`]);
    expect(await readFile(paths.configuration, 'utf8')).toBe('mozilla/Some_Root.crt');
  });

  it('is not content with a dangling link', async () => {
    await symlink(join(paths.anchors, 'gone'), join(paths.certificates, anchorName(root, '.pem')));
    await expect(uninstallVerified(debianStore(recorder().run, paths), root)).rejects.toMatchObject({
      code: 'not-removed',
    });
  });
});

describe('macOS', () => {
  const keychain = '/Users/dev/Library/Keychains/login.keychain-db';
  const find = `/usr/bin/security find-certificate -a -Z ${keychain}`;

  it('trusts it for this user, then takes certificate and trust away together', async () => {
    const state = { held: false };
    const { lines, run } = recorder(async ({ args }) => {
      if (args[0] === 'add-trusted-cert') state.held = true;
      if (args[0] === 'delete-certificate') state.held = false;
      const hash = upper(state.held ? root.fingerprint : other.fingerprint);
      return { stdout: `SHA-256 hash: ${hash}\nSHA-1 hash: 0\nkeychain: "${keychain}"\n` };
    });
    const store = macosStore(run, { platform: 'darwin', userHome: '/Users/dev' });
    await installVerified(store, root);
    await uninstallVerified(store, root);
    expect(lines).toEqual([
      `/usr/bin/security add-trusted-cert -r trustRoot -k ${keychain} ${root.path}`,
      find,
      find,
      `/usr/bin/security delete-certificate -Z ${upper(root.fingerprint)} -t ${keychain}`,
      find,
    ]);
  });
});

describe('Windows', () => {
  const certutil = 'C:\\Windows\\System32\\certutil.exe -user';

  it('adds it to the roots of this user and deletes it by its thumbprint', async () => {
    const state = { held: false };
    const { lines, run } = recorder(async ({ args }) => {
      if (args[1] === '-addstore') state.held = true;
      if (args[1] === '-delstore') state.held = false;
      const hash = (state.held ? root : other).x509.fingerprint.replaceAll(':', ' ').toLowerCase();
      return { stdout: `Cert Hash(sha1): ${hash}\r\n` };
    });
    const store = windowsStore(run, { platform: 'win32', systemRoot: 'C:\\Windows' });
    expect(await store.detect()).toBe(true);
    await installVerified(store, root);
    await uninstallVerified(store, root);
    expect(lines).toEqual([
      `${certutil} -addstore Root ${root.path}`,
      `${certutil} -store Root`,
      `${certutil} -store Root`,
      `${certutil} -delstore Root ${upper(root.x509.fingerprint).toLowerCase()}`,
      `${certutil} -store Root`,
    ]);
  });
});

describe('every store', () => {
  const absent = (): string => join(folder, 'none');
  const stores: readonly (readonly [string, (run: RunCommand) => TrustStore])[] = [
    [
      'debian',
      (run) => debianStore(run, { anchors: absent(), certificates: absent(), configuration: absent() }),
    ],
    ['rhel', (run) => rhelStore(run, { anchors: absent(), bundle: absent() })],
    ['macos', (run) => macosStore(run, { platform: 'linux', userHome: absent() })],
    ['windows', (run) => windowsStore(run, { platform: 'linux', systemRoot: absent() })],
  ];

  it.each(stores)('%s is not found elsewhere', async (id, create) => {
    const store = create(recorder().run);
    expect(store.id).toBe(id);
    expect(await store.detect()).toBe(false);
  });

  it.each(stores)('%s does not believe a tool that says yes and does nothing', async (_, create) => {
    await expect(installVerified(create(recorder().run), root)).rejects.toMatchObject({
      code: 'not-installed',
    });
  });

  it.each(stores)('%s leaves alone what is not there', async (_, create) => {
    const { lines, run } = recorder();
    expect(await uninstallVerified(create(run), root)).toBe(false);
    expect(lines.filter((line) => /rm|update|delete|delstore/.test(line))).toEqual([]);
  });

  it.each(stores)('%s says what a failing tool said', async (_, create) => {
    const { run } = recorder(async () => ({ exitCode: 1, stderr: 'permission denied' }));
    await expect(create(run).install(root)).rejects.toMatchObject({
      code: 'command-failed',
      message: expect.stringContaining('ended with 1, expected 0: permission denied'),
    });
    await expect(create(run).uninstall(root)).rejects.toMatchObject({ code: 'command-failed' });
  });
});

it('reads a bundle however its lines are broken', async () => {
  const bundle = join(folder, 'bundle.pem');
  await writeFile(bundle, `# Root\r\n${root.pem.replaceAll('\n', '\r\n')}`);
  const store = rhelStore(recorder().run, { anchors: folder, bundle });
  expect([await store.isInstalled(root), await store.isInstalled(other)]).toEqual([true, false]);
});

it('names a certificate after itself', () => {
  expect(anchorName(root, '.crt')).toMatch(/^countersign-[0-9a-f]{16}\.crt$/);
  expect(anchorName(root, '.crt')).not.toBe(anchorName(other, '.crt'));
});

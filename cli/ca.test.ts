import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Authority, openAuthority } from '../agent/ca/authority.ts';
import { fileKeyStore } from '../agent/ca/file-key-store.ts';
import type { TrustStore } from '../agent/ca/stores/trust-store.ts';
import { controlSocketPath } from '../protocol/control-socket.ts';
import { caCommand } from './ca.ts';

let home: string;
let empty: string;
let authority: Authority;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'countersign-cli-ca-'));
  empty = await mkdtemp(join(tmpdir(), 'countersign-cli-none-'));
  const keyStore = fileKeyStore(home);
  authority = await openAuthority({ home, permitted: ['github.com'], keyStore, clock: () => new Date() });
});

afterAll(async () => {
  await rm(home, { recursive: true });
  await rm(empty, { recursive: true });
});

const exitCodeBefore = process.exitCode;

afterEach(() => {
  process.exitCode = exitCodeBefore;
});

/** A trust store in memory; a stubborn one says yes and does nothing. */
function memoryStore(kind: 'willing' | 'stubborn', held = false): TrustStore {
  const state = { held };
  const set = (to: boolean) => async () => {
    if (kind === 'willing') state.held = to;
  };
  return {
    id: 'debian',
    name: 'a trust store in memory',
    detect: async () => true,
    isInstalled: async () => state.held,
    hasTraces: async () => state.held,
    install: set(true),
    uninstall: set(false),
  };
}

async function run(args: readonly string[], store: TrustStore | null, where = home) {
  const [out, err]: [string[], string[]] = [[], []];
  const context = { home: where, environment: {}, out: push(out), err: push(err) };
  await caCommand(context, async () => store).parseAsync([...args], { from: 'user' });
  return { out: out.join(''), err: err.join(''), exitCode: process.exitCode };
}

function push(texts: string[]): (text: string) => void {
  return (text) => {
    texts.push(text);
  };
}

describe('ca show', () => {
  it('says what it is and who trusts it', async () => {
    const { out, exitCode } = await run(['show'], memoryStore('willing', true));
    expect(exitCode).toBe(0);
    expect(out).toContain(authority.fingerprint);
    expect(out).toContain('github.com and names under them; no IP address');
    expect(out).toContain('yes, by a trust store in memory');
  });

  it('says the same to a program', async () => {
    const { out } = await run(['show', '--json'], null);
    expect(JSON.parse(out)).toMatchObject({
      fingerprint: authority.fingerprint,
      permitted: ['github.com'],
      store: null,
      installed: false,
    });
  });
});

describe('ca install and uninstall', () => {
  it('change the store once, and say whether they did', async () => {
    const store = memoryStore('willing');
    const changes = [];
    for (const name of ['install', 'install', 'uninstall', 'uninstall']) {
      const { out, exitCode } = await run([name, '--json'], store);
      expect(exitCode).toBe(0);
      const { installed, changed } = JSON.parse(out);
      changes.push([installed, changed]);
    }
    expect(changes).toEqual([
      [true, true],
      [true, false],
      [false, true],
      [false, false],
    ]);
  });

  it.each([
    ['install', 'not-installed', false],
    ['uninstall', 'not-removed', true],
  ])('%s: does not say done when the store did not change', async (name, code, held) => {
    const { out, exitCode } = await run([name, '--json'], memoryStore('stubborn', held));
    expect(exitCode).toBe(5);
    expect(JSON.parse(out).error).toMatchObject({ code, hint: expect.stringMatching(/./) });
  });

  it.each(['install', 'uninstall'])('%s: a system we do not know', async (name) => {
    const { err, exitCode } = await run([name], null);
    expect(exitCode).toBe(4);
    expect(err).toContain('hint: ');
  });
});

describe('ca export', () => {
  it('prints the certificate and nothing of the key', async () => {
    const { out } = await run(['export'], null);
    expect(out).toBe(authority.certificatePem);
    expect(out).not.toContain('PRIVATE');
  });

  it('writes it to a file', async () => {
    const file = join(empty, 'out.pem');
    const { out } = await run(['export', '--out', file, '--json'], null);
    expect(JSON.parse(out)).toEqual({ fingerprint: authority.fingerprint, out: file });
    expect(await readFile(file, 'utf8')).toBe(authority.certificatePem);
    await rm(file);
  });
});

describe('ca renew', () => {
  let old: string;
  const open = (where: string) =>
    openAuthority({
      home: where,
      permitted: ['github.com'],
      keyStore: fileKeyStore(where),
      clock: () => new Date(),
    });

  beforeEach(async () => {
    old = await mkdtemp(join(tmpdir(), 'countersign-cli-renew-'));
  });

  afterEach(() => rm(old, { recursive: true }));

  it('takes it out of the store, and lets another be made', async () => {
    const { fingerprint } = await open(old);
    const { out, exitCode } = await run(['renew', '--json'], memoryStore('willing', true), old);
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toEqual({ fingerprint, store: 'debian', wasTrusted: true });
    expect((await open(old)).fingerprint).not.toBe(fingerprint);
  });

  it('keeps it whole when the store does not let go of it', async () => {
    const { fingerprint } = await open(old);
    expect((await run(['renew'], memoryStore('stubborn', true), old)).exitCode).toBe(5);
    expect((await open(old)).fingerprint).toBe(fingerprint);
  });

  it('can be asked for again when it was broken off', async () => {
    await open(old);
    await fileKeyStore(old).remove();
    expect((await run(['renew'], null, old)).exitCode).toBe(0);
    await open(old);
  });

  it('is refused while an agent runs', async () => {
    const { fingerprint } = await open(old);
    const path = controlSocketPath(old, process.platform);
    await mkdir(dirname(path), { recursive: true });
    const server = createServer((_request, response) => response.end('{}')).listen(path);
    await once(server, 'listening');
    try {
      const { out, exitCode } = await run(['renew', '--json'], memoryStore('willing', true), old);
      expect([exitCode, JSON.parse(out).error.code]).toEqual([6, 'agent-runs']);
    } finally {
      server.close();
    }
    expect((await open(old)).fingerprint).toBe(fingerprint);
  });
});

it.each(['show', 'install', 'uninstall', 'renew', 'export'])(
  'ca %s makes no authority where there is none',
  async (name) => {
    const { err, out, exitCode } = await run([name], memoryStore('willing'), empty);
    expect(exitCode).toBe(3);
    expect(out).toBe('');
    expect(err).toContain('there is no certificate authority');
    expect(await readdir(empty)).toEqual([]);
  },
);

it('ends with 1 when the certificate cannot be read', async () => {
  const broken = await mkdtemp(join(tmpdir(), 'countersign-cli-broken-'));
  const keyStore = fileKeyStore(broken);
  await openAuthority({ home: broken, permitted: ['github.com'], keyStore, clock: () => new Date() });
  await writeFile(join(broken, 'ca', 'root.pem'), 'x');
  const { out, exitCode } = await run(['show', '--json'], null, broken);
  await rm(broken, { recursive: true });
  expect(exitCode).toBe(1);
  expect(JSON.parse(out).error.code).toBe('bad-certificate');
});

it.each(['show', 'install', 'uninstall', 'renew', 'export'])('ca %s documents its exit codes', (name) => {
  const command = caCommand(
    { home, environment: {}, out: () => {}, err: () => {} },
    async () => null,
  ).commands.find((each) => each.name() === name);
  const help: string[] = [];
  command?.configureOutput({ writeOut: push(help) }).outputHelp();
  expect(help.join('')).toContain('Exit codes: 0 done;');
});

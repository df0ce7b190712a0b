import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openAuthority } from '../agent/ca/authority.ts';
import { fileKeyStore } from '../agent/ca/file-key-store.ts';
import { keychainKeyStore } from '../agent/ca/keychain-key-store.ts';
import { keychain } from '../agent/keychain/test-support.ts';
import { keychainCommand } from './keychain.ts';
import { leaveKeychain } from './uninstall/leave-keychain.ts';

let home: string;
let memory: ReturnType<typeof keychain>;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'countersign-cli-keychain-'));
  memory = keychain();
});
afterEach(() => rm(home, { recursive: true }));

interface Run {
  readonly input?: string | null;
  readonly open?: typeof memory.open;
}

async function run(
  words: readonly string[],
  { input = null, open = memory.open }: Run = {},
): Promise<string> {
  const out: string[] = [];
  const context = { home, environment: {}, out: (text: string) => void out.push(text), err: () => {} };
  const command = keychainCommand(context, { open, input: async () => input }).exitOverride();
  await command.parseAsync(['node', 'keychain', ...words]);
  return out.join('');
}

const fingerprint = async (keyStore: ReturnType<typeof fileKeyStore>): Promise<string> =>
  (await openAuthority({ home, permitted: ['github.com'], keyStore, clock: () => new Date() })).fingerprint;

it('moves the key there and back, and the authority stays the same', async () => {
  const path = join(home, 'ca', 'root-key.pem');
  const before = await fingerprint(fileKeyStore(home));
  expect(await run(['use'])).toContain('is kept in the keychain entry');
  expect(existsSync(path)).toBe(false);
  expect(await fingerprint(keychainKeyStore({ home, open: memory.open }))).toBe(before);
  expect(JSON.parse(await run(['status', '--json']))).toMatchObject({
    ...{ authority: 'keychain', leftOver: null, fault: null },
  });
  expect(await run(['leave'])).toContain(path);
  expect(memory.secrets.size).toBe(0);
  expect(await fingerprint(fileKeyStore(home))).toBe(before);
});

it('keeps the key where it is when the keychain cannot be used', async () => {
  const before = await fingerprint(fileKeyStore(home));
  const open = () => Promise.reject(new Error('no secret service'));
  await expect(run(['use'], { open })).rejects.toMatchObject({ code: 'keychain-unavailable' });
  expect(await fingerprint(fileKeyStore(home))).toBe(before);
  const status = JSON.parse(await run(['status', '--json'], { open }));
  expect(status).toMatchObject({ authority: 'file', fault: expect.stringContaining('no secret service') });
});

it('names a file that was to go, and takes it away when asked again', async () => {
  await fingerprint(fileKeyStore(home));
  const key = await fileKeyStore(home).read();
  await run(['use']);
  if (key !== null) await fileKeyStore(home).create(key);
  expect(await run(['status'])).toContain('left over');
  await run(['use']);
  expect(await run(['status'])).not.toContain('left over');
});

it('keeps a token from standard input, and prints it nowhere', async () => {
  const said = await run(['set', 'gitlab'], { input: 'glpat-hunter2\n' });
  expect(said + (await run(['status']))).toContain('gitlab');
  expect(said + (await run(['status', '--json']))).not.toContain('hunter2');
  expect([...memory.secrets.values()].map(String)).toEqual([String(Buffer.from('glpat-hunter2'))]);
  expect(await run(['remove', 'gitlab'])).toContain('taken out');
  expect(memory.secrets.size).toBe(0);
});

it('does not read a token that a terminal would show', async () => {
  await expect(run(['set', 'gitlab'], { input: null })).rejects.toMatchObject({
    code: 'bad-token',
    hint: expect.stringContaining('keychain set'),
  });
});

it('leaves nothing of a home in the keychain when all of it is to go', async () => {
  await fingerprint(fileKeyStore(home));
  expect(await leaveKeychain(home, () => Promise.reject(new Error('asked')))).toMatchObject({
    outcome: 'left',
  });
  await run(['use']);
  await run(['set', 'gitlab'], { input: 'token' });
  expect(await leaveKeychain(home, () => Promise.reject(new Error('locked')))).toMatchObject({
    outcome: 'stuck',
  });
  expect(await leaveKeychain(home, memory.open)).toMatchObject({ outcome: 'undone' });
  expect(memory.secrets.size).toBe(0);
});

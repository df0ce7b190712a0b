import { generateKeyPairSync } from 'node:crypto';
import { statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CollectorKeyError, openCollectorKey } from './collector-key.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'countersign-key-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

test.each([
  ['no key', 'hunter2'],
  [
    'another kind of key',
    generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  ],
])('a file with %s is refused, left as it is and not quoted', (_name, content) => {
  writeFileSync(join(directory, 'key.pem'), content);
  expect(() => openCollectorKey(directory)).toThrow(expect.objectContaining({ code: 'not-ed25519' }));
  expect(() => openCollectorKey(directory)).toThrow(CollectorKeyError);
  expect(() => openCollectorKey(directory)).not.toThrow(/hunter2/);
});

test('the key is made once, for its owner alone', () => {
  const { publicKey } = openCollectorKey(directory);
  expect(openCollectorKey(directory).publicKey).toBe(publicKey);
  expect(statSync(join(directory, 'key.pem')).mode & 0o777).toBe(0o600);
});

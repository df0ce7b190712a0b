import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isExtensionDisabled } from './disabled-extension.ts';

let user: string;

beforeEach(async () => {
  user = await mkdtemp(join(tmpdir(), 'countersign-disabled-'));
  await mkdir(join(user, 'globalStorage'));
});

afterEach(() => rm(user, { recursive: true }));

const isDisabled = () => isExtensionDisabled(join(user, 'settings.json'));
const database = () => join(user, 'globalStorage', 'state.vscdb');

test.each<[string, string | null, boolean]>([
  ['nothing was ever disabled', null, false],
  ['ours is disabled', '[{"id":"other.other"},{"id":"Countersign.countersign","uuid":"x"}]', true],
  ['another is disabled', '[{"id":"other.other"}]', false],
  ['what is disabled cannot be read', '[', false],
])('%s', (_name, value, disabled) => {
  const state = new DatabaseSync(database());
  state.exec('CREATE TABLE ItemTable (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB)');
  const key = 'extensionsIdentifiers/disabled';
  if (value !== null) state.prepare('INSERT INTO ItemTable VALUES (?, ?)').run(key, value);
  state.close();
  expect(isDisabled()).toBe(disabled);
});

test('an editor that keeps its state elsewhere does not say', () => {
  expect(isDisabled()).toBe(false);
});

test('a state that is no database does not say', async () => {
  await writeFile(database(), 'x'.repeat(200));
  expect(isDisabled()).toBe(false);
});

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { starterPolicy } from '../../policy/starter.ts';
import { openYamlServer, type YamlServer } from './support/yaml-language-server.ts';

/** A policy file, as the program sees it that editors read YAML with, by the schema that the extension contributes. */
const ROOT = join(import.meta.dirname, '../..');
const RULE =
  'version: 1\nhosts:\n  - { suffix: github.com, kind: git }\nrules:\n  - id: one\n    on: [git.push]\n';

interface Manifest {
  readonly contributes: { readonly yamlValidation: readonly { readonly url: string }[] };
}

let folder: string;
let server: YamlServer;

beforeAll(async () => {
  const manifest: Manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  folder = await mkdtemp(join(tmpdir(), 'countersign-yaml-'));
  server = await openYamlServer(folder, join(ROOT, manifest.contributes.yamlValidation[0]?.url ?? ''));
});

afterAll(async () => {
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

test('the starter has no fault', async () => {
  expect(await server.check(starterPolicy({ hosts: ['github.com'] }))).toEqual([]);
});

test.each([
  ['an effect that there is not', `${RULE}    effect: alow\n`, 7, /allow/],
  ['a key that there is not', `${RULE}    effect: deny\n    wehn: 'true'\n`, 8, /wehn/],
  ['a rule without an effect', RULE, 5, /effect/],
])('%s is found where it stands', async (_, text, line, message) => {
  expect(await server.check(text)).toContainEqual({ line, message: expect.stringMatching(message) });
});

test.each([
  ['effects', `${RULE}    effect: `, ['allow', 'deny', 'require_approval']],
  ['keys of a rule', `${RULE}    `, ['when', 'effect', 'message']],
])('%s are proposed', async (_, text, labels) => {
  expect(await server.complete(text)).toEqual(expect.arrayContaining(labels));
});

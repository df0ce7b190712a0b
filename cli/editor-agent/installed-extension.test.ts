import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isExtensionInstalled } from './installed-extension.ts';

let extensions: string;

beforeEach(async () => {
  extensions = await mkdtemp(join(tmpdir(), 'countersign-extensions-'));
});

afterEach(() => rm(extensions, { recursive: true }));

const OURS = 'countersign.countersign-0.1.0';

test.each<[string, readonly string[], readonly string[], boolean]>([
  ['is there', [OURS], [], true],
  ['is there, without a word of its version', ['vsix'], [], true],
  ['was deleted', [], [], false],
  ['waits for being deleted', [OURS], [OURS], false],
  ['was replaced by a newer one', ['countersign.countersign-0.2.0'], [], true],
  ['was replaced, and the old one waits', [OURS, 'countersign.countersign-0.2.0'], [OURS], true],
  ['is gone, and another is there', ['countersign.countersign-tools-1.0.0'], [], false],
])('an extension that %s', async (_name, there, obsolete, installed) => {
  for (const name of there) {
    await mkdir(join(extensions, name));
    await writeFile(join(extensions, name, 'package.json'), '{}');
  }
  if (obsolete.length > 0) {
    const marks = Object.fromEntries(obsolete.map((name) => [name, true]));
    await writeFile(join(extensions, '.obsolete'), JSON.stringify(marks));
  }
  const own = there.includes('vsix') ? 'vsix' : OURS;
  expect(await isExtensionInstalled(join(extensions, own, 'dist', 'agent.js'), [])).toBe(installed);
});

test.each<[string, readonly string[], readonly string[] | null, boolean]>([
  ['a list names', ['Countersign.countersign'], null, true],
  ['no list names any more', [], null, false],
  ['only the list of another profile names', ['other.other'], ['countersign.countersign'], true],
  ['no profile names', ['other.other'], ['other.other'], false],
])('an extension whose folder is there, and that %s', async (_name, listed, listedInProfile, installed) => {
  const write = (folder: string, ids: readonly string[]) =>
    writeFile(join(folder, 'extensions.json'), JSON.stringify(ids.map((id) => ({ identifier: { id } }))));
  const user = join(extensions, 'data', 'User');
  const profile = join(user, 'profiles', '-1a2b');
  for (const folder of [join(extensions, OURS), profile]) await mkdir(folder, { recursive: true });
  await writeFile(join(extensions, OURS, 'package.json'), '{}');
  await write(extensions, listed);
  if (listedInProfile !== null) await write(profile, listedInProfile);
  const script = join(extensions, OURS, 'dist', 'agent.js');
  expect(await isExtensionInstalled(script, [join(user, 'settings.json')])).toBe(installed);
});

test('marks that cannot be read are none', async () => {
  await mkdir(join(extensions, OURS));
  await writeFile(join(extensions, OURS, 'package.json'), '{}');
  await writeFile(join(extensions, '.obsolete'), '{');
  expect(await isExtensionInstalled(join(extensions, OURS, 'dist', 'agent.js'), [])).toBe(true);
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPolicyFolder, type PolicyFolder } from '../../test/support/policy-folder.ts';

let folder: PolicyFolder;

beforeEach(async () => {
  folder = await openPolicyFolder();
});

afterEach(() => folder.remove());

test('kinds, attributes and functions are listed', async () => {
  const { exitCode, out } = await folder.run('docs');
  expect(exitCode).toBe(0);
  expect(out).toMatch(/^git\.push +one ref update of a push$/mu);
  expect(out).toMatch(/^changes\[\]\.path +string +git\.push, github\.write +path of the file/mu);
  expect(out).toContain('  change.adds(string) → bool\n');
  expect(out).toContain('and of lists: all, exists, exists_one, filter, map\n');
});

test('so are those of one kind', async () => {
  const { out } = await folder.run('docs', 'tunnel');
  expect(out).toContain('port ');
  expect(out).not.toContain('ref.name');
});

test('and as JSON', async () => {
  const { out } = await folder.run('docs', 'copilot.prompt', '--json');
  const reference: { kinds: { kind: string }[]; attributes: { name: string }[] } = JSON.parse(out);
  expect(reference.kinds.map(({ kind }) => kind)).toContain('copilot.chat');
  expect(reference.attributes.map(({ name }) => name)).toContain('prompt.parts[].text');
});

test('a kind that there is not is a fault', async () => {
  await expect(folder.run('docs', 'git.psuh')).rejects.toThrow(
    expect.objectContaining({ code: 'unknown-kind', hint: 'did you mean git.push?' }),
  );
});

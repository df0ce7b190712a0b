import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPolicyFolder, type PolicyFolder } from '../../test/support/policy-folder.ts';

let folder: PolicyFolder;

beforeEach(async () => {
  folder = await openPolicyFolder();
});

afterEach(() => folder.remove());

test.each([
  [[], 'Countersign policy'],
  [['--tests'], 'Countersign policy tests'],
  [['--json'], 'Countersign policy'],
])('the schema with %j is that of %s', async (options, title) => {
  const { out, exitCode } = await folder.run('schema', ...options);
  expect(exitCode).toBe(0);
  const schema: unknown = JSON.parse(out);
  expect(schema).toMatchObject({ $schema: expect.stringContaining('json-schema.org') as unknown, title });
  expect(out.trim().includes('\n')).toBe(!options.includes('--json'));
});

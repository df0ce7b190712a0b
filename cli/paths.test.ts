import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { homeBeside } from './paths.ts';

test('an extension that left word of its home is believed, and one that left none is not', async () => {
  const dist = await mkdtemp(join(tmpdir(), 'countersign-extension-'));
  const script = join(dist, 'agent.js');
  expect(homeBeside(script)).toBeUndefined();
  await writeFile(join(dist, 'countersign-home'), '/home/dev/elsewhere');
  expect(homeBeside(script)).toBe('/home/dev/elsewhere');
  await rm(dist, { recursive: true });
});

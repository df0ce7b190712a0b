import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { EditorWindow } from './window.ts';

const PICTURES = fileURLToPath(new URL('../../../dist/failed-editor-tests/', import.meta.url));

/** What stood on the screen when a test failed, for whoever looks into it. */
export async function picture({ page }: EditorWindow, test: string): Promise<void> {
  await mkdir(PICTURES, { recursive: true });
  const path = `${PICTURES}${test.replaceAll(/\W+/g, '-')}.png`;
  await page.screenshot({ path });
  process.stderr.write(`a picture of the editor: ${path}\n`);
}

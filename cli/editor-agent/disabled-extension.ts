import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const EXTENSION = 'countersign.countersign';

/**
 * Whether the person of these user settings has disabled the extension, in every folder: an editor of a desktop keeps
 * that in a database beside its settings, as a list of identifiers. False where there is none, as of an editor whose
 * windows are in a browser, or where it cannot be read: what is seen of the editor's processes then decides.
 */
export function isExtensionDisabled(settingsFile: string): boolean {
  const file = join(dirname(settingsFile), 'globalStorage', 'state.vscdb');
  if (!existsSync(file)) return false;
  try {
    return disabledIn(file).includes(EXTENSION);
  } catch {
    return false;
  }
}

function disabledIn(file: string): readonly string[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const row = database
      .prepare('SELECT CAST(value AS TEXT) AS value FROM ItemTable WHERE key = ?')
      .get('extensionsIdentifiers/disabled');
    const list = JSON.parse(String(row?.['value'] ?? '[]')) as readonly { readonly id: string }[];
    return list.map(({ id }) => id.toLowerCase());
  } finally {
    database.close();
  }
}

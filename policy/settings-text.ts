import type { ErrorObject } from 'ajv';
import { LineCounter, parseDocument } from 'yaml';

/**
 * The value of a settings file in YAML, with every value written where it stands. Throws what `refuse` makes; what it
 * is told says where the file is wrong, and repeats nothing of it.
 */
export function readSettingsText(source: string, refuse: (what: string) => Error): unknown {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw refuse(`line ${line}, column ${col}: ${error.code}`);
  }
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch {
    throw refuse('it has aliases, expected values written out');
  }
}

/** Where settings are not as their schema says, in words that hold names and no value. */
export function settingsFault(errors: readonly ErrorObject[] | null | undefined): string {
  const [first] = errors ?? [];
  const extra = String(first?.params['additionalProperty'] ?? '');
  return `${first?.instancePath || '/'} ${first?.message ?? ''} ${extra}`.trim();
}

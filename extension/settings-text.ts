import { applyEdits, type FormattingOptions, modify, parseTree } from 'jsonc-parser';
import type { JsonValue } from '../protocol/json.ts';

/** The text of a JSON object with one property at another value; no line that stood there is written otherwise. */
export function withSetting(text: string, key: string, value: JsonValue): string {
  const formattingOptions = formattingOf(text);
  return applyEdits(
    text,
    modify(text, [key], value, formattingOptions === null ? {} : { formattingOptions }),
  );
}

/**
 * A property that is added has the line before it formatted, too: by the blanks that it has anyway. Null where no
 * formatting would leave it as it is.
 */
function formattingOf(text: string): FormattingOptions | null {
  const last = parseTree(text)?.children?.at(-1);
  if (last === undefined) return { insertSpaces: true, tabSize: 4 };
  const blanks = /\n([ \t]+)$/.exec(text.slice(0, last.offset))?.[1] ?? '';
  if (/^ +$/.test(blanks)) return { insertSpaces: true, tabSize: blanks.length };
  return blanks === '\t' ? { insertSpaces: false, tabSize: 1 } : null;
}

/**
 * Control, format (bidirectional overrides, zero-width and tag characters), surrogate, private-use, separator
 * and ignorable characters: what changes how the text around it is read without being seen itself.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Text that somebody else wrote, for a person to look at: what cannot be seen is spelled `\u{…}`. */
export function printable(text: string): string {
  return text.replace(UNSEEN, (seen) => `\\u{${(seen.codePointAt(0) ?? 0).toString(16)}}`);
}

/** As `printable`, of at most `maxCharacters` code points of `text`; an ellipsis says that there was more. */
export function printablePrefix(text: string, maxCharacters: number): string {
  // A code point is at most two units, so no more of a long text is ever walked.
  const characters = Array.from(text.slice(0, 2 * (maxCharacters + 1)));
  if (characters.length <= maxCharacters) return printable(text);
  return `${printable(characters.slice(0, maxCharacters).join(''))}…`;
}

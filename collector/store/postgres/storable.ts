/** Text as a column can hold it: without NUL. A record's own text has that escaped, and is kept as it was signed. */
export function storable<T extends string | null>(text: T): T | string {
  return text?.replaceAll('\0', '\u{fffd}') ?? text;
}

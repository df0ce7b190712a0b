/** Words as both a record's text and a search are taken apart: letters and digits, without case and accents. */
export function wordsIn(text: string): readonly string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** What PostgreSQL takes for one document, in characters; a record has at most a few times as many. */
const MAX_INDEXED = 200_000;

/** The words of a record, in their order, separated so that the database's own parser finds nothing else in them. */
export function indexedText(text: string): string {
  return wordsIn(text.slice(0, MAX_INDEXED)).join(' ').slice(0, MAX_INDEXED);
}

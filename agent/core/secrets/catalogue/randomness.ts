const SAMPLE = /x{5,}|\*{3}|\.{3}|0{8}|example|placeholder|your[-_]|changeme|redacted/i;
const FLOOR_BITS = 2.5;

/** Whether nobody would have typed it: not one character over and over, and none of the words of a manual. */
export function isVaried(secret: string): boolean {
  return bitsPerCharacter(secret) >= FLOOR_BITS && !SAMPLE.test(secret);
}

/**
 * Whether it can be a token that nothing but its place tells: varied, and with a digit and a letter in it, which
 * names and numbers are not; or long, with capitals where no name has them.
 */
export function isOpaque(secret: string): boolean {
  if (!isVaried(secret) || !/[A-Za-z]/.test(secret)) return false;
  return /\d/.test(secret) || (secret.length >= 20 && caseChanges(secret) >= secret.length / 3);
}

function caseChanges(text: string): number {
  return text.match(/[a-z](?=[A-Z])|[A-Z](?=[a-z])/g)?.length ?? 0;
}

/** Whether both cases and a digit occur, as they do in any 40 characters of base64 and in no word or digest. */
export function isMixed(secret: string): boolean {
  return isVaried(secret) && /\d/.test(secret) && /[a-z]/.test(secret) && /[A-Z]/.test(secret);
}

/** Shannon's entropy of the characters, in bits; 0 for an empty text. */
export function bitsPerCharacter(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

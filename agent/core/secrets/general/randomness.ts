/** Shannon entropy of the characters, in bits a character. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** Letters and digits mixed as a generator mixes them, not as words, versions and names do. */
export function looksRandom(text: string): boolean {
  if (!/\d/.test(text) || !/[A-Za-z]/.test(text)) return false;
  return entropy(text) >= Math.min(3.6, Math.log2(text.length) * 0.78) && changes(text) >= text.length / 5;
}

/** How often one kind of character follows another. */
function changes(text: string): number {
  let count = 0;
  for (let at = 1; at < text.length; at += 1) if (kind(text, at) !== kind(text, at - 1)) count += 1;
  return count;
}

function kind(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  if (unit >= 48 && unit <= 57) return 0;
  if (unit >= 65 && unit <= 90) return 1;
  return unit >= 97 && unit <= 122 ? 2 : 3;
}

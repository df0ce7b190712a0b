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

/** Pairs of letters that English words and the names in programs are mostly made of. */
const PAIRS = new Set(
  'th he in er an re nd at on nt ha es st en ed to it ou ea hi is or ti as te et ng of al de se le sa si ar ve ra ld ur co me ro li ne ic io ce ma la no ch ta ll be el ri om ec us ot pe ac ns na tr ge wi ut il lo di ss ct pr ad mo ke ey so wo rd pa ok ap pi cl ie cr su mp ul em po fo ca un id iv ci tu ai ow ts ck wh ay ho ir lu ag ol ty im if ab am op os ig ee oo rm rt rs rv bl sh sp up uc ue ni pu ev fi ua qu mi ex ep ef vi ff pl gr br dr fr gi ub ls gn bi da ws sw ba'.split(
    ' ',
  ),
);

/** Whether the letters follow one another as in words; of digits and marks it says nothing. */
export function readsAsLanguage(text: string): boolean {
  const runs = text.toLowerCase().match(/[a-z]{2,}/g) ?? [];
  const pairs = runs.flatMap((run) =>
    Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2)),
  );
  return pairs.filter((pair) => PAIRS.has(pair)).length >= pairs.length * 0.45;
}
